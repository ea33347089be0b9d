"""Names in the place of real ones."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField
from questions.models.questions import Question


class Pseudonym(SealedModel):
    """A name in the place of a real one in a question; both are sealed like a letter."""

    LIMIT = 200

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, related_name="stand_ins", on_delete=models.CASCADE)
    words = SealedTextField(_("words of the letter"))
    stand_in = SealedTextField(_("stand-in"), max_length=LIMIT)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "questions_standin"
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        ordering = ["made_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Neither of the names."""
        return str(self._meta.verbose_name)

    @classmethod
    def readable_for(cls, question: Question) -> list["Pseudonym"]:
        """A question's pseudonyms, as far as the keys open them."""
        return [one for one in cls.objects.filter(question=question) if one.is_readable]

    @classmethod
    def for_question(cls, question: Question) -> dict[str, str]:
        """The same by the words that they stand for."""
        return {one.words: one.stand_in for one in cls.readable_for(question)}
