"""Letters from readers that the columnist chose to publish under an answer."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question


class ReaderLetter(models.Model):
    """What a reader wrote about a published letter, as edited for the public.

    The private letter points here (`Letter.reader_letter`), never the other way round.
    """

    question = models.ForeignKey(Question, related_name="reader_letters", on_delete=models.CASCADE)
    text = models.TextField(_("letter, as edited for the public"), max_length=20_000)
    sign_off = models.CharField(_("sign-off"), max_length=80, blank=True)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reader’s letter")
        verbose_name_plural = _("readers’ letters")
        ordering = ["published_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.question_id}: {self.pk}"
