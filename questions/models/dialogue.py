"""What the asker and John say to each other in private, and the words for a letter's state."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedTextField, Unreadable
from questions.models.column import Column
from questions.models.letters import Letter


class Message(models.Model):
    """One turn of the dialogue about a letter."""

    class Author(models.TextChoices):
        """Who wrote it."""

        ASKER = "asker", _("The asker")
        JOHN = "john", _("The columnist")

    class Kind(models.TextChoices):
        """What it is."""

        NOTE = "note", _("A word in between")
        QUESTION = "question", _("A question back")
        ANSWER = "answer", _("A private answer")
        DECLINE = "decline", _("Why the letter is not answered")
        CHANGE = "change", _("What to change in the edited text")
        UPDATE = "update", _("What happened since")

    TEXT_LIMIT = 20_000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, related_name="messages", on_delete=models.CASCADE)
    number = models.PositiveIntegerField(editable=False)
    author = models.CharField(max_length=8, choices=Author.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    text = SealedTextField(_("text"))
    token_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    is_new = models.BooleanField(_("not read yet"), default=True)
    written_on = models.DateField(_("written on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["number"]
        constraints = [models.UniqueConstraint("letter", "number", name="message_numbered_once")]

    def __str__(self) -> str:
        """Never a word of the message."""
        return f"{self.get_kind_display()}, {date_format(self.written_on, 'j F Y')}"

    @property
    def is_readable(self) -> bool:
        """Whether the present keys open it."""
        try:
            return self.text is not None
        except Unreadable:
            return False


DEFAULT_WORDS = {
    Letter.State.NEW: _("Your letter has arrived. %(name)s has not read it yet."),
    Letter.State.SHORTLISTED: _("%(name)s has read your letter and plans to answer it."),
    Letter.State.ANSWERING: _("%(name)s is writing an answer."),
    Letter.State.ASKED_BACK: _("%(name)s has a question for you. You can read it below."),
    Letter.State.ANSWERED: _("%(name)s has answered your letter."),
    Letter.State.DECLINED: _(
        "%(name)s can’t answer this letter. That says nothing about how much it matters."
    ),
    Letter.State.WITHDRAWN: _("You’ve withdrawn this letter. None of it is public."),
    Letter.State.SPAM: _("Your letter has arrived. %(name)s has not read it yet."),
}


class StatusWords(models.Model):
    """John's own words for a state, as the asker reads them."""

    state = models.CharField(_("state"), max_length=12, choices=Letter.State.choices, unique=True)
    words = models.TextField(_("words"), max_length=600)

    class Meta:
        verbose_name = _("words for a state")
        verbose_name_plural = _("words for the states")
        ordering = ["state"]

    def __str__(self) -> str:
        return self.get_state_display()

    @classmethod
    def text_for_letter(cls, letter: Letter) -> str:
        """What the asker of a letter reads about its state."""
        own = cls.objects.filter(state=letter.state).values_list("words", flat=True).first()
        name = Column.get_current().columnist
        return own or str(DEFAULT_WORDS[Letter.State(letter.state)]) % {"name": name}
