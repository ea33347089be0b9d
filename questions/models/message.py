"""What the writer of a letter and the columnist say to each other in private."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField
from questions.models.column import Column
from questions.models.letters import Letter
from questions.text import consent, rendering


class Message(SealedModel):
    """One turn of the dialogue about a letter."""

    class Author(models.TextChoices):
        """Who wrote it."""

        ASKER = "asker", _("The writer")
        JOHN = "john", _("The columnist")

    class Kind(models.TextChoices):
        """What it is."""

        NOTE = "note", _("A short note")
        QUESTION = "question", _("A question back")
        ANSWER = "answer", _("A private answer")
        DECLINE = "decline", _("Why the letter is not answered")
        CHANGE = "change", _("What to change in the edited text")
        UPDATE = "update", _("What happened next")

    TEXT_LIMIT = 20_000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, related_name="messages", on_delete=models.CASCADE)
    number = models.PositiveIntegerField(editable=False)
    author = models.CharField(max_length=8, choices=Author.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    text = SealedTextField(_("text"))
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, on_delete=models.SET_NULL
    )
    state_before = models.CharField(max_length=12, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    is_markdown = models.BooleanField(default=False, editable=False)  # else it is plain text
    consent_version = models.PositiveSmallIntegerField(
        _("may be published"),
        null=True,  # not, unless its writer ticked it
        editable=False,
    )
    made_into = models.OneToOneField(
        Letter,
        verbose_name=_("what is published of it"),
        related_name="made_from",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
    )
    is_new = models.BooleanField(_("not read yet"), default=True)
    written_on = models.DateField(_("written on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["author", "letter"],
                condition=models.Q(is_new=True),
                name="message_not_read",
            ),
        ]
        constraints = [models.UniqueConstraint("letter", "number", name="message_numbered_once")]

    @property
    def can_be_recalled(self) -> bool:
        """Whether it is the columnist's, and nobody has read it."""
        return self.author == self.Author.JOHN and self.is_new

    @property
    def can_stay_private(self) -> bool:
        """Whether its writer can still take back that it may be published."""
        return self.made_into is None or self.made_into.is_consent_open

    @property
    def consent_wording(self) -> str:
        """The sentence that its writer ticked beside it, or nothing."""
        if self.consent_version is None:
            return ""
        return consent.get_update_wording(Column.get_current().columnist, self.consent_version)

    @property
    def as_html(self) -> SafeString:
        """A message that was written in the editor, as it is shown."""
        return rendering.render_private_markdown(self.text)

    def __str__(self) -> str:
        """Never a word of the message."""
        return f"{self.get_kind_display()}, {date_format(self.written_on, 'j F Y')}"
