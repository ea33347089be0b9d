"""A question is named by what John has at hand: its address, a link, its headline."""

import pytest

from questions.answering.answers.forms import AutosaveForm
from tests.answering.answers.test_autosave import DESK, sent
from tests.factories import (
    change_text,
    draft_question,
    published_question,
    received_letter,
    text_of,
)

INBOX = "/admin/questions/letter/"


def attach(client, letter, typed):
    return client.post(f"{INBOX}{letter.pk}/attach/", {"question": typed, "sure": "1"})


@pytest.fixture
def question(db):
    """A question that had another address before."""
    question = published_question("How do I tell him?")
    return change_text(question, slug="telling-him")


@pytest.mark.parametrize(
    "typed",
    [
        "telling-him",
        "how-do-i-tell-him",
        "questions/telling-him/",
        "/questions/telling-him/",
        "/questions/telling-him/#answer",
        "http://127.0.0.1:8000/questions/telling-him/",
        "http://127.0.0.1:8000/questions/how-do-i-tell-him/?page=2",
        "How do I tell him?",
        "  how do i tell HIM? ",
        "I tell",
    ],
)
def test_all_of_them_find_it(john, question, typed):
    letter = received_letter("Mine too.")
    attach(john, letter, typed)
    letter.refresh_from_db()
    assert letter.question == question


def test_a_link_of_the_desk_finds_it_too(john, question):
    letter = received_letter("Mine too.")
    attach(john, letter, f"http://127.0.0.1:8000{DESK}{question.pk}/change/")
    letter.refresh_from_db()
    assert letter.question == question


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("nothing-like-it", "No answer has this address or headline."),
        ("https://example.org/questions/telling-him/", "another site"),
        ("http://127.0.0.1:8000/tags/trust/", "No answer has this address or headline."),
        ("http://[half", "No answer has this address or headline."),
        ("/admin/questions/question/99999/change/", "No answer has this address or headline."),
        ("", "Enter the answer’s address"),
    ],
)
def test_what_finds_none_is_said_beside_it_and_still_there(john, question, typed, said):
    letter = received_letter("Mine too.")
    page = attach(john, letter, typed)
    letter.refresh_from_db()
    assert letter.question is None
    assert said in page.text
    assert f'value="{typed}"' in page.text or not typed


def test_several_are_named(john, question):
    published_question("How do I tell her?")
    page = attach(john, received_letter("Mine too."), "How do I tell")
    assert "Several answers have these words: How do I tell him?; How do I tell her?" in page.text


def test_only_a_public_question_is_named_to_those_who_are_declined(john, question):
    draft_question("A secret plan")
    letter = received_letter("Mine too.")
    form = {"letter": [letter.pk], "because": "I am sorry.", "see_also": "A secret plan"}
    page = john.post(f"{INBOX}decline/", form)
    assert "No published answer has this address or headline." in page.text
    assert "A secret plan" in page.text
    john.post(f"{INBOX}decline/", form | {"see_also": "How do I tell him?"})
    letter.refresh_from_db()
    assert letter.see_also == question


def test_half_an_address_does_not_stop_the_saving(db, question):
    draft = draft_question("One")
    form = AutosaveForm(sent(draft, update_of="tellin", answer="Kept."), instance=draft)
    assert form.is_valid()
    text = form.to_question_text()
    assert (text.answer, text.update_of) == ("Kept.", None)


def test_an_update_names_its_question_by_a_link(john, question):
    draft = draft_question("One")
    link = "http://127.0.0.1:8000/questions/telling-him/"
    john.post(f"{DESK}{draft.pk}/autosave/", sent(draft, update_of=link))
    assert text_of(draft).update_of == question.pk


def test_notes_that_are_too_long_are_still_there(john):
    letter = received_letter()
    page = john.post(f"{INBOX}{letter.pk}/note/", {"note": "long " * 1000})
    assert "at most 4000 characters" in page.text
    assert "long long" in page.text


@pytest.mark.parametrize(
    "typed", ["what o'brien said", "WHAT O’BRIEN SAID IN ÉVREUX", "brien said in évreux"]
)
@pytest.mark.parametrize("made", [published_question, draft_question])
def test_another_spelling_hides_no_answer(john, typed, made):
    question = made("What O’Brien said in E\u0301vreux")
    letter = received_letter("Mine too.")
    attach(john, letter, typed)
    letter.refresh_from_db()
    assert letter.question == question
    assert f"{DESK}{question.pk}/" in john.get(DESK, {"q": "o'brien ÉVREUX"}).text


@pytest.mark.parametrize("made", [published_question, draft_question])
def test_newer_answers_hide_no_older_one(john, made, monkeypatch):
    question = made("What O’Brien said")
    published_question("Newer")
    monkeypatch.setattr("questions.answering.answers.answer_list.SEARCHED_AT_MOST", 1)
    letter = received_letter("Mine too.")
    attach(john, letter, "what o'brien said")
    letter.refresh_from_db()
    assert letter.question == question
