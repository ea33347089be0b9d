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


class Listing:
    """A list of published pairs in pages.

    Args:
        narrowed: takes the published pairs, the moment, and a value for each place; returns those
            of the pairs that are in the list.
        places: as `Prepared` has them.
    """

    def __init__(self, narrowed: Callable[..., QuestionQuerySet], **places: type) -> None:
        def newest(now: datetime, **values: Value) -> QuestionQuerySet:
            published = Question.objects.published(now)
            return narrowed(published, now, **values).listed()[: PAGE_SIZE + 1]

        def older(
            now: datetime, moment: datetime, number: int, **values: Value
        ) -> QuestionQuerySet:
            place = Q(publish_at__lt=moment) | Q(publish_at=moment, pk__lt=number)
            published = Question.objects.published(now).filter(place)
            return narrowed(published, now, **values).listed()[: PAGE_SIZE + 1]

        self.newest = Prepared(newest, now=datetime, **places)
        self.older = Prepared(older, now=datetime, moment=datetime, number=int, **places)

    def page(self, request: HttpRequest, **values: Value) -> Page:
        """The page that the request's `?before=` asks for.

        Raises:
            Http404: the cursor is not one of ours.
        """
        cursor = request.GET.get("before")
        if cursor is None:
            found = self.newest(now=timezone.now(), **values)
        else:
            moment, number = place_of(cursor)
            found = self.older(now=timezone.now(), moment=moment, number=number, **values)
        older = cursor_of(found[PAGE_SIZE - 1]) if len(found) > PAGE_SIZE else ""
        return Page(with_tags(found[:PAGE_SIZE]), older, cursor is None)


def tags_of(**pairs: int) -> QuerySet[Any]:
    """The tags of some pairs, each with the number of the pair."""
    every = Tag.objects.defer("description").annotate(pair=F("questions"))
    return every.filter(pair__in=pairs.values())


TAGS: Prepared[Any] = Prepared(tags_of, **{f"pair_{place}": int for place in range(PAGE_SIZE)})


def with_tags(pairs: list[Question]) -> list[Question]:
    """At most a page of pairs, with their tags brought along in one query."""
    if not pairs:
        return pairs
    numbers = [pair.pk for pair in pairs]
    filled = numbers + numbers[:1] * (PAGE_SIZE - len(numbers))
    found: dict[int, list[Tag]] = {number: [] for number in numbers}
    for tag in TAGS(**dict(zip(TAGS.places, filled, strict=True))):
        found[tag.pair].append(tag)
    for pair in pairs:
        pair.tag_list = found[pair.pk]
    return pairs


def cursor_of(pair: Question) -> str:
    """The place of a pair in the list: its time in microseconds, and its number."""
    assert pair.publish_at is not None
    return f"{(pair.publish_at - EPOCH) // MICROSECOND}-{pair.pk}"


def place_of(cursor: str) -> tuple[datetime, int]:
    """The time and the number that a cursor stands for: its page has the pairs after them.

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
