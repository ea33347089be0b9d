"""Pages of a list by cursor: the thousandth page costs what the first does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone

from questions.models import Question

PAGE_SIZE = 20
AFTER_EVERY_QUESTION = 2**63 - 1  # a number after every question's
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """One page of questions.

    Attributes:
        questions: as many as a page has at most, the newest first.
        older: the cursor of the page after this one, or nothing.
        is_first: whether this is where the list begins.
    """

    questions: list[Question]
    older: str
    is_first: bool


def get_page(
    request: HttpRequest,
    condition: Q | None = None,
    *,
    until: datetime | None = None,
    by: str = "",
    size: int = PAGE_SIZE,
    facts: Mapping[str, Any] | None = None,
) -> Page:
    """The page of published questions that the request's `?before=` asks for.

    Args:
        request: what is asked for.
        condition: what is in the list, if it is not everything.
        until: the last moment of publication in the list, if that is not now.
        by: the way to the row whose time orders the list, as a query spells it: "" for the
            question's own, `places__` for a tag's list.
        size: how many questions a page has at most.
        facts: expressions, by name, whose values each question gets.

    Raises:
        Http404: the cursor is not one of ours.
    """
    cursor, now = request.GET.get("before"), timezone.now()
    after, number = (now, AFTER_EVERY_QUESTION) if cursor is None else parse_cursor(cursor)
    until = min(after, until or now, now)
    time, key = f"{by}publish_at", f"{by}question" if by else "pk"
    # The bound stands twice, because an index can begin at `until`, but not at an OR.
    below = Q((f"{time}__lte", until)) & (Q((f"{time}__lt", until)) | Q((f"{key}__lt", number)))
    questions = Question.objects.published(now, until).filter((condition or Q()) & below)
    questions = questions.annotate(**facts or {})
    rows = list(questions.for_lists().order_by(f"-{time}", f"-{key}")[: size + 1])
    older = make_cursor(rows[size - 1]) if len(rows) > size else ""
    return Page(rows[:size], older, is_first=cursor is None)


def make_cursor(question: Question) -> str:
    """The place of a question in the list: its time in microseconds, and its number."""
    assert question.publish_at is not None
    return f"{(question.publish_at - EPOCH) // MICROSECOND}-{question.pk}"


def parse_cursor(cursor: str) -> tuple[datetime, int]:
    """The time and the number that a cursor stands for: its page has the questions after them.

    Raises:
        Http404: it is not one of ours.
    """
    match = CURSOR.fullmatch(cursor)
    if not match:
        raise Http404
    try:
        return EPOCH + int(match[1]) * MICROSECOND, int(match[2])
    except OverflowError:
        raise Http404 from None
