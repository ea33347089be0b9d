"""Mail that was promised: a row before it is sent."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedTextField
from questions.models.issue import Issue
from questions.models.leased_row import LeasedRow
from questions.models.letters import Letter
from questions.models.subscriptions import Signup, Subscriber


class OutgoingMail(LeasedRow):
    """A mail that was promised: a row before it is sent, its address wiped afterwards."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Set aside")
        DROPPED = "dropped", _("Not needed any more")
        RETURNED = "returned", _("Came back")

    class Kind(models.TextChoices):
        """Which mail it is; its words are in templates/mail/."""

        NEWS = "news", _("There is something new for you")
        INVITATION = "invitation", _("An invitation to write again")
        SIGNUP = "signup", _("Newsletter: please confirm")
        ISSUE = "issue", _("Newsletter")
        DESK = "desk", _("Something new at the desk")
        TRIAL = "trial", _("Newsletter: a test")
        RENEWAL = "renewal", _("Newsletter: do you still want it?")
        IMPORTED = "imported", _("Newsletter: where we have the address from")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(
        Letter, related_name="mails", null=True, blank=True, on_delete=models.CASCADE
    )
    signup = models.ForeignKey(
        Signup, related_name="mails", null=True, blank=True, on_delete=models.CASCADE
    )
    issue = models.ForeignKey(
        Issue, related_name="mails", null=True, blank=True, on_delete=models.CASCADE
    )
    subscriber = models.ForeignKey(
        Subscriber, related_name="mails", null=True, blank=True, on_delete=models.CASCADE
    )
    is_bulk = models.BooleanField(default=False)  # many go at once: they let every other mail pass
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    to = SealedTextField(_("to"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)

    class Meta:
        verbose_name = _("outgoing email")
        verbose_name_plural = _("outgoing email")
        indexes = [models.Index(fields=["state", "is_bulk", "due_at"], name="mail_due_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="mail_once_a_recipient"),
        ]

    def __str__(self) -> str:
        """Never an address."""
        return f"{self.get_kind_display()} ({self.get_state_display()})"
