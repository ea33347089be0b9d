"""Pairs that are like a text, or like each other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from questions import actions, search
from questions.models import Likeness
from tests.factories import a_draft, a_pair, a_tag

pytestmark = pytest.mark.django_db

KETTLES = "He descales the kettle each morning and hides the teabags in a jar."
PHONES = "She scrolls on her telephone at supper and answers messages from work."


def likes(pair):
    return [each.other.headline for each in Likeness.objects.filter(question=pair)]


def test_a_text_finds_what_is_like_it():
    a_pair("Kettles", letter_text=KETTLES)
    a_pair("Phones", letter_text=PHONES)
    text = "Every morning my kettle is descaled, and where are my teabags?"
    assert [pair.headline for pair in search.similar(text)] == ["Kettles"]


def test_one_word_in_common_is_no_likeness():
    a_pair("Kettles", letter_text=KETTLES)
    assert search.similar("We went to Portugal with a tortoise and a kettle and a mortgage.") == []


def test_there_are_never_more_than_asked_for():
    for number in range(6):
        a_pair(f"Kettles {number}", letter_text=KETTLES)
    assert len(search.similar(KETTLES)) == 3
    assert len(search.similar(KETTLES, limit=1)) == 1


def test_what_is_not_public_is_like_nothing():
    a_draft("A draft", letter_text=KETTLES)
    coming = a_draft("To come", letter_text=KETTLES)
    actions.questions.publish(coming, timezone.now() + timedelta(days=1))
    assert search.similar(KETTLES) == []


def test_likenesses_are_kept_both_ways_when_a_pair_is_published():
    first = a_pair("First", letter_text=KETTLES)
    a_pair("Other", letter_text=PHONES)
    second = a_pair("Second", letter_text=KETTLES)
    assert likes(first) == ["Second"]
    assert likes(second) == ["First"]


def test_a_corrected_pair_is_like_others():
    first, second = a_pair("First", letter_text=KETTLES), a_pair("Second", letter_text=KETTLES)
    a_pair("Third", letter_text=PHONES)
    first.letter_text = PHONES
    actions.questions.correct(first)
    assert likes(first) == ["Third"]
    assert likes(second) == []


def test_the_same_tag_makes_liker():
    tag = a_tag("Trust")
    a_pair("Tagged", letter_text=KETTLES, tags=[tag])
    a_pair("Plain", letter_text=KETTLES)
    assert likes(a_pair("One", letter_text=KETTLES, tags=[tag])) == ["Tagged", "Plain"]


def test_an_update_is_no_likeness():
    first = a_pair("First", letter_text=KETTLES)
    update = a_pair("Update", letter_text=KETTLES, update_of=first)
    assert likes(first) == likes(update) == []
