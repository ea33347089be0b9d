"""The weekly plan: when answers are published as a rule."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.column import Column, Weekday


class WeeklySlot(models.Model):
    """A day and an hour when the column usually has a new question, in the column's time zone."""

    column = models.ForeignKey(Column, related_name="slots", on_delete=models.CASCADE)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    time = models.TimeField(_("time"))

    class Meta:
        verbose_name = _("weekly time")
        verbose_name_plural = _("weekly times for publishing")
        ordering = ["weekday", "time"]
        constraints = [
            models.UniqueConstraint(fields=["weekday", "time"], name="weekly_slot_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.time:%H:%M}"
