"""Pages of a list by cursor: the thousandth page costs what the first does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from questions.models import Question, Tag
from questions.models.prepared import Prepared, Value
from questions.models.questions import QuestionQuerySet

PAGE_SIZE = 20
AFTER_EVERY_QUESTION = 2**63 - 1  # a number after every question's
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")


@dataclass(frozen=True)
class Page:
    """One page of questions.

    Attributes:
        questions: at most `PAGE_SIZE` of them, the newest first.
        older: the cursor of the page after this one, or nothing.
        is_first: whether this is where the list begins.
    """

    questions: list[Question]
    older: str
    is_first: bool


class Listing:
    """A list of published questions in pages.

    Args:
        narrowed: what is in the list, for the moment and a value for each place.
        by: the way to the times by which it is ordered, as a query spells it; "" for the question's
            own, and `places__` for a tag's list.
        places: as `Prepared` has them.
    """

    def __init__(self, narrowed: Callable[..., Q], by: str = "", **places: type) -> None:
        came, number_of = f"{by}publish_at", f"{by}question" if by else "pk"

        def rows(now: datetime, until: datetime, number: int, **values: Value) -> QuestionQuerySet:
            # Both bounds, because an index can begin at `until`, but not at an OR.
            after = Q((f"{came}__lte", until)) & (
                Q((f"{came}__lt", until)) | Q((f"{number_of}__lt", number))
            )
            questions = Question.objects.published(now, until)
            questions = questions.filter(narrowed(now=now, **values) & after)
            return questions.only_list_fields().order_by(f"-{came}", f"-{number_of}")[
                : PAGE_SIZE + 1
            ]

        self.rows = Prepared(rows, now=datetime, until=datetime, number=int, **places)

    def get_page(
        self, request: HttpRequest, *, until: datetime | None = None, **values: Value
    ) -> Page:
        """The page that the request's `?before=` asks for.

        Args:
            request: what is asked for.
            until: where the list begins, if that is not now.
            values: one for each place.

        Raises:
            Http404: the cursor is not one of ours.
        """
        cursor, now = request.GET.get("before"), timezone.now()
        after, number = (now, AFTER_EVERY_QUESTION) if cursor is None else parse_cursor(cursor)
        found = self.rows(now=now, until=min(after, until or now, now), number=number, **values)
        older = make_cursor(found[PAGE_SIZE - 1]) if len(found) > PAGE_SIZE else ""
        return Page(attach_tags(found[:PAGE_SIZE]), older, cursor is None)


def tags_of_questions(**questions: int) -> QuerySet[Any]:
    """The tags of some questions, each with the number of the question."""
    found = Tag.objects.defer("description").filter(questions__in=questions.values())
    return found.annotate(question=F("questions"))


QUESTION_TAGS: Prepared[Any] = Prepared(
    tags_of_questions, **{f"question_{place}": int for place in range(PAGE_SIZE)}
)


def attach_tags(questions: list[Question]) -> list[Question]:
    """At most a page of questions, with their tags brought along in one query."""
    if not questions:
        return questions
    numbers = [question.pk for question in questions]
    filled = numbers + numbers[:1] * (PAGE_SIZE - len(numbers))
    found: dict[int, list[Tag]] = {number: [] for number in numbers}
    for tag in QUESTION_TAGS(**dict(zip(QUESTION_TAGS.places, filled, strict=True))):
        found[tag.question].append(tag)
    for question in questions:
        question.tag_list = found[question.pk]
    return questions


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
