"""Typing errors lead to the word that was meant."""

import pytest

from questions import actions, search
from questions.models import Spelling, Word
from questions.search.spelling import edit_distance, nearest_words
from tests.factories import published_question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["jelous", "jealuos", "jealousd", "jeallous", "jealos", "gealous"]
)
def test_the_nearest_word_is_meant(typed):
    published_question("Jealous", answer="Kettles and phones.")
    assert nearest_words([typed]) == {typed: "jealous"}


def test_the_question_is_found_and_the_word_is_said():
    published_question("Jealous of his friend")
    found = search.find_questions("jelous")
    assert found.meant == {"jelous": "jealous"}
    assert [question.headline for question in found.questions] == ["Jealous of his friend"]


def test_a_word_of_the_field_is_known_before_anybody_wrote_it():
    published_question("One", letter_text="My husband snores.")
    assert search.find_questions("boyfreind").meant == {"boyfreind": "boyfriend"}


def test_the_commoner_of_two_near_words_is_meant():
    published_question("Kettles")
    for _ in range(3):
        published_question("Nettles")
    assert nearest_words(["mettles"]) == {"mettles": "nettles"}


@pytest.mark.parametrize("typed", ["", "abc", "qqzzxxqq", "1999", "x" * 5000])
def test_what_is_near_to_nothing_means_nothing(typed):
    published_question("Jealous")
    assert nearest_words([typed]) == {}


def test_the_vocabulary_forgets_a_word_that_nobody_has_any_more():
    question, other = published_question("Zebras and kettles"), published_question("Kettles")
    assert Word.objects.get(word="kettles").headlines == 2
    actions.questions.unpublish(question)
    assert not Word.objects.filter(word="zebras").exists()
    assert not Spelling.objects.filter(key="zebra").exists()
    assert Word.objects.get(word="kettles").headlines == 1
    assert other.is_public


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("", "", 0), ("ab", "ba", 1), ("kettle", "ketle", 1), ("abc", "xyz", 3), ("", "abc", 3)],
)
def test_distance(one, other, letters):
    assert edit_distance(one, other) == edit_distance(other, one) == letters
