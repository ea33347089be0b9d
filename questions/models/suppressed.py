"""Addresses that get no more mail, each stored only as a keyed hash."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SuppressedAddress(models.Model):
    """That nothing goes to an address any more, although nobody can read which one it is.

    Attributes:
        address_hash: `newsletter.sign_ups.hash_address` of it.
        reason: why; only a dead address is ever spoken of, and only to somebody who types it.
        noted_on: from here its time counts (`RETENTION_DAYS["suppressed"]`).
    """

    class Reason(models.TextChoices):
        """Why nothing goes there."""

        DEAD = "dead", _("Mail to it came back for good")
        COMPLAINT = "complaint", _("Its owner reported our email as spam")
        LEFT = "left", _("Its owner unsubscribed")

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    noted_on = models.DateField(default=timezone.localdate)

    class Meta:
        default_permissions = ()
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")

    def __str__(self) -> str:
        return str(self.get_reason_display())

    @classmethod
    def note_address(cls, address_hash: str, reason: str) -> None:
        """Remember an address; what was known of it before is replaced."""
        facts = {"reason": reason, "noted_on": timezone.localdate()}
        cls.objects.update_or_create(address_hash=address_hash, defaults=facts)

    @classmethod
    def is_dead(cls, address_hash: str) -> bool:
        """Whether mail to the address came back for good."""
        return cls.objects.filter(address_hash=address_hash, reason=cls.Reason.DEAD).exists()
