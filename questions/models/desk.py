"""What the desk keeps beside a question: changes not public yet, secret links, stand-in names."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedTextField, Unreadable
from questions.models.questions import Question


class PendingRevision(models.Model):
    """What John has changed in a published question and not published yet."""

    question = models.OneToOneField(Question, related_name="pending", on_delete=models.CASCADE)
    written = models.JSONField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change that is not public yet")
        verbose_name_plural = _("changes that are not public yet")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.question)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    """Links by whether they still open."""

    def not_expired(self) -> Self:
        """Those that were not withdrawn and have not expired, the newest first."""
        return self.filter(expires_at__gt=timezone.now()).order_by("-pk")


class PreviewLink(models.Model):
    """A secret link to one revision of a question, for a second pair of eyes.

    The link itself is shown once and only its keyed hash is kept; the revision is kept whole, so
    that the link shows what it showed on its first day. Withdrawing deletes the row.
    """

    question = models.ForeignKey(Question, related_name="links", on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    written = models.JSONField()
    expires_at = models.DateTimeField(_("opens until"))
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, on_delete=models.SET_NULL
    )

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.question)


class Pseudonym(models.Model):
    """A name in the place of a real one in a question; the real one is sealed like a letter."""

    LIMIT = 200

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, related_name="stand_ins", on_delete=models.CASCADE)
    words = SealedTextField(_("words of the letter"))
    stand_in = models.CharField(_("stand-in"), max_length=LIMIT)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "questions_standin"
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        ordering = ["made_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Never the words that it stands for."""
        return self.stand_in

    @classmethod
    def readable_for(cls, question: Question) -> list["Pseudonym"]:
        """A question's stand-ins, as far as the keys open them."""
        return [one for one in cls.objects.filter(question=question) if one.is_readable]

    @classmethod
    def for_question(cls, question: Question) -> dict[str, str]:
        """The same by the words that they stand for."""
        return {one.words: one.stand_in for one in cls.readable_for(question)}

    @property
    def is_readable(self) -> bool:
        """Whether the present keys open it."""
        try:
            return self.words is not None
        except Unreadable:
            return False
