"""The desk hears of letters told twice, and keeps a private note of where one came from."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from questions import actions
from questions.models import Provenance
from tests.factories import draft_question, published_question, received_letter

FOLDER = Path(settings.BASE_DIR) / "questions" / "demo" / "questions"
RETOLD = """
My husband and I share a rota and an app that gives out points, and lately a spreadsheet as well,
because the app never counted noticing that the washing tablets are nearly gone. He calls that just
living in a house; I call it work. We both write software, and we have a boy of three.

The bins go out on Tuesday and it was his turn. I lay in bed listening for the wheels. I said
nothing, because reminding somebody is work too. In the end I went down in my pyjamas and put them
out myself, rather loudly. He stood at the door and said that he was going to. By one in the morning
we had argued about who gave up what when our son was born, his mother, my tone of voice and an old
casserole dish. By my numbers I do sixty per cent, and he disputes the weightings. What would a fair
system be? We will both keep to it.
"""


def demo_letter(name):
    """The facts and the letter of a file of the demo."""
    _, facts, body = next(FOLDER.glob(f"{name}*.md")).read_text().split("+++\n", 2)
    return tomllib.loads(facts), body.partition("\n=== answer ===\n")[0].strip()


@pytest.fixture
def published(db):
    """Six letters of the demo, published."""
    return [
        published_question(facts["headline"], letter_text=letter)
        for facts, letter in map(demo_letter, ("01", "05", "08", "09", "13", "14"))
    ]


def test_a_letter_told_in_other_words_is_noticed_and_no_other(published):
    found = actions.provenance.find_published_likes(RETOLD)
    assert [question.headline for question in found] == [demo_letter("13")[0]["headline"]]
    for name in ("06", "11", "12"):  # about the same troubles, by other people
        assert actions.provenance.find_published_likes(demo_letter(name)[1]) == []


def test_a_few_words_are_like_nothing(db):
    published_question("Late", letter_text="He is always late.")
    assert actions.provenance.find_published_likes("He is always late.") == []


def test_the_letters_page_warns(published, john):
    letter, other = received_letter(RETOLD), received_letter(demo_letter("12")[1])
    page = john.get(f"/admin/questions/letter/{letter.pk}/change/").text
    assert "Much like a letter that is published here" in page
    assert published[4].get_absolute_url() in page
    page = john.get(f"/admin/questions/letter/{other.pk}/change/").text
    assert "Much like a letter" not in page


def test_the_checklist_asks_about_it_but_not_about_an_update(published):
    draft = draft_question("Bins", letter_text=RETOLD)
    words = f"much like a published one: {published[4].headline}"
    assert any(words in item.text for item in actions.checklist.list_open_items(draft))
    update = draft_question("Bins again", letter_text=RETOLD, update_of=published[4])
    assert not any(words in item.text for item in actions.checklist.list_open_items(update))
    own = actions.checklist.list_open_items(published[4])
    assert not any("much like a published" in item.text for item in own)


def test_without_vectors_nothing_is_said(published, monkeypatch):
    monkeypatch.setattr("questions.search.has_vectors", lambda: False)
    assert actions.provenance.find_published_likes(RETOLD) == []


def test_a_note_is_kept_sealed_changed_and_deleted(john, ida):
    question = published_question("One")
    page = f"/admin/questions/question/{question.pk}/provenance/"
    assert page in john.get(f"/admin/questions/question/{question.pk}/change/").text
    john.post(page, {"note": "By post; I rang back."})
    assert "By post; I rang back." in john.get(page).text
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM questions_provenance")
        (stored,) = cursor.fetchone()
    assert "By post" not in stored
    assert ida.get(page).status_code == 403
    john.post(page, {"note": "By email."})
    assert Provenance.objects.get().note == "By email."
    john.post(page, {"note": " "})
    assert not Provenance.objects.exists()


def test_a_note_is_public_nowhere_and_goes_with_the_letter(rita):
    question = published_question("One")
    actions.provenance.update_note(question, "By post.")
    for address in ("/questions/one/", "/feed/", "/api/v1/letters/one"):
        assert "By post." not in rita.get(address).text
    actions.erasure.erase(question.letters.get())
    assert not Provenance.objects.exists()
