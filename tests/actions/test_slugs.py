"""Addresses keep their letters, end with a word, and never take another letter's."""

from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.actions.slugs import erased_placeholder, first_unused_from, stem_from_headline
from questions.models import Question
from tests.factories import change_text, draft_question, opened, published_question, text_of

DESK = "/admin/questions/question/"


@pytest.mark.parametrize(
    ("headline", "stem"),
    [
        ("Łódź, or why I left", "lodz-or-why-i-left"),
        (
            "Øyvind, Đorđe & Æsa: Straße, œuvre, Þór, Ðað",
            "oyvind-dorde-aesa-strasse-oeuvre-thor-dad",
        ),
        ("I—he, too", "i-he-too"),
        ("It's what he isn't", "its-what-he-isnt"),
        ("爱", "letter"),
        ("a" * 90, "a" * 80),
        ("word " * 30, "-".join(["word"] * 16)),
        ("x" * 79 + " end", "x" * 79),
        ("x" * 76 + " end more", "x" * 76 + "-end"),
    ],
)
def test_an_address_made_from_a_headline(headline, stem):
    assert stem_from_headline(headline) == stem


def moved_question():
    """A question that was at /questions/before/ once."""
    question = published_question("Before")
    return change_text(question, slug="there")


def test_a_typed_address_never_takes_a_former_one(rita, db):
    question, other = moved_question(), published_question("Other")
    change_text(other, slug="before")
    assert other.slug == "before-2"
    assert rita.get("/questions/before/")["Location"] == "/questions/there/"
    change_text(question, slug="before")  # its own it may have again
    assert rita.get("/questions/before/").status_code == 200


def test_the_desk_says_whose_it_is(john):
    moved_question()
    draft = draft_question("Other")
    form = asdict(text_of(draft)) | {"update_of": "", "slug": "before"}
    form |= {"base_revision": draft.revision}
    response = john.post(f"{DESK}{draft.pk}/change/", form)
    assert "This address belonged to another letter" in response.text


def test_nor_the_one_of_an_erased_letter(db):
    question, other = published_question("Gone"), published_question("Other")
    Question.objects.filter(pk=question.pk).update(slug=erased_placeholder("gone"))
    change_text(other, slug="gone")
    assert other.slug == "gone-2"
    assert opened(draft_question("Gone")).slug == "gone-3"


def test_an_address_that_is_there_stays(db):
    question = published_question("Łódź, or why I left")
    Question.objects.filter(pk=question.pk).update(slug="odz-or-why-i-left")
    question.refresh_from_db()
    change_text(question, answer="Other words.", slug=question.slug)
    assert question.slug == "odz-or-why-i-left"


def test_a_free_address_is_found_without_looking_through_others(db):
    published_question("Supper")
    with CaptureQueriesContext(connection) as seen:
        assert first_unused_from("dinner", Question(pk=0)) == "dinner"
    assert not any("LIKE" in one["sql"] for one in seen.captured_queries)


@pytest.mark.parametrize("is_former", [False, True])
def test_an_address_that_is_or_was_anothers_gets_a_number(db, is_former):
    other = published_question("Dinner")
    if is_former:
        change_text(other, slug="supper")
    assert [published_question("Dinner").slug for _ in range(2)] == ["dinner-2", "dinner-3"]
