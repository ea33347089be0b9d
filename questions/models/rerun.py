"""Re-runs: an old letter that comes first again."""

from typing import Self

from django.db import models
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question


class RerunQuerySet(models.QuerySet["Rerun"]):
    """Re-runs by time."""

    def find_current(self) -> Self:
        """The one that is on now, if any: it ends on its day, or with the next publication."""
        now = timezone.now()
        newest = Question.objects.published().order_by("-publish_at").values("publish_at")[:1]
        is_on = Q(until=None) | Q(until__gt=now)
        return self.filter(is_on, started_at__gt=Subquery(newest)).order_by("-started_at", "-pk")


class Rerun(models.Model):
    """One time at which a published letter comes first again, in the column and in the feed."""

    question = models.ForeignKey(Question, related_name="reruns", on_delete=models.CASCADE)
    started_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RerunQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("re-run")
        verbose_name_plural = _("re-runs")
        indexes = [models.Index(fields=["-until"], name="rerun_ended_last")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.started_at:%Y-%m-%d}"
