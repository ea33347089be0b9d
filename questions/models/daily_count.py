"""Counts of a day: how often a page was read, and how many searches found nothing."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import models, transaction
from django.utils import timezone

KEPT_DAYS = 400  # so that a month can be compared with the same one a year ago


class DailyCount(models.Model):
    """How often something happened on a day; no time of day, and nothing about a reader."""

    EMPTY_SEARCH = "search-found-nothing"

    name = models.CharField(max_length=140)  # a path, or EMPTY_SEARCH
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint("name", "day", name="daily_count_once_a_day")]
        indexes = [models.Index(fields=["day"], name="daily_count_by_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}: {self.count}"

    @classmethod
    def add_counts(cls, counts: Mapping[str, int], day: date | None = None) -> None:
        """Add what was counted to the day's numbers; other processes add theirs.

        Args:
            counts: how often, by name.
            day: which day; today if it is not given.
        """
        day = day or timezone.localdate()
        with transaction.atomic():
            rows = [DailyCount(name=name, day=day) for name in sorted(counts)]
            DailyCount.objects.bulk_create(rows, ignore_conflicts=True)
            for row in rows:
                same = cls.objects.filter(name=row.name, day=day)
                same.update(count=models.F("count") + counts[row.name])

    @classmethod
    def delete_expired(cls) -> None:
        """Delete numbers that nobody compares with any more; retention asks the clock before."""
        cls.objects.filter(day__lt=timezone.localdate() - timedelta(days=KEPT_DAYS)).delete()
