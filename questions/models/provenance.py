"""Where a published letter came from, noted for the desk alone."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField
from questions.models.questions import Question


class Provenance(SealedModel):
    """A private note on how a letter came and what was checked; sealed like a letter."""

    LIMIT = 4000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.OneToOneField(
        Question, related_name="provenance", on_delete=models.CASCADE, editable=False
    )
    note = SealedTextField(_("where it came from"))
    noted_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("note of provenance")
        verbose_name_plural = _("notes of provenance")
        default_permissions = ()

    def __str__(self) -> str:
        """Not a word of the note."""
        return str(self._meta.verbose_name)
