"""Webhooks after the Standard Webhooks specification (standardwebhooks.com), version 1.

The payload says what happened, when, and where the API has the letter; of its text nothing.
"""

import base64
import hashlib
import hmac
import json
import time

from django.urls import reverse
from django.utils import timezone

from advice.outgoing import Request
from questions.absolute_urls import absolute_url
from questions.calls.requests import Event, NotNeeded, find_told_slug
from questions.models import OutgoingCall
from questions.models.webhook_endpoint import SECRET_PREFIX


def compose_webhook(call: OutgoingCall) -> Request:
    """The request of a webhook, signed for this very second.

    Raises:
        NotNeeded: the endpoint was switched off, or what it says is no longer so.
    """
    endpoint, is_test = call.endpoint, call.event == Event.TEST
    if endpoint is None or not (endpoint.is_active or is_test):
        raise NotNeeded
    body = build_payload(call)
    headers = {"Content-Type": "application/json", "User-Agent": "advice-column webhooks"}
    secrets = endpoint.list_secrets(timezone.now())
    headers |= sign_payload(f"msg_{call.pk.hex}", int(time.time()), body, *secrets)
    return Request(endpoint.address, "POST", body, headers)


def build_payload(call: OutgoingCall) -> bytes:
    """What happened, when, and where the API has the letter."""
    path = "api-letters" if call.event == Event.TEST else "api-letter"
    keys = [] if call.event == Event.TEST else [find_told_slug(call)]
    payload = {
        "type": f"letter.{call.event}",
        "timestamp": call.happened_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "data": {"url": absolute_url(reverse(path, args=keys))},
    }
    return json.dumps(payload, separators=(",", ":")).encode()


def sign_payload(message: str, moment: int, body: bytes, *secrets: str) -> dict[str, str]:
    """The three headers by which a receiver knows that a message is ours, and is new.

    Args:
        message: its identifier.
        moment: in seconds since 1970.
        body: the very bytes that are sent.
        secrets: as the desk shows them, with their prefix; each makes a signature.
    """
    keys = [base64.b64decode(secret.removeprefix(SECRET_PREFIX)) for secret in secrets]
    signed = f"{message}.{moment}.".encode() + body
    digests = [base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode() for key in keys]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(f"v1,{digest}" for digest in digests),
    }
