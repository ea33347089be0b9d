"""The return path of each mail: an address of its own, so that one that comes back is known by it.

Envelope senders of this kind are called VERP. The token in it is made from the number of the row
in the outbox and our key: it says nothing, and nobody else can make one.
"""

import base64
import binascii
import hmac
import re
import uuid

from django.conf import settings

from questions import crypto

SIGNATURE_BYTES = 10
MOST_CANDIDATES = 20  # a report names ours a few times; a mail full of tokens is not one
IN_ADDRESS = re.compile(rb"\+([a-z2-7]{42})@", re.IGNORECASE)


def make_return_path(key: uuid.UUID) -> str:
    """Where the mail of this number comes back to; nothing where no such address is set."""
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{make_token(key)}@{domain}" if domain else ""


def make_token(key: uuid.UUID) -> str:
    """The token of a mail, in letters whose case does not matter: some servers change it."""
    signature = crypto.keyed_hash("mail:return-path", key.hex)[:SIGNATURE_BYTES]
    return base64.b32encode(key.bytes + signature).decode().rstrip("=").lower()


def verify_token(text: str) -> uuid.UUID | None:
    """The number of the mail that a token is of, or None for one that we have not made."""
    try:
        whole = base64.b32decode(f"{text.upper()}======")
    except (binascii.Error, ValueError):
        return None
    key = uuid.UUID(bytes=whole[:16])
    return key if hmac.compare_digest(make_token(key), text.lower()) else None


def find_mail_key(raw: bytes) -> uuid.UUID | None:
    """The number of the mail that a report is about.

    Args:
        raw: the report; first of all the address to which it came.
    """
    candidates = [match[1].decode() for match in IN_ADDRESS.finditer(raw)][:MOST_CANDIDATES]
    return next(filter(None, map(verify_token, candidates)), None)
