"""How the worker takes rows that were promised: under a lease, again and again, until it is done.

A process that dies while it has a row leaves it leased; when the lease is over somebody else takes
it. So nothing is lost, and what may be done twice must be recognisable as the same.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from questions.models.leased_row import LeasedRow
from questions.wrong_clock import wrong_clock_reason

WAITING, DEAD = "waiting", "dead"  # as every such row calls these states
CANDIDATES = 10  # rows that are tried before giving up, where other workers are quicker
# By a clock that is ahead, that day has not come. Neither mail nor a call can be called back.
WAITED_FOR_ITS_DAY = Q(due_at__date__gt=F("created_on"), attempts=0)
Row = TypeVar("Row", bound=LeasedRow)


class Retries(NamedTuple):
    """How patiently something is tried.

    Attributes:
        lease: for how long one worker has a row to itself.
        first_pause: before the second try; doubled after each further one.
        attempts: after so many a row is set aside.
    """

    lease: timedelta
    first_pause: timedelta
    attempts: int

    @property
    def longest_pause(self) -> timedelta:
        """No row waits longer than this for its next try."""
        return self.first_pause * 2**self.attempts

    def pause_after(self, attempts: int) -> timedelta:
        """How long to wait after so many attempts."""
        return self.first_pause * 2 ** (attempts - 1)


def lease_next_row(
    rows: QuerySet[Row], retries: Retries, order: Sequence[str] = ("due_at",)
) -> Row | None:
    """Lease the first row that is due, or nothing.

    Two workers never get the same: the lease is a conditional update, and its row count decides.

    Args:
        rows: those that may be taken.
        retries: for how long.
        order: which of those that are due comes first.
    """
    now = timezone.now()
    # No lease is twice as long as this one: one that seems so was taken while the clock was ahead.
    over = Q(leased_until__lt=now) | Q(leased_until__gt=now + 2 * retries.lease)
    due = rows.filter(Q(leased_until=None) | over, state=WAITING, due_at__lte=now)
    lease = {"leased_until": now + retries.lease, "attempts": F("attempts") + 1}
    keys = due.order_by(*order).values_list("pk", flat=True)
    found = list(keys[:CANDIDATES])
    if found and wrong_clock_reason():
        found = list(keys.exclude(WAITED_FOR_ITS_DAY)[:CANDIDATES])
    for key in found:
        if due.filter(pk=key).update(**lease):
            return rows.filter(pk=key).first()
    return None


def set_row_aside(row: LeasedRow, fault: str) -> None:
    """Try a row no more; the desk sees why, and can have it tried again."""
    same_row(row).update(fault=fault[:80], leased_until=None, state=DEAD)


def postpone_row(
    row: LeasedRow, fault: str, retries: Retries, at_least: timedelta = timedelta()
) -> None:
    """Try again later, each time after twice as long; in the end set it aside for the desk.

    Args:
        row: which.
        fault: what went wrong, without anybody's words.
        retries: how patiently.
        at_least: how long whoever was asked wants to be left alone.
    """
    pause = max(retries.pause_after(row.attempts), at_least)
    state = DEAD if row.attempts >= retries.attempts else WAITING
    facts = {"fault": fault[:80], "leased_until": None, "due_at": timezone.now() + pause}
    same_row(row).update(state=state, **facts)


def retry_row(row: LeasedRow) -> None:
    """Have a row that was set aside tried again from now on."""
    same_row(row).update(state=WAITING, attempts=0, due_at=timezone.now())


def find_misdated(rows: QuerySet[Row], retries: Retries) -> QuerySet[Row]:
    """The waiting rows that a clock which was ahead has put off, or written on a day to come."""
    now, tomorrow = timezone.now(), timezone.localdate() + timedelta(days=1)
    too_late = Q(attempts__gt=0, due_at__gt=now + retries.longest_pause)
    waiting = rows.filter(state=WAITING, due_at__gt=now)
    return waiting.filter(too_late | Q(created_on__gt=tomorrow))


def same_row(row: LeasedRow) -> Any:
    """The row itself, if it is still there."""
    return type(row)._default_manager.filter(pk=row.pk)
