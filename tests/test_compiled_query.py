"""Queries that are put together once: each answer belongs to the values that were asked with."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from questions.compiled_query import CompiledQuery
from questions.models import Question
from tests.factories import published_question

STAND_INS = ("?", datetime(2000, 1, 1, tzinfo=UTC))


def build_public(slug, now):
    return Question.objects.published(now).filter(slug=slug).only("headline")


def ask(query, slug, moment):
    return [
        found.headline
        for found in Question.objects.raw(*query.with_values(connection, slug, moment))
    ]


def test_each_value_takes_its_place_and_django_is_asked_once(db):
    published_question(headline="The dog", slug="the-dog")
    published_question(headline="The cat", slug="the-cat")
    built = []
    query = CompiledQuery(lambda *given: built.append(given) or build_public(*given), *STAND_INS)
    now = timezone.now()
    assert ask(query, "the-dog", now) == ["The dog"]
    assert ask(query, "the-cat", now) == ["The cat"]
    assert ask(query, "the-cat", now - timedelta(days=30_000)) == []
    assert ask(query, "?", now) == []
    assert built == [STAND_INS]
