"""How long what is private is kept. The numbers stand once, in the settings; /privacy/ shows them.

A letter that the columnist holds is kept until they let it go. Every activity (a message, an
approval, an answer) starts the clock again.

What is deleted by a wrong clock is lost for good, so a round asks before it obeys: it waits for
`manage.py retain --confirm` when the clock does not fit what the database says of the last round,
and when unusually much would go at once. Pictures wait alone: a machine that shares them, but has
another database, would delete them all.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from questions import actions, rate_limits
from questions.batches import raise_first, try_each
from questions.models import (
    DailyCount,
    Invitation,
    Letter,
    OutgoingCall,
    OutgoingMail,
    Question,
    RetentionRound,
    SuppressedAddress,
)
from questions.newsletter import sign_ups
from questions.wrong_clock import (
    describe_pause,
    find_wrong_clock,
    redate_what_is_to_come,
    wrong_clock_reason,
)

Pause = RetentionRound.Pause
MANY, SHARE = 20, 0.1  # more at once, and more of all that are kept, are unusual

logger = logging.getLogger(__name__)


class Rule(NamedTuple):
    """One line of the table: which letters, and what happens to each."""

    letters: Callable[[], QuerySet[Letter]]
    action: Callable[[Letter], None]


def run_round(*, is_confirmed: bool = False, with_pictures: bool = True) -> dict[str, int]:
    """Delete what is too old, unless it has to be confirmed first.

    Args:
        is_confirmed: a person has looked at the clock and at what would go.
        with_pictures: whether files go too, which no transaction brings back.

    Returns:
        What `enforce_rules` returns, and the pictures; nothing when the round waits.
    """
    state = RetentionRound.load_row()
    state.pause = Pause.NONE if is_confirmed else find_pause(state)
    found: dict[str, int] = {}
    try:
        found |= {} if state.pause else enforce_rules()
    finally:  # or a letter that fails each day would soon look like a leap of the clock
        if not state.pause:
            found |= {"pictures": delete_pictures(state, is_confirmed)} if with_pictures else {}
            state.finished_at = timezone.now()
        state.save()
    return found


def delete_pictures(state: RetentionRound, is_confirmed: bool) -> int:
    """Delete the pictures that nothing names, or let unusually many wait for somebody.

    Args:
        state: of this round; it is told why they wait.
        is_confirmed: a person has looked at what would go.

    Returns:
        How many were deleted.
    """
    unused, stored = actions.pictures.find_unused()
    if is_confirmed or not is_unusual(len(unused), stored):
        return actions.pictures.delete_files(unused)
    state.pause = Pause.MANY
    logger.warning("%d of %d pictures are named by nothing; they wait.", len(unused), stored)
    return 0


def unpublish_expired() -> int:
    """Seal what is public no longer, unless the clock may be wrong. Returns how many answers."""
    return 0 if wrong_clock_reason() else actions.questions.unpublish_expired()


def discard_abandoned_imports() -> int:
    """Delete uploads that nobody has finished, unless the clock may be wrong. Returns how many."""
    return 0 if wrong_clock_reason() else actions.import_uploads.discard_abandoned()


def invite_writers() -> int:
    """Ask writers how things turned out, unless the clock may be wrong. Returns how many."""
    return 0 if wrong_clock_reason() else actions.invitations.invite_due()


def paused_reason() -> str:
    """Why nothing is deleted until somebody confirms it, in words; nothing while all is well."""
    return describe_pause(RetentionRound.load_row().pause)


def find_pause(state: RetentionRound) -> str:
    """Why a round must wait now, as a `RetentionRound.Pause`."""
    pause = find_wrong_clock(state.finished_at)
    if pause:
        return pause
    going = {letter.pk for rule in RULES.values() for letter in due_letters(rule)}
    is_much = is_unusual(len(going), Letter.objects.count())
    return Pause.MANY if is_much else Pause.NONE


def is_unusual(going: int, kept: int) -> bool:
    """Whether so many at once have to be confirmed.

    Args:
        going: how many would go.
        kept: how many there are of all.
    """
    return going > MANY and going > kept * SHARE


def due_letters(rule: Rule) -> QuerySet[Letter]:
    """What a rule finds, without the letters that are held."""
    return rule.letters().filter(held_on=None)


def enforce_rules(*, is_rehearsal: bool = False) -> dict[str, int]:
    """Delete what is too old, without asking.

    Args:
        is_rehearsal: count only, and change nothing.

    Returns:
        How many letters, or rows of the newsletter, each rule found. Run twice, the second run
        finds none.
    """
    found: dict[str, int] = {}
    faults: list[Exception] = []
    for name, rule in RULES.items():
        letters = list(due_letters(rule))
        found[name] = len(letters)
        faults += [] if is_rehearsal else try_each(rule.action, letters)
    newsletter = {name: rows() for name, rows in NEWSLETTER.items()}
    found |= {name: rows.count() for name, rows in newsletter.items()}
    if not is_rehearsal:
        faults += try_each(actions.erasure.delete_rows, newsletter.values())
        faults += try_each(lambda step: step(), TIDYING)
    raise_first(faults, logger)
    return found


def delete_old_calls() -> None:
    """Delete who was told what, by when it is certain that nothing is told twice."""
    old_calls = OutgoingCall.objects.filter(created_on__lt=first_day_kept("deliveries"))
    old_calls.exclude(state=OutgoingCall.State.WAITING).delete()


def scrub_wiped_addresses() -> None:
    """Take out of the database's files which addresses of mail and calls were wiped since."""
    actions.scrub.add_pending([OutgoingMail._meta.db_table, OutgoingCall._meta.db_table])
    actions.scrub.finish_pending()


