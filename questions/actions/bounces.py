"""The verbs of mail that came back: dead addresses are erased, complaints unsubscribe at once.

What is known of an address afterwards is a keyed hash (`SuppressedAddress`). A mail that came
back for a while is counted by its day; only several, over some weeks, mean that nobody is there.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from questions.actions import subscriptions
from questions.mail import imap, outbox
from questions.mail.fates import Fate
from questions.mail.reports import MAX_BYTES, read_fate
from questions.mail.return_path import find_mail_key
from questions.models import OutgoingMail, Subscriber, SuppressedAddress, WeeklyCount

REPORT_DAYS = timedelta(days=30)  # after that nobody reports any more, save to do harm
SOFT_DAYS = 4  # so many days with mail that came back…
SOFT_SPAN = timedelta(days=21)  # …in at least so long a time mean that nobody is there
SOFT_GAP = timedelta(days=30)  # a longer time without begins anew
State = OutgoingMail.State


def record_report(raw: bytes, recipient: str = "") -> Fate | None:
    """Take in a mail that came to the return path.

    Args:
        raw: the mail as it came, or its beginning.
        recipient: the address that it came to, where the mail server says so.

    Returns:
        What it reported about a mail of ours; None when it is no report, is about no mail of
        ours, is too old, or said nothing new. Nothing has changed then.
    """
    key = find_mail_key(recipient.encode("ascii", "replace") + b"\n" + raw[:MAX_BYTES])
    fate = read_fate(raw) if key else None
    return fate if key and fate and record_fate(key, fate) else None


def read_mailbox(count: Callable[[Fate | None], object]) -> None:
    """Take in what came to the mailbox of `BOUNCE_IMAP_URL`; nothing where none is set.

    Args:
        count: is told of each mail what it reported.

    Raises:
        MailboxError: the mailbox cannot be read.
    """
    if settings.BOUNCE_IMAP is None:
        return
    with imap.open_mailbox(settings.BOUNCE_IMAP) as server:
        for number in imap.unread_numbers(server):
            raw = imap.fetch_beginning(server, number, MAX_BYTES)
            count(record_report(raw))
            imap.mark_read(server, number, is_over=is_about_ours(raw))


def is_about_ours(raw: bytes) -> bool:
    """Whether a mail reports on one of ours, be it news or not: then it names an address."""
    return bool(find_mail_key(raw) and read_fate(raw))


@transaction.atomic
def record_fate(key: uuid.UUID, fate: Fate) -> bool:
    """Note what became of a mail that was sent, once. Returns whether that is news."""
    since = timezone.now() - REPORT_DAYS
    found = OutgoingMail.objects.filter(pk=key, due_at__gte=since, attempts__gt=0)
    mail = found.exclude(state__in=[State.RETURNED, State.DROPPED]).select_for_update().first()
    if mail is None:
        return False
    outbox.settle_mail(mail, State.RETURNED)
    apply_fate(mail, fate)
    return True


@transaction.atomic
def apply_fate(mail: OutgoingMail, fate: Fate) -> None:
    """Count what became of a mail, and draw the consequence for its address.

    Args:
        mail: which; somebody who wrote a letter left an address for one mail, which is wiped
            already, and nothing is remembered of it.
        fate: what became of it.
    """
    WeeklyCount.increment_count(fate)
    reader = mail.subscriber or mail.signup
    if reader is None:
        return
    if fate == Fate.COMPLAINT:
        subscriptions.suppress_address(reader.address_hash, SuppressedAddress.Reason.COMPLAINT)
    elif fate == Fate.HARD or (mail.subscriber and is_soft_too_often(mail.subscriber)):
        subscriptions.suppress_address(reader.address_hash, SuppressedAddress.Reason.DEAD)


def is_soft_too_often(subscriber: Subscriber) -> bool:
    """Count one more day on which mail came back for a while. Returns whether it is too much.

    A day is counted once, and one that is still to come was noted by a clock that was ahead.
    """
    today, last = timezone.localdate(), subscriber.soft_on
    if last == today:
        return False
    since = subscriber.soft_since
    if since is None or last is None or not today - SOFT_GAP <= last < today:
        subscriber.soft_count, since = 0, today
    subscriber.soft_count += 1
    subscriber.soft_since, subscriber.soft_on = since, today
    subscriber.save(update_fields=["soft_count", "soft_since", "soft_on"])
    return subscriber.soft_count >= SOFT_DAYS and today - since >= SOFT_SPAN


outbox.register_fate_handler(apply_fate)
