"""While Ann writes: answered questions like her letter, and what may give her away."""

import re

import pytest

from questions.models import Letter, RateLimit, WeeklyCount
from tests.factories import published_question

ABOUT_PHONES = (
    "My wife looks at her phone all through dinner and I eat alone at the table with the children. "
    "I have asked her to put the phone away at dinner and she says it is work."
)


@pytest.fixture
def questions(db):
    published_question(
        "My wife is on her phone all through dinner", letter_text=ABOUT_PHONES + " So?"
    )
    published_question(
        "Do I have to lend him money?", letter_text="My brother borrows money every month."
    )


def test_an_answered_question_like_the_letter_is_found(ann, questions):
    response = ann.post("/ask/similar/", {"text": ABOUT_PHONES})
    assert "on her phone" in response.text
    assert "lend him money" not in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("text", ["", "phone", "\0" * 200, "é" * 30_000, '"AND OR NOT* (' * 20])
def test_whatever_is_written_so_far_is_no_error(ann, questions, text):
    assert ann.post("/ask/similar/", {"text": text}).status_code == 200


def test_nothing_is_looked_up_by_an_address(ann, questions):
    assert ann.get("/ask/similar/?text=phone").status_code == 405


def test_without_javascript_a_button_looks_through_the_letter(ann, questions):
    token = re.search(r'name="token" value="([^"]+)"', ann.get("/ask/").text)[1]
    written = {"text": ABOUT_PHONES + " I am Jane Miller.", "token": token, "consent": "on"}
    response = ann.post("/ask/", written | {"sign_off": "Alone", "look": "1"})

    assert "on her phone" in response.text
    assert "Jane Miller" in response.text
    assert re.search(r'name="consent"[^>]* checked', response.text)
    assert 'value="Alone"' in response.text
    assert not Letter.objects.filter(state="new").exists()
    assert ann.post("/ask/", written).status_code == 200
    assert Letter.objects.filter(state="new").count() == 1


def test_a_letter_without_anything_to_say_of_it(ann, questions):
    response = ann.post("/ask/", {"text": "Why?", "token": "x", "look": "1"})
    assert ">We found nothing that shows who you are" in response.text


def test_somebody_who_needs_no_letter_is_counted_and_nothing_else(ann, questions):
    for _ in range(2):
        response = ann.post("/ask/helped/", {"text": ABOUT_PHONES})
    assert "nothing you wrote was kept" in response.text
    assert [(tally.name, tally.count) for tally in WeeklyCount.objects.all()] == [("helped", 2)]
    assert not Letter.objects.filter(state="new").exists()
    assert ABOUT_PHONES not in str(list(RateLimit.objects.values()))


def test_words_of_danger_raise_the_letter_and_block_nothing(ann, john):
    token = re.search(r'name="token" value="([^"]+)"', ann.get("/ask/").text)[1]
    response = ann.post("/ask/", {"text": "I want to kill myself.", "token": token})
    assert "Your letter has arrived" in response.text
    assert "116 123" in response.text
    assert Letter.objects.get(state="new").flags == ["self-harm"]


def test_a_proposed_letter_names_its_topics_so_that_they_can_be_hidden(ann, db):
    published_question(
        "My wife is on her phone", letter_text=ABOUT_PHONES + " So?", content_notes=["infidelity"]
    )
    assert 'data-topics="note-infidelity"' in ann.post("/ask/similar/", {"text": ABOUT_PHONES}).text
    page = ann.post("/ask/", {"text": ABOUT_PHONES, "token": "x", "look": "1"}).text
    assert 'data-topics="note-infidelity"' in page
    assert '"hidden-topics"' in page  # the script that hides them


@pytest.mark.parametrize(
    ("notes", "ending"), [(["self-harm"], " So?"), ([], " I want to kill myself.")]
)
def test_a_letter_about_danger_is_never_proposed(ann, db, notes, ending):
    headline = "My wife is on her phone"
    published_question(headline, letter_text=ABOUT_PHONES + ending, content_notes=notes)
    assert headline not in ann.post("/ask/similar/", {"text": ABOUT_PHONES}).text


def test_a_letter_by_a_young_writer_is_proposed(ann, db):
    published_question("On her phone", letter_text=ABOUT_PHONES + " I am 15 years old.")
    assert "On her phone" in ann.post("/ask/similar/", {"text": ABOUT_PHONES}).text


def test_an_excerpt_is_never_cut_within_a_word(ann, questions):
    page = ann.post("/ask/similar/", {"text": ABOUT_PHONES}).text
    excerpt = re.search(r"<p>(.*?) …</p>", page)[1]
    assert ABOUT_PHONES.startswith(f"{excerpt} ")
