"""Queries that are put together once."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from questions.models import Question
from questions.models.prepared import Prepared
from tests.factories import published_question

pytestmark = pytest.mark.django_db


def by_slug(slug, now):
    """Published questions by their address."""
    return Question.objects.published(now).filter(slug=slug)


def test_each_run_has_its_own_values():
    ask = Prepared(by_slug, slug=str, now=datetime)
    one, two = published_question("One"), published_question("Two")
    now = timezone.now()
    assert ask(slug=one.slug, now=now) == [one]
    assert ask(slug=two.slug, now=now) == [two]
    assert ask(slug=two.slug, now=two.publish_at - timedelta(microseconds=1)) == []


@pytest.mark.parametrize("slug", ["mark-0", "%s", "' OR '1'='1", "a;b", "ü😀"])
def test_a_value_is_never_a_part_of_the_query(slug):
    published_question()
    assert Prepared(by_slug, slug=str, now=datetime)(slug=slug, now=timezone.now()) == []


def test_a_row_is_a_whole_object():
    question = published_question(content_notes=["grief"])
    (row,) = Prepared(by_slug, slug=str, now=datetime)(slug=question.slug, now=timezone.now())
    assert row.publish_at == question.publish_at
    assert row.content_notes == ["grief"]


def test_a_place_that_the_query_lacks_is_a_mistake():
    with pytest.raises(AssertionError, match="a place is not in the query"):
        Prepared(lambda slug: Question.objects.all(), slug=str)(slug="x")
