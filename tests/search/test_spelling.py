"""Typing errors lead to the word that was meant."""

import pytest

from questions import search
from tests.factories import published_question

pytestmark = pytest.mark.django_db


def meant(text):
    return search.find_questions(text).meant


@pytest.mark.parametrize("typed", ["jelous", "jealuos", "jeallous", "jealos", "gealous"])
def test_the_word_one_letter_away_is_meant(typed):
    published_question("Jealous", answer="Kettles and phones.")
    assert meant(typed) == {typed: "jealous"}


def test_the_question_is_found_and_the_word_is_said():
    published_question("Jealous of his friend")
    found = search.find_questions("jelous")
    assert found.meant == {"jelous": "jealous"}
    assert [question.headline for question in found.questions] == ["Jealous of his friend"]


def test_the_commoner_of_two_near_words_is_meant():
    published_question("Kettles")
    for _ in range(3):
        published_question("Nettles")
    assert meant("mettles") == {"mettles": "nettles"}


def test_an_inflected_form_that_nobody_wrote_is_corrected():
    published_question("They argued about everything")
    assert meant("argueing") == {}
    assert meant("arguingg") == {"arguingg": "arguing"}


def test_a_word_in_quotes_is_corrected():
    published_question("An old kettle", letter_text="Nothing.")
    result = search.find_questions('"old ketle"')
    assert result.meant == {"ketle": "kettle"}
    assert not result.is_unquoted
    assert result.count == 1


def test_a_foreign_word_of_one_letter_is_no_correction():
    published_question("At sea", letter_text="Er nannte es Wanderlust.")
    assert meant("wanderlost") == {}
    published_question("On land", letter_text="Wanderlust again.")
    assert meant("wanderlost") == {"wanderlost": "wanderlust"}


def test_a_word_of_one_answer_is_a_correction():
    published_question("At home", letter_text="He looks at her.", answer="You are jealous.")
    assert meant("jelous") == {"jelous": "jealous"}


def test_a_word_that_everybody_knows_is_no_error():
    for _ in range(2):
        published_question("My wife and my husband", letter_text="The wife.")
    assert meant("life") == {}
    assert meant("husbnad") == {"husbnad": "husband"}


def test_a_query_in_another_language_is_left_as_it_is():
    published_question("A man and a mine", letter_text="The man is in the mine.")
    published_question("A man and a mine", letter_text="The man is in the mine.")
    assert meant("meine mann betrogen hat") == {}


@pytest.mark.parametrize("typed", ["abc", "qqzzxxqq", "1999", "x" * 900, "日本語日本語"])
def test_what_is_near_to_nothing_means_nothing(typed):
    published_question("Jealous")
    assert meant(typed) == {}


def test_a_query_in_which_every_word_is_mistyped_is_corrected():
    published_question("A friend in love with my husband")
    found = search.find_questions("freind lvoe husbend")
    assert found.meant == {"freind": "friend", "lvoe": "love", "husbend": "husband"}
