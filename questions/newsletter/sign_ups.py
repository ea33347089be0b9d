"""Addresses on their way to a confirmation: how they are known, and how long they are kept."""

import re
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from questions import crypto
from questions.models import Signup

LINK_LIFETIME_HOURS = 24  # erased in the day after: within 48 hours, as /privacy/ says
LINK_LIFETIME = timedelta(hours=LINK_LIFETIME_HOURS)
ONE_PROVIDER = {"googlemail.com": "gmail.com"}  # two names for the same inboxes


def hash_address(address: str) -> str:
    """By what an address is known without being kept in the clear."""
    return crypto.keyed_hash("newsletter:address", normalise_address(address)).hex()


def normalise_address(address: str) -> str:
    """The same for all ways of writing an address that lead to the same inbox for sure."""
    local, _, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:  # the mail server may know better
        domain = domain.casefold()
    return f"{local}@{domain}".casefold()


def hash_inbox(address: str) -> str:
    """By what an inbox is known for a limit, however its address is written.

    `"a"@x`, `a+tag@x` and `A@x` reach the same person at most mail servers, and so does `a.a@x` for
    `aa@x` at the largest one. For sending, and for knowing a subscriber, they stay apart: elsewhere
    they may be several people.
    """
    local, _at, domain = normalise_address(address).rpartition("@")
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    plain = local.partition("+")[0].replace(".", "").strip()
    inbox = f"{plain or local}@{ONE_PROVIDER.get(domain, domain)}"
    return crypto.keyed_hash("newsletter:inbox", inbox).hex()


def expired_signups() -> QuerySet[Signup]:
    """Sign-ups whose link opens nothing any more."""
    return Signup.objects.filter(asked_at__lte=timezone.now() - LINK_LIFETIME)
