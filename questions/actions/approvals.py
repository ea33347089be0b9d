"""The verbs of approval: the asker sees the edited text before everybody does."""

import json
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questions.actions import erasure_log, scrub, tag_entries
from questions.actions.history import Actor, Reason, open_question, record_text, working_text
from questions.actions.public_text import clear_text
from questions.calls import planning
from questions.mail import notifications
from questions.models import (
    CacheVersion,
    Column,
    Erasure,
    Letter,
    OutgoingCall,
    Question,
    ReaderLetter,
)
from questions.wrong_clock import wrong_clock_reason

WORD_LINES = {
    Letter.Approval.FINE: Reason.APPROVED,
    Letter.Approval.CHANGE: Reason.CHANGE_WANTED,
}


@transaction.atomic
def request(question: Question, by: Actor = None) -> None:
    """Show the edited text to the writers of the question's letters, and wait for their word.

    Args:
        question: the question; its text is shown as it is being written.
        by: who asks, for the history.
    """
    held = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    opened = open_question(held)
    today = timezone.localdate()
    asked = {"approval": Letter.Approval.ASKED, "approval_asked_on": today, "active_on": today}
    question.letters.update(**asked)
    for letter in question.letters.all():
        letter.shown_before, letter.shown = letter.shown, snapshot_for_asker(opened)
        letter.save(update_fields=["shown_before", "shown"])
        notifications.notify_asker(letter)
    record_text(held, working_text(held), Reason.APPROVAL_ASKED, by)


def snapshot_for_asker(question: Question) -> str:
    """What an asker is shown of an opened question, as JSON: all that is about them, the answer."""
    return json.dumps([*agreed_parts(question), question.answer])


def agreed_parts(question: Question) -> list:
    """What an asker's yes is about: the answer is the columnist's own."""
    notes = question.content_note_names
    return [question.headline, question.letter_text, question.sign_off, notes]


def has_changed_since(letter: Letter, question: Question) -> bool:
    """Whether the question is another one than its asker was shown."""
    agreed = agreed_parts(question)
    return not letter.shown or json.loads(letter.shown)[: len(agreed)] != agreed


@transaction.atomic
def record_approval(letter: Letter, word: str) -> None:
    """Take the asker's word on the edited text.

    Args:
        letter: whose text it is.
        word: `Letter.Approval.FINE`, `CHANGE` or `REFUSED`; a refusal takes the consent back.
    """
    lock_letter(letter)
    letter.approval, letter.active_on = word, timezone.localdate()
    if letter.question and word in WORD_LINES:
        held = Question.objects.select_for_update(no_key=True).get(pk=letter.question.pk)
        record_text(held, working_text(held), WORD_LINES[Letter.Approval(word)])
    letter.save(update_fields=["approval", "active_on"])
    if word == Letter.Approval.REFUSED:
        revoke_consent(letter)


def lock_letter(letter: Letter) -> None:
    """Read a letter's row anew and lock it, so that no update of it is begun meanwhile.

    Its question is locked first, as by those who publish.
    """
    if letter.question_id:
        Question.objects.select_for_update(no_key=True).filter(pk=letter.question_id).first()
    letter.refresh_from_db(from_queryset=Letter.objects.select_for_update())


def revoke_consent(letter: Letter) -> None:
    """Nothing of a letter may be public (any more); what is public or scheduled is taken down."""
    lock_letter(letter)
    letter.consent_version = letter.consented_on = letter.silence_days = None
    letter.save(update_fields=["consent_version", "consented_on", "silence_days"])
    if letter.question:
        withdraw_question(letter.question, Reason.REFUSED)
    for update in letter.updates.all():
        revoke_consent(update)
    erasure_log.record(Erasure.Kind.REFUSED, letter.pk)


