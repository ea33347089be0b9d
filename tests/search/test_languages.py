"""A column in another language finds paraphrases; a query in another language finds English."""

import tomllib
from pathlib import Path

import pytest

from questions import search
from tests.factories import published_question

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LANGUAGES = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))


def publish_letters(language):
    """The letters of a language; returns their headlines."""
    for headline, letter in LANGUAGES[language]["letters"]:
        published_question(headline, letter_text=letter, answer="…")
    return [headline for headline, _ in LANGUAGES[language]["letters"]]


def missed_queries(queries, headlines, first):
    """The queries whose letter is not among the first."""
    found = (
        (query, headlines[number - 1], search.find_questions(query).questions[:first])
        for number, query in queries
    )
    return [query for query, wanted, rows in found if wanted not in [row.headline for row in rows]]


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "ar", "ja"])
def test_a_column_in_another_language_finds_eight_of_ten_in_the_first_three(language, settings):
    settings.LANGUAGE_CODE = language
    headlines = publish_letters(language)
    queries = LANGUAGES[language]["queries"]
    assert len(queries) == 10
    assert len(missed_queries(queries, headlines, 3)) <= 2


def test_queries_in_other_languages_find_the_english_letter_first():
    headlines = publish_letters("en")
    queries = [each for facts in LANGUAGES.values() for each in facts.get("english", [])]
    assert len(queries) == 12
    assert len(missed_queries(queries, headlines, 1)) <= 1
