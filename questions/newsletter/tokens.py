"""Links that only a mail tells: made from a row's number and our key, kept nowhere.

Each kind opens one thing. Leaving is in the headers, which every mail server on the way reads; so
its token can do nothing else.
"""

import base64
import binascii
import hmac
import uuid
from functools import cache

from django.conf import settings
from django.urls import reverse

from questions import crypto
from questions.absolute_urls import absolute_url

CONFIRM, CHOICES, LEAVE, STAY = "confirm", "choices", "leave", "stay"
SIGNATURE_BYTES = 16  # bytes: 128 bits that nobody guesses
TOKEN_LENGTH = 43  # characters


def make_token(kind: str, key: uuid.UUID) -> str:
    """The token of one kind for one row."""
    return base64.urlsafe_b64encode(key.bytes + make_signature(kind, key)).decode().rstrip("=")


def make_signature(kind: str, key: uuid.UUID) -> bytes:
    """What of a token only we can make."""
    return crypto.keyed_hash(f"newsletter:{kind}", key.hex)[:SIGNATURE_BYTES]


def verify_token(kind: str, text: str) -> uuid.UUID | None:
    """The row that a token of this kind names, or None for anything that we have not made."""
    if len(text) != TOKEN_LENGTH or not text.isascii():
        return None
    try:
        whole = base64.b64decode(f"{text}=", altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    key = uuid.UUID(bytes=whole[:16])
    return key if hmac.compare_digest(whole[16:], make_signature(kind, key)) else None


def blank_token(kind: str) -> str:
    """What stands for a token, as long as one, in words that are made once for all readers."""
    return kind.ljust(TOKEN_LENGTH, "0")


def make_blank_link(kind: str) -> str:
    """The address of a token's page with a blank in the token's place."""
    return blank_link_at(kind, settings.SITE_URL)


@cache
def blank_link_at(kind: str, _site: str) -> str:
    """The same, known once it was made: finding an address costs half a millisecond."""
    return absolute_url(reverse(f"subscribe-{kind}", args=[blank_token(kind)]))


def make_link(kind: str, key: uuid.UUID) -> str:
    """The whole address of a token's page."""
    return absolute_url(reverse(f"subscribe-{kind}", args=[make_token(kind, key)]))
