"""Small books that the column keeps: mail to send, limits, erasures, and counts of nobody."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedTextField
from questions.models.letters import Letter
from questions.models.newsletter import Issue, Signup, Subscriber


class OutgoingMail(models.Model):
    """A mail that was promised: a row before it is sent, its address wiped afterwards."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Set aside")
        DROPPED = "dropped", _("Not needed any more")

    class Kind(models.TextChoices):
        """Which mail it is; its words are in templates/mail/."""

        NEWS = "news", _("There is something new for you")
        SIGNUP = "signup", _("Newsletter: please confirm")
        ISSUE = "issue", _("Newsletter")
        TRIAL = "trial", _("Newsletter: a test")

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
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    fault = models.CharField(_("what went wrong"), max_length=80, blank=True)
    created_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = [models.Index(fields=["state", "is_bulk", "due_at"], name="mail_due_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="mail_once_a_recipient"),
        ]

    def __str__(self) -> str:
        """Never an address."""
        return f"{self.get_kind_display()} ({self.get_state_display()})"


class RateLimit(models.Model):
    """How often somebody, known only by a hash of today, did something in a stretch of time."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    KEPT = timedelta(hours=24)

    class Meta:
        db_table = "questions_throttle"

    def __str__(self) -> str:
        return f"{self.count}"


class Erasure(models.Model):
    """That a letter was erased, so that a restored backup erases it again."""

    letter_id = models.UUIDField(unique=True)
    erased_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return self.erased_on.isoformat()


class WeeklyCount(models.Model):
    """How often something happened in a week, without saying to whom."""

    HELPED = "helped"  # a similar question helped, and no letter was sent

    name = models.CharField(max_length=20)
    week = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "questions_tally"
        constraints = [models.UniqueConstraint("name", "week", name="tally_once_a_week")]

    def __str__(self) -> str:
        return f"{self.name} {self.week}: {self.count}"

    @classmethod
    def increment_count(cls, name: str) -> None:
        """Count one more in this week."""
        today = timezone.localdate()
        week = today - timedelta(days=today.weekday())
        cls.objects.get_or_create(name=name, week=week)
        cls.objects.filter(name=name, week=week).update(count=models.F("count") + 1)
