"""Questions that are like a text, or like each other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from questions import actions, search
from questions.models import RelatedQuestion
from tests.factories import change_text, draft_question, published_question, saved_tag

pytestmark = pytest.mark.django_db

KETTLES = "He descales the kettle each morning and hides the teabags in a jar."
PHONES = "She scrolls on her telephone at supper and answers messages from work."


def likes(question):
    return [each.other.headline for each in RelatedQuestion.objects.filter(question=question)]


def test_a_text_finds_what_is_like_it():
    published_question("Kettles", letter_text=KETTLES)
    published_question("Phones", letter_text=PHONES)
    text = "Every morning my kettle is descaled, and where are my teabags?"
    assert [question.headline for question in search.find_similar(text)] == ["Kettles"]


def test_one_word_in_common_is_no_likeness():
    published_question("Kettles", letter_text=KETTLES)
    assert (
        search.find_similar("We went to Portugal with a tortoise and a kettle and a mortgage.")
        == []
    )


def test_there_are_never_more_than_asked_for():
    for number in range(6):
        published_question(f"Kettles {number}", letter_text=KETTLES)
    assert len(search.find_similar(KETTLES)) == 3
    assert len(search.find_similar(KETTLES, limit=1)) == 1


def test_what_is_not_public_is_like_nothing():
    draft_question("A draft", letter_text=KETTLES)
    coming = draft_question("To come", letter_text=KETTLES)
    actions.questions.publish(coming, timezone.now() + timedelta(days=1))
    assert search.find_similar(KETTLES) == []


def test_likenesses_are_kept_both_ways_when_a_question_is_published():
    first = published_question("First", letter_text=KETTLES)
    published_question("Other", letter_text=PHONES)
    second = published_question("Second", letter_text=KETTLES)
    assert likes(first) == ["Second"]
    assert likes(second) == ["First"]


def test_a_corrected_question_is_like_others():
    first, second = (
        published_question("First", letter_text=KETTLES),
        published_question("Second", letter_text=KETTLES),
    )
    published_question("Third", letter_text=PHONES)
    change_text(first, letter_text=PHONES)
    assert likes(first) == ["Third"]
    assert likes(second) == []


def test_the_same_tag_makes_liker():
    tag = saved_tag("Trust")
    published_question("Tagged", letter_text=KETTLES, tags=[tag])
    published_question("Plain", letter_text=KETTLES)
    assert likes(published_question("One", letter_text=KETTLES, tags=[tag])) == ["Tagged", "Plain"]


def test_an_update_is_no_likeness():
    first = published_question("First", letter_text=KETTLES)
    update = published_question("Update", letter_text=KETTLES, update_of=first)
    assert likes(first) == likes(update) == []