def withdraw_question(question: Question, reason: str = Reason.WITHDRAWN) -> None:
    """Take back a question whose writer does not agree (any more); a public one is gone.

    Args:
        question: the question.
        reason: why, for the history.
    """
    question.refresh_from_db(from_queryset=Question.objects.select_for_update(no_key=True))
    question.consented, question.first_published_at = False, None
    question.collection_parts.all().delete()  # with the words about it
    question.reader_letters.all().delete()
    if question.is_scheduled:
        reopen_letters(question)
    was_public = question.is_public or question.state == Question.State.WITHDRAWN
    state = Question.State.WITHDRAWN if was_public else Question.State.DRAFT
    take_down(question, state, reason)


def reopen_letters(question: Question) -> None:
    """The letters of a question that will not come out wait for an answer again, untold."""
    answered = question.letters.filter(state=Letter.State.ANSWERED)
    answered.update(state=Letter.State.ANSWERING, settled_on=None)
    notifications.cancel_notifications(question.letters.all())


def take_down(question: Question, state: str, reason: str, by: Actor = None) -> None:
    """Let readers see nothing of a question any more; its text stays, sealed.

    Args:
        question: the question, whose row is locked.
        state: draft or withdrawn.
        reason: why, for the history.
        by: who does it.
    """
    CacheVersion.lock_row()
    text = working_text(question)
    is_withdrawn = state == Question.State.WITHDRAWN
    event = OutgoingCall.Event.WITHDRAWN if is_withdrawn else OutgoingCall.Event.UNPUBLISHED
    planning.plan_removal(question, event)
    if question.state == Question.State.PUBLISHED:
        tag_entries.unindex_question(question)
        question.was_public |= question.is_public or question.has_expired
    question.state, question.publish_at, question.unpublish_at = state, None, None
    record_text(question, text, reason, by)
    clear_text(question)
    scrub.add_pending(scrub.tables_of(Question) | scrub.tables_of(ReaderLetter))
    CacheVersion.bump()


def blocking_reasons(question: Question) -> list[str]:
    """What the writers' words still hold up of a question with the text that is meant."""
    letters = question.letters.exclude(approval=Letter.Approval.NOT_ASKED)
    if not letters:
        return []
    column = Column.objects.get(pk=Column.ONLY)
    reasons = (blocking_reason(letter, question, column) for letter in letters)
    return [reason for reason in reasons if reason]


def blocking_reason(letter: Letter, question: Question, column: Column) -> str:
    """Why a letter's question has to wait, or nothing."""
    if letter.approval == Letter.Approval.CHANGE:
        return _("The writer asks for a change. Change the text and show it to them again.")
    if letter.approval == Letter.Approval.REFUSED:
        return _("The writer has said: don't publish.")
    if has_changed_since(letter, question):
        return _("The text was changed after the writer saw it. Show it to them again.")
    if letter.approval == Letter.Approval.FINE or has_consented_by_silence(letter, column):
        return ""
    if not can_consent_by_silence(letter, column):
        return _("The writer has been shown the text and has not answered yet.")
    day = response_deadline(letter, column)
    return _("The writer has been shown the text and may answer until %(day)s.") % {
        "day": date_format(day, "j F Y")
    }


def has_consented_by_silence(letter: Letter, column: Column) -> bool:
    """Whether silence counts as a yes by now; no clock that may be wrong says so."""
    is_over = timezone.localdate() > response_deadline(letter, column)
    return is_over and can_consent_by_silence(letter, column) and not wrong_clock_reason()


def can_consent_by_silence(letter: Letter, column: Column) -> bool:
    """Whether silence will count as a yes: never unless the writer ticked it on the form."""
    has_ticked = letter.may_be_published and letter.silence_days is not None
    return has_ticked and column.silence_is_consent


def response_deadline(letter: Letter, column: Column) -> date:
    """The last day for the writer's word; what they ticked holds whatever the column says now."""
    asked = letter.approval_asked_on or timezone.localdate()
    days = column.approval_days if letter.silence_days is None else letter.silence_days
    return asked + timedelta(days=days)
