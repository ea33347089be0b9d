"""What is shown of questions that were found, read by queries that are put together once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Prefetch, QuerySet, prefetch_related_objects

from questions.models import Question, Tag
from questions.models.kept_query import KeptQuery
from questions.models.question_updates import EARLIER
from questions.models.questions import LISTED

SHOWN = [*LISTED, "letter_text", "answer_html"]  # the words are marked in these texts


def find_published(now: datetime, numbers: Sequence[int]) -> QuerySet[Question]:
    """The questions of these numbers that everybody may read at a moment."""
    return Question.objects.published(now).order_by().filter(pk__in=numbers)


def find_later(now: datetime, numbers: Sequence[int]) -> QuerySet[Question]:
    """The questions that follow these, the newest last."""
    later = Question.objects.published(now).filter(update_of__in=numbers).reverse()
    return later.only("update_of", "headline", "slug")


def find_tags(_now: datetime, numbers: Sequence[int]) -> QuerySet[Tag]:
    """The tags of these questions, each as often as they have it, with the question's number."""
    rows = Tag.objects.filter(questions__in=numbers).annotate(question_id=F("questions"))
    return rows.only("name", "slug")


RESULTS = KeptQuery(lambda now, numbers: find_published(now, numbers).only(*SHOWN))
NOTES = KeptQuery(lambda now, numbers: find_published(now, numbers).only("content_notes"))
LATER, TAGS = KeptQuery(find_later), KeptQuery(find_tags)


def read_results(numbers: list[int]) -> list[Question]:
    """The published questions of these numbers, in their order, with what a result shows."""
    found = read_links(numbers)
    followers = [question for question in found if question.update_of_id]
    prefetch_related_objects(followers, Prefetch("update_of", Question.objects.only(*EARLIER)))
    later = {one.update_of_id: one for one in LATER.read_rows([one.pk for one in found])}
    for question in found:
        newest = later.get(question.pk)
        question.later_headline = newest.headline if newest else None
        question.later_slug = newest.slug if newest else None
    return found


def read_links(numbers: list[int]) -> list[Question]:
    """The same with what a link to them shows."""
    found = read_in_order(numbers, RESULTS)
    tags: list[Any] = TAGS.read_rows([one.pk for one in found])
    for question in found:
        question.tag_list = [tag for tag in tags if tag.question_id == question.pk]
    return found


def read_notes(numbers: list[int]) -> list[Question]:
    """The same with their content notes alone."""
    return read_in_order(numbers, NOTES)


def read_in_order(numbers: list[int], query: KeptQuery) -> list[Question]:
    """The published questions of these numbers, in their order.

    Memory is a moment behind the database: what another process has deleted is left out.

    Args:
        numbers: those that are wanted.
        query: for what is wanted of them.
    """
    found = {question.pk: question for question in query.read_rows(numbers)}
    return [found[number] for number in numbers if number in found]
