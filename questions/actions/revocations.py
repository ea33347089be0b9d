"""Access that was taken away stays so after a restore: feeds, accounts, second factors, webhooks.

The log of erasures keeps a keyed hash of each with random salt, so that its file neither names
anything nor says that two lines are about the same. What was given back later may be taken away
again, so only lines that the database has lost are acted on: it is older than they are.
"""

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Model, QuerySet

from questions import crypto
from questions.actions import erasure_log
from questions.models import Erasure, Letter, WebhookEndpoint

SALT_BYTES = 8  # half of a number; the other half is the hash
ACCESS_FIELDS: dict[type[Model], dict[str, bool]] = {  # let somebody in while all are ticked
    get_user_model(): {"is_active": True, "is_staff": True},
    Authenticator: {},
    WebhookEndpoint: {"is_active": True},
}


def record(kind: str, name: object) -> None:
    """Note that something opens no more, in the transaction that does it.

    Args:
        kind: what it is: `feed`, or a model's label.
        name: what tells it from others of its kind.
    """
    number = salted_number(f"{kind} {name}", secrets.token_bytes(SALT_BYTES))
    erasure_log.record(Erasure.Kind.REVOKED, number)


def salted_number(what: str, salt: bytes) -> UUID:
    """A number that only somebody with our key can compare with what it is about."""
    digest = crypto.keyed_hash("revoked", f"{salt.hex()} {what}")
    return UUID(bytes=salt + digest[: 16 - SALT_BYTES])


def record_deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    """Note that a row is being deleted; for Django's signal, because the desk is its admin."""
    record(sender._meta.label, instance.pk)


def record_closed(sender: type[Model], instance: Model, *, raw: bool = False, **_: Any) -> None:
    """Note that a row that is being saved was open until now."""
    fields = ACCESS_FIELDS[sender]
    if raw or all(getattr(instance, name) for name in fields):
        return
    if sender._default_manager.filter(pk=instance.pk, **fields).exists():
        record(sender._meta.label, instance.pk)


def replay_revocations() -> int:
    """Take away again what an older database has brought back. Returns how many things."""
    lost = erasure_log.lost_numbers(Erasure.Kind.REVOKED)
    if not lost:
        return 0
    with transaction.atomic():
        count = close_again(Letter.objects.exclude(feed_hash=None), lost, close_feeds)
        for model, close in CLOSE.items():
            count += close_again(model._default_manager.all(), lost, close)
        erasure_log.copy_to_database()
    return count


def close_again(
    rows: QuerySet[Any], lost: set[UUID], close: Callable[[QuerySet[Any]], object]
) -> int:
    """Close those rows that the log names.

    Args:
        rows: all that may be open, of one model.
        lost: the numbers of the log.
        close: what takes the access away.

    Returns:
        How many there were.
    """
    is_feed = rows.model is Letter
    kind, key = ("feed", "feed_hash") if is_feed else (rows.model._meta.label, "pk")
    names = rows.values_list(key, flat=True)
    found = [name for name in names if is_listed(f"{kind} {name}", lost)]
    if found:  # not by the letter's number: it may have a new feed by now
        close(rows.filter(**{f"{key}__in": found}))
    return len(found)


def is_listed(what: str, lost: set[UUID]) -> bool:
    """Whether one of the log's numbers is about this."""
    return any(salted_number(what, number.bytes[:SALT_BYTES]) == number for number in lost)


def close_feeds(letters: QuerySet[Letter]) -> None:
    """Let the addresses of private feeds lead nowhere."""
    letters.update(feed_hash=None)


def deactivate_rows(rows: QuerySet[Any]) -> None:
    """Switch accounts or webhooks off; whoever may can switch them on again."""
    rows.update(is_active=False)


def delete_factors(factors: QuerySet[Authenticator]) -> None:
    """Delete second factors. An account that has none left is closed, not left to its password."""
    accounts = set(factors.values_list("user", flat=True))
    factors.delete()
    left = Authenticator.objects.filter(user__in=accounts).exclude(type="recovery_codes")
    bare = accounts - set(left.values_list("user", flat=True))
    get_user_model()._default_manager.filter(pk__in=bare).update(password=make_password(None))


CLOSE: dict[type[Model], Callable[[QuerySet[Any]], object]] = {
    get_user_model(): deactivate_rows,
    Authenticator: delete_factors,
    WebhookEndpoint: deactivate_rows,
}
