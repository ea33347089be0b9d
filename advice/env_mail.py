"""Typed readers of the settings for bounced mail; see `advice/env.py`."""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from advice import env


class Mailbox(NamedTuple):
    """A mailbox that is read over IMAP.

    Attributes:
        host: of the server.
        port: of the server.
        user: who signs in.
        password: with what.
        folder: which is read.
        is_encrypted: whether by TLS from the start; only a server on this machine may do without.
    """

    host: str
    port: int
    user: str
    password: str
    folder: str
    is_encrypted: bool


def get_bounce_address(name: str) -> str:
    """Where mail that cannot be delivered comes back to, or nothing; each mail adds its own part.

    RFC 5321 (4.5.3.1.1) allows 64 characters before the @, of which a mail's own part takes 43.
    """
    value = env.get_text(name, "")
    if value and not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+", value):
        raise env.setting_error(
            name,
            "is not an address with at most 20 letters before the @",
            "Write it like this: bounces@column.example",
        )
    return value


def get_mailbox(name: str) -> Mailbox | None:
    """A mailbox to read, as `imaps://user:password@host:993/INBOX`, or nothing."""
    value = env.read_variable_or_file(name)
    try:
        return mailbox_from_url(value) if value else None
    except ValueError:
        raise env.setting_error(
            name, "is not a mailbox", "Write it like this: imaps://user:password@host/INBOX"
        ) from None


def mailbox_from_url(url: str) -> Mailbox:
    """The mailbox at an address.

    Raises:
        ValueError: it is none, or its password would travel in the clear.
    """
    parts = urlsplit(url)
    host, user, password = parts.hostname or "", parts.username, parts.password
    is_encrypted = parts.scheme == "imaps"
    is_safe = is_encrypted or (parts.scheme == "imap" and host in env.LOOPBACK)
    if not (is_safe and host and user and password):
        raise ValueError
    folder = unquote(parts.path).strip("/") or "INBOX"
    port = parts.port or (993 if is_encrypted else 143)
    return Mailbox(host, port, unquote(user), unquote(password), folder, is_encrypted)
