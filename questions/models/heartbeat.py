"""The sign of life of the background worker."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone


class WorkerHeartbeat(models.Model):
    """When a worker last went round; a row for each worker.

    Attributes:
        name: the worker's, by default its machine's.
        beat_at: by the clock of its machine.
    """

    KEPT = timedelta(days=1)  # after the last beat: machines come and go
    SKEW = timedelta(minutes=3)  # by which the clocks of two machines may differ

    name = models.CharField(max_length=80, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def record_beat(cls, name: str) -> None:
        """Note that a worker went round. The first time, forget workers that are long gone."""
        now = timezone.now()
        if not cls.objects.filter(name=name).update(beat_at=now):
            cls.objects.filter(beat_at__lt=now - cls.KEPT).delete()
            cls.objects.update_or_create(name=name, defaults={"beat_at": now})

    @classmethod
    def last_beat(cls, database: str | None = None) -> datetime | None:
        """When any worker last went round; a beat of the future is that of a wrong clock."""
        known = cls.objects.using(database).filter(beat_at__lt=timezone.now() + cls.SKEW)
        return known.aggregate(last=models.Max("beat_at"))["last"]
