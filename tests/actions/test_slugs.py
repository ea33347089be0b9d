"""Addresses keep their letters, end with a word, and never take another letter's."""

import pytest

from questions import actions
from questions.actions.slugs import erased_placeholder, stem_from_headline
from questions.models import Question
from tests.factories import draft_question, published_question

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
    question.slug = "there"
    actions.questions.update(question)
    return question


def test_a_typed_address_never_takes_a_former_one(rita, db):
    question, other = moved_question(), published_question("Other")
    other.slug = "before"
    actions.questions.update(other)
    assert other.slug == "before-2"
    assert rita.get("/questions/before/")["Location"] == "/questions/there/"
    question.slug = "before"  # its own it may have again
    actions.questions.update(question)
    assert rita.get("/questions/before/").status_code == 200


def test_the_desk_says_whose_it_is(john):
    moved_question()
    draft = draft_question("Other")
    form = actions.revisions.working_text(draft) | {"update_of": "", "slug": "before"}
    response = john.post(f"{DESK}{draft.pk}/change/", form | {"began": draft.revision})
    assert "This address belonged to another letter" in response.text


def test_nor_the_one_of_an_erased_letter(db):
    question, other = published_question("Gone"), published_question("Other")
    Question.objects.filter(pk=question.pk).update(slug=erased_placeholder("gone"))
    other.slug = "gone"
    actions.questions.update(other)
    assert other.slug == "gone-2"
    assert draft_question("Gone").slug == "gone-3"


def test_an_address_that_is_there_stays(db):
    question = published_question("Łódź, or why I left")
    Question.objects.filter(pk=question.pk).update(slug="odz-or-why-i-left")
    question.refresh_from_db()
    question.answer = "Other words."
    actions.questions.update(question)
    assert question.slug == "odz-or-why-i-left"
