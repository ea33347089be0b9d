"""Who asked for the newsletter, and who gets it."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedTextField
from questions.models.tags import Tag


class SubscriptionRequest(models.Model):
    """What somebody would like to get, and where."""

    class Frequency(models.TextChoices):
        """How often."""

        AT_ONCE = "at-once", _("Every letter, as soon as it’s published")
        WEEKLY = "weekly", _("Once a week")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = SealedTextField(_("address"))
    rhythm = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.AT_ONCE)
    wants_all = models.BooleanField(default=True)  # not "no tags": a tag may be deleted
    tags: models.ManyToManyField = models.ManyToManyField(
        Tag, related_name="%(class)ss", blank=True
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Never an address."""
        return f"{self.get_rhythm_display()}"


class Signup(SubscriptionRequest):
    """A wish that nobody has confirmed yet; it is erased when its time is over.

    Every asking makes one, for an address that is known as for one that is not: the difference
    is made when the mail is written, where nobody can watch it.
    """

    address_hash = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")


class Subscriber(SubscriptionRequest):
    """Somebody who has confirmed. Looked up by a keyed hash, because the address is sealed.

    Attributes:
        soft_count: on how many days in a row of them mail came back for a while.
        soft_since: the first of these days.
        soft_on: the last of them.
        wanted_at: when they last said that they still want it; None: when they confirmed.
        asked_on: when they were last asked whether they do.
        silent_days: for how many days they have not answered; None when nobody has asked.
        silent_on: the last day that was counted.
        origin: where an imported address is from, and since when.
    """

    address_hash = models.CharField(max_length=64, unique=True)
    confirmed_at = models.DateTimeField(default=timezone.now)
    rhythm_since = models.DateTimeField(default=timezone.now)
    soft_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    soft_since = models.DateField(null=True)
    soft_on = models.DateField(null=True)
    wanted_at = models.DateTimeField(null=True)
    asked_on = models.DateField(null=True)
    silent_days = models.PositiveSmallIntegerField(null=True)
    silent_on = models.DateField(null=True)
    origin = SealedTextField(blank=True, default="", db_default="")

    class Meta:
        default_permissions = ()
        permissions = [("transfer_subscribers", "Can export and import the newsletter’s readers")]
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
