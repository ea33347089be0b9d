"""A sentence that John chose stands out in the page and on the card."""

import pytest

from questions import actions, social_cards
from questions.models import Question
from questions.text.quoting import is_quoted_from
from tests.factories import change_text, draft_question, published_question, text_of

LETTER = 'He says "not now"\nand shuts the door -- every time.'


def test_it_stands_between_letter_and_answer_once_for_those_who_hear(rita):
    published_question("One", answer="Say *it* in two sentences.", pull_quote="Say it in two")
    page = rita.get("/questions/one/").text
    quote = page.index('aria-hidden="true">“Say it in two”')
    assert page.index("A letter to John") < quote < page.index("John answers")


def test_it_is_what_the_card_shows(rita):
    question = published_question("One", answer="Say it in two sentences.")
    plain = social_cards.card_path(question)
    assert social_cards.card_text(question) == "One"
    change_text(question, pull_quote="Say it in two")
    question.refresh_from_db()
    assert social_cards.card_text(question) == "“Say it in two”"
    card = social_cards.card_path(question)
    assert card != plain
    page = rita.get("/questions/one/").text
    assert card in page
    assert 'property="og:image:alt" content="“Say it in two”"' in page
    assert rita.get(card).getvalue().startswith(b"\x89PNG")
    assert rita.get(plain).status_code == 404


@pytest.mark.parametrize(
    ("quote", "is_there"),
    [
        ("Say it in two sentences.", True),
        ("Say it  in", True),
        ("“not now” and shuts the door — every", True),
        ("shuts the door", True),
        ("shut the door", False),
        ("say IT", False),
        ("Say it. In two", False),
        ("  ", False),
    ],
)
def test_it_must_be_words_of_the_letter_or_the_answer(quote, is_there):
    assert is_quoted_from(quote, LETTER, "Say it in two sentences.") == is_there


def test_other_words_are_refused_when_it_is_published(db, john):
    draft = draft_question("One", answer="Say it.", pull_quote="Say nothing.")
    with pytest.raises(actions.questions.NotPublishable, match="word for word"):
        actions.questions.publish(draft)
    assert (
        "The pull quote isn’t in" in john.get(f"/admin/questions/question/{draft.pk}/publish/").text
    )
    question = published_question("Two", answer="Say it.", pull_quote="Say it.")
    with pytest.raises(actions.questions.NotPublishable):
        change_text(question, answer="Write it.")
    assert Question.objects.get(pk=question.pk).answer == "Say it."


def test_it_goes_with_the_letter(db):
    question = published_question("One", answer="Say it.", pull_quote="Say it.")
    actions.questions.unpublish(question)
    assert Question.objects.get(pk=question.pk).pull_quote == ""
    assert text_of(question).pull_quote == "Say it."
