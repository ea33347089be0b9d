"""Limits: how often somebody may do something."""

from datetime import timedelta

from django.db import models


class RateLimit(models.Model):
    """How often somebody, known only by a hash of today, did something in a stretch of time."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    LONGEST = timedelta(hours=24)  # of all stretches

    class Meta:
        db_table = "questions_throttle"

    def __str__(self) -> str:
        return f"{self.count}"
