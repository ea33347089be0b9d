"""The weekly plan: at which time the next question comes out."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count, takewhile

from django.utils import timezone

from questions.models import Column, Question, WeeklySlot
from questions.models.column import utc_from_column_time

HORIZON = timedelta(days=2 * 365)


def next_free_slot(now: datetime | None = None) -> datetime | None:
    """The first time of the weekly plan at which no question comes out yet; None without a plan."""
    return next(free_slots(now or timezone.now()), None)


def free_slots(now: datetime) -> Iterator[datetime]:
    """The plan's times to come at which no question comes out yet, in their order."""
    later = Question.objects.filter(state=Question.State.PUBLISHED, publish_at__gt=now)
    taken = set(later.values_list("publish_at", flat=True))
    return (slot for slot in slots_after(now) if slot not in taken)


def free_slots_until(day: date) -> list[datetime]:
    """The free times of the plan from now to the end of a day."""
    free = free_slots(timezone.now())
    return list(takewhile(lambda slot: timezone.localdate(slot) <= day, free))


def slots_after(now: datetime) -> Iterator[datetime]:
    """The plan's times to come, in their order, as far as two years ahead."""
    weekly = list(WeeklySlot.objects.filter(column_id=Column.ONLY))
    first = timezone.localdate(now)
    for ahead in count():
        day = first + timedelta(days=ahead)
        if not weekly or day - first > HORIZON:
            return
        times = (slot.time for slot in weekly if slot.weekday == day.weekday())
        yield from (moment for at in times if (moment := utc_from_column_time(day, at)) > now)
