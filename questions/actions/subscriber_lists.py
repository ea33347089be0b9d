"""The verbs of the newsletter's list of readers as a whole: it goes out, and one comes in.

An imported reader is confirmed by evidence in the file and by somebody's word; each gets one mail
that says where the address is from, with the way out. What left, complained or is dead stays away.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questions.actions.history import Actor
from questions.actions.permissions import require_permission
from questions.crypto import Unreadable
from questions.models import OutgoingMail, Signup, Subscriber, SuppressedAddress, Tag
from questions.newsletter import sign_ups
from questions.text.normalisation import fold_text
from questions.transfer.subscribers import LeftOut, Reader, Why

TRANSFER = "questions.transfer_subscribers"
BATCH = 500
Frequency = Subscriber.Frequency
log = logging.getLogger(__name__)


class NotVouched(Exception):
    """Nobody has said that these readers opted in; nothing was changed."""


@dataclass
class ListReport:
    """What became of a list.

    Attributes:
        added: how many readers are new.
        left_out: the numbers of lines that were not taken, by reason.
    """

    added: int = 0
    left_out: dict[Why, list[int]] = field(default_factory=lambda: defaultdict(list))


def export_readers(by: Actor = None) -> Iterator[Reader]:
    """Everybody who gets the newsletter, the first to confirm first.

    Args:
        by: who asks; nobody in particular is a command.

    Raises:
        NotAllowed: the account may not.
    """
    require_permission(by, TRANSFER)
    log.info("The list of readers was exported by %s.", f"account {by.pk}" if by else "a command")
    return iterate_readers()


def iterate_readers() -> Iterator[Reader]:
    """The readers, without those whose address no present key opens."""
    rows = Subscriber.objects.order_by("confirmed_at", "pk").prefetch_related("tags")
    for number, one in enumerate(rows.iterator(BATCH), start=2):
        try:
            address, source = one.address, one.origin
        except Unreadable:
            continue
        source = source or _("Confirmed by email at %(site)s") % {"site": settings.SITE_HOST}
        topics = () if one.wants_all else tuple(tag.slug for tag in one.tags.all())
        day = timezone.localdate(one.confirmed_at)
        yield Reader(number, address, day, source, one.rhythm, topics)


def import_readers(
    lines: Iterable[Reader | LeftOut],
    *,
    is_vouched: bool,
    is_dry_run: bool = False,
    by: Actor = None,
) -> ListReport:
    """Take in a list, a few readers in each transaction; a second time brings nobody twice.

    Args:
        lines: what `transfer.subscribers.read_list` found.
        is_vouched: somebody says that every reader in it opted in.
        is_dry_run: only say what would come.
        by: who asks; nobody in particular is a command.

    Raises:
        NotAllowed: the account may not.
        NotVouched: nobody said it.
        SourceRefused: the list cannot be read to its end; what was read before has come.
    """
    require_permission(by, TRANSFER)
    if not is_vouched and not is_dry_run:
        raise NotVouched
    report, seen = ListReport(), set[str]()
    source = iter(lines)
    while batch := list(islice(source, BATCH)):
        readers = take_new(batch, report, seen)
        if not is_dry_run:
            save_batch(readers)
        report.added += len(readers)
    return report


def take_new(batch: list, report: ListReport, seen: set[str]) -> dict[str, Reader]:
    """The readers of a batch who are new, by the hash of their address; the others are noted."""
    found: dict[str, Reader] = {}
    for one in batch:
        if isinstance(one, LeftOut):
            report.left_out[one.why].append(one.line)
            continue
        hashed = sign_ups.hash_address(one.address)
        if hashed in seen:
            report.left_out[Why.TWICE].append(one.line)
        else:
            found[hashed] = one
            seen.add(hashed)
    for why, model in ((Why.KNOWN, Subscriber), (Why.SUPPRESSED, SuppressedAddress)):
        rows = model._default_manager.filter(address_hash__in=found)
        for hashed in rows.values_list("address_hash", flat=True):
            report.left_out[why].append(found.pop(hashed).line)
    return found


def save_batch(readers: dict[str, Reader]) -> None:
    """Write readers down, each with the mail that tells them."""
    try:
        write_batch(readers)
    except IntegrityError:  # somebody confirmed one of these addresses at this moment
        hashes = Subscriber.objects.filter(address_hash__in=readers)
        known = set(hashes.values_list("address_hash", flat=True))
        write_batch({key: one for key, one in readers.items() if key not in known})


@transaction.atomic
def write_batch(readers: dict[str, Reader]) -> None:
    """The rows of some readers, of their topics and of their mails."""
    tags = {tag.slug: tag for tag in Tag.objects.all()}
    names = {fold_text(tag.name): tag for tag in tags.values()}
    rows, links = [], []
    for hashed, one in readers.items():
        chosen = {tags.get(word) or names.get(fold_text(word)) for word in one.topics} - {None}
        row = make_subscriber(hashed, one, wants_all=not chosen)
        rows.append(row)
        links += [Subscriber.tags.through(subscriber=row, tag=tag) for tag in chosen]
    Subscriber.objects.bulk_create(rows)
    Subscriber.tags.through.objects.bulk_create(links)
    Signup.objects.filter(address_hash__in=readers).delete()
    OutgoingMail.objects.bulk_create(
        OutgoingMail(kind=OutgoingMail.Kind.IMPORTED, subscriber=row, is_bulk=True) for row in rows
    )


def make_subscriber(hashed: str, one: Reader, *, wants_all: bool) -> Subscriber:
    """A reader as a row. They get what is published from now on."""
    now, day = timezone.now(), date_format(one.opted_in_on, "DATE_FORMAT")
    is_weekly = one.rhythm == Frequency.WEEKLY
    return Subscriber(
        address=one.address,
        address_hash=hashed,
        rhythm=Frequency.WEEKLY if is_weekly else Frequency.AT_ONCE,
        wants_all=wants_all,
        confirmed_at=now,
        rhythm_since=now,
        wanted_at=now,
        origin=_("%(source)s, on %(day)s") % {"source": one.source, "day": day},
    )
