"""Erasing for good: what a writer withdraws or deletes, and what retention forgets.

Each erasure is one transaction that also notes it in the log of erasures, by kind, and which tables
must be scrubbed. The public functions then scrub at once; where somebody reads an older state, the
worker finishes it (`scrub.finish_pending`).
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from questions.actions import erasure_log, invitations, revocations, scrub, updates
from questions.actions.approvals import lock_letter, record_approval, withdraw_question
from questions.actions.linked_letters import delete_published
from questions.actions.revisions import erase_revisions
from questions.actions.slugs import erased_placeholder
from questions.models import (
    DailyCount,
    Erasure,
    FormerSlug,
    Letter,
    Pseudonym,
    Question,
    Revision,
    Subscriber,
)

Kind = Erasure.Kind
PUBLIC_REASONS = (Revision.Reason.PUBLISHED, Revision.Reason.CORRECTED, Revision.Reason.IMPORTED)
log = logging.getLogger(__name__)


@transaction.atomic
def withdraw(letter: Letter) -> None:
    """Withdraw a letter: nothing of it is public from now on, and it is not answered.

    A published question answers 410; the columnist keeps its text, which cannot be published.
    """
    lock_letter(letter)  # an answer may have been begun since it was read
    delete_published(letter)
    for update in letter.updates.all():
        withdraw(update)
    invitations.cancel(letter)
    if letter.question:
        withdraw_question(letter.question)
    today = timezone.localdate()
    letter.state, letter.settled_on, letter.active_on = Letter.State.WITHDRAWN, today, today
    letter.consent_version = letter.consented_on = letter.silence_days = None
    fields = ["state", "settled_on", "active_on", "consent_version", "consented_on", "silence_days"]
    letter.save(update_fields=fields)
    erasure_log.record(Kind.WITHDRAWN, letter.pk)


def erase(letter: Letter) -> None:
    """Erase a letter with its dialogue, its mail and what was made of it, as its writer wishes.

    The question's address stays, empty, to answer 410. The log remembers the letter's number, so
    that a restored backup erases it again.
    """
    delete_letter(letter, Kind.LETTER)
    scrub.finish_pending()


@transaction.atomic
def delete_letter(letter: Letter, kind: str) -> None:
    """Delete a letter and all that was made of it; the scrubbing is left to the caller.

    Args:
        letter: which.
        kind: `Erasure.Kind.LETTER`, or `EXPIRED` when nobody asked for it.
    """
    for update in letter.updates.all():
        delete_letter(update, kind) if kind == Kind.LETTER else delete_expired(update)
    question_id = question_id_now(letter)
    if kind == Kind.LETTER:  # one that is only forgotten leaves what is public
        delete_published(letter)
    if question_id:
        blank_question(question_id)
        scrub.add_pending(question_tables())
    erasure_log.record(kind, letter.pk)
    Letter.objects.filter(pk=letter.pk).delete()
    scrub.add_pending(scrub.tables_of(Letter))


def question_id_now(letter: Letter) -> int | None:
    """The letter's question, which may have been begun since the letter was read."""
    rows = Letter.objects.filter(pk=letter.pk)
    return rows.values_list("question_id", flat=True).first()


@transaction.atomic
def delete_original(letter: Letter) -> None:
    """Delete the letter behind a question that stays; the scrubbing is left to the caller."""
    for update in letter.updates.all():
        delete_expired(update)
    if letter.question:
        erase_names(letter.question)
        scrub.add_pending(history_tables())
    erasure_log.record(Kind.ORIGINAL, letter.pk)
    Letter.objects.filter(pk=letter.pk).delete()
    scrub.add_pending(scrub.tables_of(Letter))


@transaction.atomic
def delete_expired(letter: Letter) -> None:
    """Delete a letter whose time is over; a question of it that is or was public stays."""
    if letter.question and is_or_was_public(letter.question):
        delete_original(letter)
    else:
        delete_letter(letter, Kind.EXPIRED)


def is_or_was_public(question: Question) -> bool:
    """Whether readers have seen a question, or will, and its writer has not withdrawn it."""
    if question.state == Question.State.DRAFT:
        return question.was_public and question.consented
    return question.state == Question.State.PUBLISHED


@transaction.atomic
def wipe_contact(letter: Letter) -> None:
    """Wipe an address; the scrubbing is left to the caller."""
    Letter.objects.filter(pk=letter.pk).update(contact="")
    if letter.state != Letter.State.ANSWERED:  # whoever was answered is still to be asked
        invitations.keep_contact(letter, "")
    scrub.add_pending([Letter._meta.db_table])


def question_tables() -> set[str]:
    """Where text of a question stands, its vector and its address in the counts included."""
    return scrub.tables_of(Question) | history_tables() | {DailyCount._meta.db_table}


def history_tables() -> set[str]:
    """Where the history of a question stands, and which names its made-up ones are for."""
    return scrub.tables_of(Revision) | {Pseudonym._meta.db_table}


