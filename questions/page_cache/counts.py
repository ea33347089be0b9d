"""Counting in memory: pages by their path, and searches that found nothing. No reader is in it.

What was counted goes to the database now and then, as sums. A process that is killed loses what it
counted in the last half minute. Nothing is kept while the column's settings say not to count.
"""

import logging
import threading
from time import monotonic

from django.db import DatabaseError

from questions.models import Column, DailyCount, Question

FLUSH_SECONDS = 30.0
MAX_NAMES = 2_000  # in one half minute: the column has fewer answers that are read at once
COUNTED_PREFIX = "/questions/"

logger = logging.getLogger(__name__)


class ReadCounter:
    """What one process has counted since it last told the database."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._changing = threading.Lock()
        self._flush_at = monotonic() + FLUSH_SECONDS

    def count_read(self, path: str) -> None:
        """Count a page that was read, if it is an answer's."""
        if path.startswith(COUNTED_PREFIX):
            self.count_one(path)

    def count_one(self, name: str) -> None:
        """Count one more of something."""
        with self._changing:
            if name in self._counts or len(self._counts) < MAX_NAMES:
                self._counts[name] = self._counts.get(name, 0) + 1

    def is_due(self) -> bool:
        """Whether the database was told half a minute ago, and there is something to tell."""
        return monotonic() >= self._flush_at and bool(self._counts)

    def flush_counts(self) -> str:
        """Tell the database what was counted. When it is away, that is lost; pages go on."""
        with self._changing:
            counts, self._counts = self._counts, {}
            self._flush_at = monotonic() + FLUSH_SECONDS
        if counts:
            save_counts(counts)
        return ""


def save_counts(counts: dict[str, int]) -> None:
    """Add what was counted to the day's numbers, unless the column does not count."""
    try:
        if Column.get_current().counts_reads:
            DailyCount.add_counts(without_what_is_gone(counts))
    except DatabaseError:
        logger.warning("What was read could not be counted.")


def without_what_is_gone(counts: dict[str, int]) -> dict[str, int]:
    """What was counted without pages that are not public any more.

    The address of a letter that was erased since it was read must not come back.
    """
    slugs = {name: name.strip("/").rpartition("/")[2] for name in counts}
    public = Question.objects.published().filter(slug__in=slugs.values()).order_by()
    known = {DailyCount.EMPTY_SEARCH, *public.values_list("slug", flat=True)}
    return {name: number for name, number in counts.items() if slugs[name] in known}


READS = ReadCounter()


def count_empty_search() -> None:
    """Count a search that found nothing; its words are not looked at."""
    READS.count_one(DailyCount.EMPTY_SEARCH)