def first_day_kept(rule: str) -> date:
    """The first day that a rule still keeps."""
    return timezone.localdate() - timedelta(days=settings.RETENTION_DAYS[rule])


def independent_letters() -> QuerySet[Letter]:
    """Letters that go by their own clock; an update goes with the letter that it follows.

    Without its row, the receipt would not find any more what was published of it.
    """
    return Letter.objects.filter(follows=None)


def expired_unanswered() -> QuerySet[Letter]:
    """Letters that nobody answered: waiting, declined, taken back, spam."""
    others = independent_letters().exclude(state=Letter.State.ANSWERED)
    return others.filter(active_on__lt=first_day_kept("unanswered"))


def expired_answered() -> QuerySet[Letter]:
    """Letters that were answered privately."""
    letters = independent_letters().filter(
        state=Letter.State.ANSWERED, active_on__lt=first_day_kept("answered")
    )
    return without_promise(letters.exclude(question__state=Question.State.PUBLISHED))


def expired_originals() -> QuerySet[Letter]:
    """The originals of published questions; the questions stay."""
    since = independent_letters().filter(active_on__lt=first_day_kept("published"))
    return without_promise(since.filter(question__in=Question.objects.published().order_by()))


def without_promise(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Letters whose writers were not promised that they will be asked later, or were asked.

    A letter stays, too, while its writer's update is held, scheduled or being worked on.
    """
    promised = Invitation.objects.still_to_ask().values("letter")
    is_begun = Q(state__in=Letter.WAITING, active_on__gte=first_day_kept("unanswered"))
    is_to_come = Q(question__publish_at__gt=timezone.now())
    updates = Letter.objects.filter(follows__isnull=False)
    needed = updates.filter(is_begun | is_to_come | Q(held_on__isnull=False))
    return letters.exclude(pk__in=promised).exclude(pk__in=needed.values("follows"))


def expired_contacts() -> QuerySet[Letter]:
    """Addresses of settled letters that were never used."""
    kept = Q(invitation__invited_on=None) & ~Q(invitation=None) & ~Q(invitation__contact="")
    unused = ~Q(contact="") | (kept & ~Q(state=Letter.State.ANSWERED))
    return Letter.objects.filter(unused, settled_on__lt=first_day_kept("contact"))


def invitation_day(letter: Letter) -> date | None:
    """The day on which a letter's writer is asked how things turned out, if they will be."""
    invitation: Invitation | None = getattr(letter, "invitation", None)
    return invitation.due_on if invitation else None


def deletion_day(letter: Letter) -> date | None:
    """The day on which a letter is deleted if nothing happens until then, or None.

    It is None for a letter that is held, and for one whose question is still to come out.
    """
    question = letter.question
    is_answered = letter.state == Letter.State.ANSWERED
    if letter.held_on or (is_answered and question and question.is_scheduled):
        return None
    rule = "answered" if is_answered else "unanswered"
    if question and question.is_public:
        rule = "published"
    active_on = max(filter(None, (letter.active_on, invitation_day(letter))))
    return active_on + timedelta(days=settings.RETENTION_DAYS[rule] + 1)


RULES = {
    "unanswered": Rule(expired_unanswered, actions.erasure.delete_expired),
    "answered": Rule(expired_answered, actions.erasure.delete_expired),
    "published": Rule(expired_originals, actions.erasure.delete_original),
    "contact": Rule(expired_contacts, actions.erasure.wipe_contact),
}


def expired_deliveries() -> QuerySet[OutgoingMail]:
    """Who was sent which issue, when it is certain that nothing is sent twice."""
    past = timezone.now() - timedelta(days=settings.RETENTION_DAYS["deliveries"])
    mails = OutgoingMail.objects.exclude(issue=None, signup=None, subscriber=None)
    return mails.filter(due_at__lt=past).exclude(state=OutgoingMail.State.WAITING)


def expired_suppressions() -> QuerySet[SuppressedAddress]:
    """Hashes of addresses that came back, complained or left long ago."""
    return SuppressedAddress.objects.filter(noted_on__lt=first_day_kept("suppressed"))


def erase_expired_signups() -> int:
    """Erase what nobody confirmed, unless rounds wait or will. Returns how many there were."""
    if paused_reason() or wrong_clock_reason():
        return 0
    count = actions.erasure.delete_rows(sign_ups.expired_signups())
    actions.scrub.finish_pending()
    return count


TIDYING: tuple[Callable[[], object], ...] = (
    *(rate_limits.delete_expired, DailyCount.delete_expired, redate_what_is_to_come),
    *(actions.erasure_log.copy_to_files, delete_old_calls, scrub_wiped_addresses),
)
NEWSLETTER: dict[str, Callable[[], QuerySet]] = {
    "unconfirmed": sign_ups.expired_signups,
    "deliveries": expired_deliveries,
    "suppressed": expired_suppressions,
}