def erase_names(question: Question) -> None:
    """Delete what was written before a question was public, and which names stand for whom.

    What became public stays in the history, and what is being written now. What a clock that was
    ahead has dated may be as old as any.
    """
    if is_or_was_public(question):
        now = timezone.now()
        misdated = Q(saved_at__gt=now + timedelta(days=1))
        earlier = question.revisions.filter(misdated | Q(saved_at__lt=question.publish_at or now))
        public = earlier.filter(reason__in=PUBLIC_REASONS).newest_first().first()
        kept = [question.revision, public.number if public else question.revision]
        earlier.exclude(number__in=kept).delete()
    question.stand_ins.all().delete()


def blank_question(question_id: int) -> None:
    """Take every word out of a question; a public one keeps its address, a draft goes."""
    question = Question.objects.select_for_update(no_key=True).get(pk=question_id)
    delete_read_counts(question)
    if question.state == Question.State.DRAFT and question.letters.count() == 1:
        erase_revisions(question)
        question.delete()
        return
    withdraw_question(question)
    erase_revisions(question)
    FormerSlug.objects.filter(question=question).delete()
    slug = erased_placeholder(question.slug) if question.slug else None
    Question.objects.filter(pk=question_id).update(slug=slug, corrected_on=None)


def delete_read_counts(question: Question) -> None:
    """Delete how often a question was read: an address has its headline in it."""
    former = FormerSlug.objects.filter(question=question).values_list("slug", flat=True)
    DailyCount.objects.filter(
        name__in=[reverse("question", args=[slug]) for slug in (question.slug, *former) if slug]
    ).delete()


@transaction.atomic
def delete_rows(rows: QuerySet) -> int:
    """Delete rows for good; the scrubbing is left to the caller.

    Returns:
        How many of them there were.
    """
    kind = rows.model._meta.label
    count = rows.delete()[1].get(kind, 0)
    if count:
        scrub.add_pending(scrub.tables_of(rows.model))
    return count


def replay_erasures() -> int:
    """Erase again what a restored backup brought back: letters, and subscribers who had left.

    What was erased at somebody's wish goes again. What retention forgot does too, unless the day
    of it has not come yet: then the clock of that time was wrong. No public question goes with a
    letter that was only forgotten. Returns how many there were.
    """
    entries = erasure_log.read_entries()
    past = {entry for entry in entries if entry.day <= timezone.localdate()}
    count = replay_each(entries, Kind.LETTER, lambda one: delete_letter(one, Kind.LETTER))
    count += replay_each(past, Kind.ORIGINAL, delete_original)
    count += replay_each(past, Kind.EXPIRED, delete_expired)
    gone = numbers_of(entries, Kind.SUBSCRIBER) | numbers_of(entries, Kind.LETTER)
    replay_each(
        entries,
        Kind.INVITED,
        invitations.note_invited,
        Letter.objects.filter(invitation__invited_on=None),
    )
    count += delete_rows(Subscriber.objects.filter(pk__in=gone))  # lines without a kind: either
    scrub.finish_pending()
    return count


def replay_withdrawals() -> int:
    """Withdraw letters again, and hear "don't publish" again. Returns how many letters.

    A refusal may also be about a message or an invitation, by its own number.
    """
    entries = erasure_log.read_entries()
    refusals = numbers_of(entries, Kind.REFUSED)
    invitations.cancel_again(refusals)
    withdrawn = Letter.objects.exclude(state=Letter.State.WITHDRAWN)
    refused = Letter.objects.exclude(consent_version=None)
    count = replay_each(entries, Kind.WITHDRAWN, withdraw, withdrawn)
    count += replay_each(
        entries, Kind.REFUSED, lambda one: record_approval(one, Letter.Approval.REFUSED), refused
    )
    updates.revoke_again(refusals)
    return count


def replay_lost() -> None:
    """After a failover: do again what this node's files know and the database has lost.

    It is one transaction, so that a fault leaves all of it for the next time. Whoever is erasing
    just now has written the line, and not committed the row: copying the rows waits for them.
    """
    if not erasure_log.has_lost_rows():
        return
    with transaction.atomic():
        revoked = revocations.replay_revocations()
        erasure_log.copy_to_database()
        count = replay_erasures() + replay_withdrawals()
    if count:
        log.warning("%d letters were erased or withdrawn again that had come back.", count)
    if revoked:
        log.warning("%d accounts, second factors, feeds or webhooks were closed again.", revoked)


def replay_each(
    entries: Iterable[erasure_log.Entry],
    kind: str,
    action: Callable[[Letter], None],
    letters: QuerySet[Letter] | None = None,
) -> int:
    """Do again to the letters that are here what the log says of them.

    Args:
        entries: the log.
        kind: which of its lines.
        action: what is done to each letter.
        letters: those to which it has not been done yet (default: all).

    Returns:
        How many letters it was done to.
    """
    rows = Letter.objects.all() if letters is None else letters
    found = list(rows.filter(pk__in=numbers_of(entries, kind)))
    for letter in found:
        action(letter)
    return len(found)


def numbers_of(entries: Iterable[erasure_log.Entry], kind: str) -> set[UUID]:
    """The numbers of the log's lines of one kind."""
    return {entry.number for entry in entries if entry.kind == kind}
