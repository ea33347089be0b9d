"""Counts of what happened in a week, without saying to whom."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class WeeklyCount(models.Model):
    """How often something happened in a week, without saying to whom."""

    HELPED = "helped"  # a similar question helped, and no letter was sent
    MAIL_SENT = "mail sent"  # a mail server took it
    MAIL_SOFT = "mail soft"  # it came back, and is worth another try
    MAIL_HARD = "mail hard"  # it came back for good
    MAIL_COMPLAINT = "mail complaint"  # whoever got it reported it as spam

    name = models.CharField(max_length=20)
    week = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "questions_tally"
        constraints = [models.UniqueConstraint("name", "week", name="tally_once_a_week")]

    def __str__(self) -> str:
        return f"{self.name} {self.week}: {self.count}"

    @classmethod
    def increment_count(cls, name: str, by: int = 1) -> None:
        """Count one more in this week, or several."""
        today = timezone.localdate()
        week = today - timedelta(days=today.weekday())
        cls.objects.get_or_create(name=name, week=week)
        cls.objects.filter(name=name, week=week).update(count=models.F("count") + by)
