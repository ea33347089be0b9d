"""The verbs of a subscription: readers ask for the newsletter, confirm, choose and leave."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from questions import rate_limits
from questions.actions import erasure_log, scrub
from questions.models import Erasure, OutgoingMail, Signup, Subscriber, SuppressedAddress, Tag
from questions.newsletter import sign_ups

MAILS_A_DAY = 3  # to one address, whoever asks for them: nobody's inbox is filled through us
DAY = timedelta(days=1)
Kind = OutgoingMail.Kind


@transaction.atomic
def sign_up(address: str, rhythm: str, tags: Iterable[Tag] = ()) -> None:
    """Ask an address whether it wants the newsletter, by a mail with a link.

    Nothing here looks whether the address is known: the mail is worded by the worker, so that
    whoever asks can tell nothing from the answer. Over the limit of the address nothing is done.
    """
    hashed = sign_ups.hash_address(address)
    if rate_limits.hit("newsletter address", sign_ups.hash_inbox(address), MAILS_A_DAY, DAY):
        return
    chosen = list(tags)
    signup = Signup(address=address, address_hash=hashed, rhythm=rhythm, wants_all=not chosen)
    signup.asked_at = timezone.now()
    signup.save(force_insert=True)
    signup.tags.set(chosen)
    OutgoingMail.objects.create(kind=Kind.SIGNUP, signup=signup)


def confirm(key: uuid.UUID) -> Subscriber | None:
    """The holder of the inbox says yes: from now on what is published is sent there.

    Returns:
        The subscriber; the same one when the button is pressed again. None when there is nothing
        (any more) to confirm.
    """
    try:
        return activate_signup(key)
    except IntegrityError:  # another link for the same address was confirmed at this moment
        return activate_signup(key)


@transaction.atomic
def activate_signup(key: uuid.UUID) -> Subscriber | None:
    """Make a subscriber of a sign-up, or give one who is there already these wishes."""
    signup = Signup.objects.select_for_update().filter(pk=key).first()
    if signup is None:
        return Subscriber.objects.filter(pk=key).first()
    if signup.asked_at <= timezone.now() - sign_ups.LINK_LIFETIME:
        return None
    facts = {"id": signup.pk, "address": signup.address, "rhythm": signup.rhythm}
    known = Subscriber.objects.select_for_update().filter(address_hash=signup.address_hash).first()
    subscriber = known or Subscriber(address_hash=signup.address_hash, **facts)
    if known is None:
        subscriber.confirmed_at = subscriber.rhythm_since = timezone.now()
        subscriber.save(force_insert=True)
    update_preferences(subscriber, signup.rhythm, signup.tags.all())
    SuppressedAddress.objects.filter(address_hash=signup.address_hash).delete()
    signup.delete()
    return subscriber


@transaction.atomic
def update_preferences(subscriber: Subscriber, rhythm: str, tags: Iterable[Tag]) -> None:
    """Change what a subscriber gets; no tag means everything."""
    chosen = list(tags)
    if subscriber.rhythm != rhythm:
        subscriber.rhythm, subscriber.rhythm_since = rhythm, timezone.now()
    subscriber.wants_all = not chosen
    subscriber.wanted_at, subscriber.silent_days, subscriber.silent_on = timezone.now(), None, None
    wanted = ["wanted_at", "silent_days", "silent_on"]
    subscriber.save(update_fields=["rhythm", "rhythm_since", "wants_all", *wanted])
    subscriber.tags.set(chosen)


def unsubscribe(key: uuid.UUID) -> bool:
    """Erase a subscriber at once, and what waits for them. Returns whether there was one.

    The log of erasures remembers the number, so that a restored backup does not write to them,
    and a keyed hash keeps an old list from bringing them back.
    """
    with transaction.atomic():
        found = Subscriber.objects.select_for_update().filter(pk=key).first()
        if found is None:
            return False
        suppress_address(found.address_hash, SuppressedAddress.Reason.LEFT)
    scrub.finish_pending()
    return True


@transaction.atomic
def suppress_address(address_hash: str, reason: str) -> None:
    """Erase an address wherever the newsletter has it, and remember a keyed hash of it alone.

    Args:
        address_hash: of the address.
        reason: a `SuppressedAddress.Reason`.
    """
    SuppressedAddress.note_address(address_hash, reason)
    found = Subscriber.objects.filter(address_hash=address_hash)
    for key in found.values_list("pk", flat=True):
        erasure_log.record(Erasure.Kind.SUBSCRIBER, key)
    found.delete()
    Signup.objects.filter(address_hash=address_hash).delete()
    scrub.add_pending(scrub.tables_of(Subscriber) | scrub.tables_of(Signup))
