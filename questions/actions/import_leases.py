"""The lease under which one process is at work on an import, at the desk or by command."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet
from django.utils import timezone

from questions.models import ImportRun

if TYPE_CHECKING:
    from questions.actions.import_runs import RunOptions

LEASE = timedelta(seconds=60)
LONG_LEASE = timedelta(minutes=10)  # for making the index anew


class LeaseLost(Exception):
    """Another process is at work on the import, or was until a minute ago."""


@dataclass(kw_only=True)
class Lease:
    """Under which one process is at work on an import.

    Attributes:
        run: its row.
        token: names this process.
    """

    run: ImportRun
    token: UUID | None = field(default_factory=uuid4)

    def take_lease(self) -> bool:
        """Take the import, unless another process has it."""
        now = timezone.now()
        # No lease is three times as long: one that seems so was taken while the clock was ahead.
        free = Q(lease=None) | Q(leased_until__lt=now) | Q(leased_until__gt=now + 3 * LONG_LEASE)
        found = ImportRun.objects.filter(free, pk=self.run.pk, state=self.run.state)
        return bool(found.update(lease=self.token, leased_until=now + LEASE))

    def extend_lease(self, span: timedelta = LEASE) -> None:
        """Keep the import for some time more; `LeaseLost` if another process has it."""
        if not self.find_row().update(leased_until=timezone.now() + span):
            raise LeaseLost

    def end_lease(self) -> None:
        """Let others have the import."""
        self.find_row().update(lease=None, leased_until=None)

    def find_row(self) -> QuerySet[ImportRun]:
        """The import's row, as long as this process has it."""
        return ImportRun.objects.filter(pk=self.run.pk, lease=self.token)


@dataclass(kw_only=True)
class Job(Lease):
    """An import that this process is at work on.

    Attributes:
        options: how to import.
        until: when this slice of it is over, by the monotonic clock.
    """

    options: "RunOptions"
    until: float

    @property
    def is_over(self) -> bool:
        """Whether others have their turn."""
        return time.monotonic() >= self.until
