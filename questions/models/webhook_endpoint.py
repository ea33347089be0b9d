"""Webhooks: addresses, kept at the desk, that are told what is published."""

import base64
import secrets
import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField

OVERLAP = timedelta(days=1)
SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 (of Standard Webhooks)


def make_secret() -> str:
    """A new secret, as Standard Webhooks writes it down."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


class WebhookEvent(models.TextChoices):
    """What a program can be told."""

    PUBLISHED = "published", _("A letter was published")
    CORRECTED = "corrected", _("A published letter was changed")
    UNPUBLISHED = "unpublished", _("A letter was unpublished")
    WITHDRAWN = "withdrawn", _("A letter was withdrawn by its writer")


def all_events() -> list[str]:
    """Every kind, which is what most programs want."""
    return list(WebhookEvent.values)


class WebhookEndpoint(SealedModel):
    """An address that hears of what is published. Such addresses often carry a key: it is sealed.

    Attributes:
        secret: up to three words: what signs each call, the former secret, and until when that
            counts too, in seconds since 1970. It is read by `list_secrets`.
        events: of which kinds it hears.
        is_active: whether it is called at all; the answer 410 switches it off.
    """

    MOST = 20  # each event is a row for each of them

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    address = SealedTextField(_("address"))
    secret = SealedTextField(_("secret"), default=make_secret, editable=False)
    events = models.JSONField(_("it hears when"), default=all_events)
    is_active = models.BooleanField(_("switched on"), default=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        """Never the address."""
        return self.name

    def list_secrets(self, now: datetime) -> list[str]:
        """The newest secret, and the former one as long as it counts."""
        newest, *former = self.secret.split()
        left = int(former[1]) - now.timestamp() if former else 0
        is_counting = 0 < left <= 2 * OVERLAP.total_seconds()  # more, and a clock was ahead
        return [newest, former[0]] if is_counting else [newest]

    def replace_secret(self, now: datetime) -> None:
        """Make a new secret; for a day the former one counts too, so that no call is refused."""
        until = int((now + OVERLAP).timestamp())
        self.secret = f"{make_secret()} {self.list_secrets(now)[0]} {until}"
        self.save(update_fields=["secret"])

    @property
    def host_name(self) -> str:
        """Whose machine it is, without what may be a key."""
        return urlsplit(self.address).hostname or ""
