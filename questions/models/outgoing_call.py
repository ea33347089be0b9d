"""Calls to other machines: each is a row before it is made."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField
from questions.models.leased_row import LeasedRow
from questions.models.questions import Question
from questions.models.webhook_endpoint import WebhookEndpoint

# After so long every node and proxy of ours shows the new state (docs/deployment.md). What a CDN
# fetched in between may still be the old one, so it is told twice.
ORIGIN_DELAY = timedelta(seconds=1)


class OutgoingCall(SealedModel, LeasedRow):
    """A call to another machine that was promised. Of a letter it knows the address alone.

    Attributes:
        target: which of several machines is called, where the settings name them.
        slug: of the letter's address; wiped when the call was made, because it may be erased.
        happened_at: the moment of what it tells of.
        status: what the other machine answered last; 0 for nothing.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Set aside")
        DROPPED = "dropped", _("Not needed any more")

    class Kind(models.TextChoices):
        """Who is called."""

        WEBHOOK = "webhook", _("Webhook")
        WEBSUB = "websub", _("Feed hub")
        INDEXNOW = "indexnow", _("Search engines")
        PURGE = "purge", _("CDN")

    class Event(models.TextChoices):
        """What is told."""

        PUBLISHED = "published", _("Published")
        CORRECTED = "corrected", _("Changed")
        UNPUBLISHED = "unpublished", _("Unpublished")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        TEST = "test", _("Test")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    event = models.CharField(_("event"), max_length=12, choices=Event.choices, blank=True)
    endpoint = models.ForeignKey(
        WebhookEndpoint, related_name="calls", null=True, blank=True, on_delete=models.CASCADE
    )
    target = models.CharField(max_length=200, blank=True, editable=False)
    question = models.ForeignKey(
        Question, related_name="calls", null=True, blank=True, on_delete=models.SET_NULL
    )
    slug = SealedTextField(blank=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    happened_at = models.DateTimeField(_("time"), default=timezone.now)
    status = models.PositiveSmallIntegerField(_("answer"), default=0)

    class Meta:
        verbose_name = _("call to another machine")
        verbose_name_plural = _("calls to other machines")
        indexes = [models.Index(fields=["state", "kind", "due_at"], name="call_due_by_kind")]

    def __str__(self) -> str:
        """Never an address."""
        return f"{self.get_kind_display()}: {self.get_event_display()}"

    @classmethod
    def add_purges(cls, moment: datetime | None = None) -> None:
        """Have the CDN forget all pages, in the transaction that changes one.

        Args:
            moment: when something comes or goes by itself; None for now.
        """
        now = moment or timezone.now()
        OutgoingCall.objects.bulk_create(
            OutgoingCall(kind=cls.Kind.PURGE, target=target, due_at=due, happened_at=due)
            for target in (settings.CDN.targets if settings.CDN else ())
            for due in (now, now + ORIGIN_DELAY)
        )
