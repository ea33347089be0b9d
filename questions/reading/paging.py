"""Pages of a list by cursor: the thousandth page costs what the first does."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404, HttpRequest

from questions.models import Question
from questions.models.questions import QuestionQuerySet

PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """One page of pairs.

    Attributes:
        pairs: at most `PAGE_SIZE` of them, the newest first.
        older: the cursor of the page after this one, or nothing.
        is_first: whether this is where the list begins.
    """

    pairs: list[Question]
    older: str
    is_first: bool


def page_of(request: HttpRequest, pairs: QuestionQuerySet) -> Page:
    """The page that the request's `?before=` asks for.

    Raises:
        Http404: the cursor is not one of ours.
    """
    cursor = request.GET.get("before")
    if cursor is not None:
        pairs = pairs.filter(older_than(cursor))
    found = list(pairs.for_lists()[: PAGE_SIZE + 1])
    older = cursor_of(found[PAGE_SIZE - 1]) if len(found) > PAGE_SIZE else ""
    return Page(found[:PAGE_SIZE], older, cursor is None)


def cursor_of(pair: Question) -> str:
    """The place of a pair in the list: its time in microseconds, and its number."""
    assert pair.publish_at is not None
    return f"{(pair.publish_at - EPOCH) // MICROSECOND}-{pair.pk}"


def older_than(cursor: str) -> Q:
    """The condition for all pairs after a cursor's place."""
    match = CURSOR.fullmatch(cursor)
    if not match:
        raise Http404
    try:
        moment = EPOCH + int(match[1]) * MICROSECOND
    except OverflowError:
        raise Http404 from None
    return Q(publish_at__lt=moment) | Q(publish_at=moment, pk__lt=int(match[2]))
