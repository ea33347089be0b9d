"""The lease under which one process is at work on an import, at the desk or by command."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from questions.models import ImportRun

if TYPE_CHECKING:
    from questions.actions.import_runs import RunOptions

LEASE = timedelta(seconds=60)
LONG_LEASE = timedelta(minutes=10)  # for making the index anew


class LeaseLost(Exception):
    """Another process is at work on the import, or was until a minute ago."""


def take_lease(run: ImportRun, token: UUID) -> bool:
    """Take an import, unless another process has it.

    Args:
        run: its row.
        token: names this process.
    """
    now = timezone.now()
    # No lease is three times as long: one that seems so was taken while the clock was ahead.
    free = Q(lease=None) | Q(leased_until__lt=now) | Q(leased_until__gt=now + 3 * LONG_LEASE)
    found = ImportRun.objects.filter(free, pk=run.pk, state=run.state)
    return bool(found.update(lease=token, leased_until=now + LEASE))


def extend_lease(run: ImportRun, token: UUID | None, span: timedelta = LEASE) -> None:
    """Keep an import for some time more.

    Args:
        run: its row.
        token: names this process.
        span: for how long.

    Raises:
        LeaseLost: another process has it.
    """
    found = ImportRun.objects.filter(pk=run.pk, lease=token)
    if not found.update(leased_until=timezone.now() + span):
        raise LeaseLost


def end_lease(run: ImportRun, token: UUID | None) -> None:
    """Let others have an import.

    Args:
        run: its row.
        token: names this process.
    """
    ImportRun.objects.filter(pk=run.pk, lease=token).update(lease=None, leased_until=None)


@dataclass
class Job:
    """An import that this process is at work on.

    Attributes:
        run: its row.
        options: how to import.
        until: when this slice of it is over, by the monotonic clock.
        token: names this process in the lease.
    """

    run: ImportRun
    options: "RunOptions"
    until: float
    token: UUID = field(default_factory=uuid4)

    @property
    def is_over(self) -> bool:
        """Whether others have their turn."""
        return time.monotonic() >= self.until

    def take_lease(self) -> bool:
        """Take the import, unless another process has it."""
        return take_lease(self.run, self.token)

    def extend_lease(self, span: timedelta = LEASE) -> None:
        """Keep the import for some time more; `LeaseLost` if another process has it."""
        extend_lease(self.run, self.token, span)

    def end_lease(self) -> None:
        """Let others have the import."""
        end_lease(self.run, self.token)
