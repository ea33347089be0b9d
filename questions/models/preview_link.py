"""Links with which somebody without an account reads one version of an answer."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question
from questions.models.revision import Revision

SKEW = timedelta(minutes=5)  # by which the clocks of two nodes may differ


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links by whether they still open."""

    def not_expired(self) -> Self:
        """Those that were not withdrawn and have not expired, the newest first.

        One that a clock made which was ahead would open for too long, so it opens nothing.
        """
        now = timezone.now()
        return self.filter(expires_at__gt=now, made_at__lt=now + SKEW).order_by("-pk")


class PreviewLink(models.Model):
    """A secret link to one revision of a question, for a second pair of eyes.

    The link itself is shown once and only its keyed hash is kept. Its revision is never written
    over, so that the link shows what it showed on its first day. Withdrawing deletes the row.
    """

    question = models.ForeignKey(Question, related_name="links", on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    revision = models.ForeignKey(Revision, related_name="links", on_delete=models.CASCADE)
    expires_at = models.DateTimeField(_("opens until"))
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, on_delete=models.SET_NULL
    )

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.question_id}/{self.pk}"
