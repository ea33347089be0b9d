"""Letters from readers that the columnist chose to publish under an answer."""

import json

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField
from questions.models.questions import Question


class ReaderLetter(SealedModel):
    """What a reader wrote about a published letter, as edited for the public.

    It stands in the clear only while the answer above it is scheduled or published. The private
    letter points here (`Letter.reader_letter`), never the other way round.
    """

    question = models.ForeignKey(Question, related_name="reader_letters", on_delete=models.CASCADE)
    text = models.TextField(_("letter, as edited for the public"), max_length=20_000, blank=True)
    sign_off = models.CharField(_("sign-off"), max_length=80, blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    kept = SealedTextField(_("text and sign-off, sealed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reader’s letter")
        verbose_name_plural = _("readers’ letters")
        ordering = ["published_at", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="reader_letter_sealed_or_public",
                condition=Q(kept=None) | Q(text="", sign_off=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.pk}"

    def seal_text(self) -> None:
        """Let the text stand sealed, because the answer above it is taken down."""
        if self.kept is None:
            self.kept = json.dumps([self.text, self.sign_off])
            self.text = self.sign_off = ""
            self.save(update_fields=["kept", "text", "sign_off"])

    def open_text(self) -> None:
        """Let readers see the text again, because the answer above it is public again."""
        if self.kept is not None:
            self.text, self.sign_off = json.loads(self.kept)
            self.kept = None
            self.save(update_fields=["kept", "text", "sign_off"])
