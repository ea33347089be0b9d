"""Asking readers once a year whether they still want the newsletter, and reminding them once.

Silence is counted in days on which the worker looked, never by the distance of two dates: a clock
that leaps, or a server that was off for weeks, adds one day like any other. Only so many are asked
on one day, so that no clock can mail everybody at once.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from questions.actions import subscriptions
from questions.models import OutgoingMail, Subscriber, SuppressedAddress
from questions.newsletter.notices import DAYS_TO_ANSWER

YEAR = timedelta(days=365)
REMIND_AFTER = DAYS_TO_ANSWER  # days of silence
LEAVE_AFTER = 2 * DAYS_TO_ANSWER
LEAST_A_DAY, SHARE_A_DAY = 20, 30  # asked on one day: twenty, or a thirtieth of all
Kind, State = OutgoingMail.Kind, OutgoingMail.State


def ask_readers() -> int:
    """Ask readers whose year is over, remind silent ones, then remove them. Returns how many asked.

    May be called as often as one likes: a day counts once.
    """
    for key in list(silent_readers().values_list("pk", flat=True)):
        remove_if_silent(key)
    count_silent_day()
    return sum(map(ask_reader, readers_to_ask()))


def waited_out() -> QuerySet[Subscriber]:
    """Readers who were asked, and whose mail is not on its way any more."""
    on_its_way = OutgoingMail.objects.filter(
        subscriber=OuterRef("pk"), kind=Kind.RENEWAL, state__in=[State.WAITING, State.DEAD]
    )
    return Subscriber.objects.exclude(silent_days=None).exclude(Exists(on_its_way))


def silent_readers() -> QuerySet[Subscriber]:
    """Readers who have been silent for long enough to leave."""
    return waited_out().filter(silent_days__gte=LEAVE_AFTER)


@transaction.atomic
def remove_if_silent(key: UUID) -> None:
    """Remove a reader, unless they have answered since they were looked for."""
    reader = silent_readers().select_for_update().filter(pk=key).first()
    if reader:
        subscriptions.suppress_address(reader.address_hash, SuppressedAddress.Reason.LEFT)


@transaction.atomic
def count_silent_day() -> None:
    """Count a day of silence for each who was asked; on the day of the reminder, send it.

    A day that is still to come was noted by a clock that was ahead.
    """
    today = timezone.localdate()
    is_new = Q(silent_on__lt=today) | Q(silent_on__gt=today + timedelta(days=1))
    for reader in waited_out().filter(is_new).select_for_update():
        reader.silent_days = (reader.silent_days or 0) + 1
        reader.silent_on = today
        reader.save(update_fields=["silent_days", "silent_on"])
        if reader.silent_days == REMIND_AFTER:
            OutgoingMail.objects.create(kind=Kind.RENEWAL, subscriber=reader, is_bulk=True)


def readers_to_ask() -> list[Subscriber]:
    """Whose year is over, the longest first, and no more than may be asked today."""
    today = timezone.localdate()
    most = max(LEAST_A_DAY, Subscriber.objects.count() // SHARE_A_DAY)
    asked = Subscriber.objects.filter(asked_on=today).count()
    since = Coalesce("wanted_at", "confirmed_at")
    waiting = Subscriber.objects.filter(silent_days=None).annotate(since=since)
    over = waiting.filter(since__lt=timezone.now() - YEAR)
    return list(over.order_by("since")[: max(0, most - asked)])


@transaction.atomic
def ask_reader(reader: Subscriber) -> bool:
    """Ask one, unless another worker has. Returns whether it was us."""
    today = timezone.localdate()
    row = Subscriber.objects.filter(pk=reader.pk, silent_days=None)
    if not row.update(silent_days=0, silent_on=today, asked_on=today):
        return False
    OutgoingMail.objects.create(kind=Kind.RENEWAL, subscriber=reader, is_bulk=True)
    return True


def keep_subscription(reader: Subscriber) -> None:
    """They still want it: nobody asks for another year."""
    facts = {"wanted_at": timezone.now(), "silent_days": None, "silent_on": None}
    Subscriber.objects.filter(pk=reader.pk).update(**facts)
    waiting = OutgoingMail.objects.filter(subscriber=reader, kind=Kind.RENEWAL)
    waiting.filter(state=State.WAITING).update(state=State.DROPPED, leased_until=None)


def count_pending() -> int:
    """How many were asked and have not answered."""
    return Subscriber.objects.filter(~Q(silent_days=None)).count()
