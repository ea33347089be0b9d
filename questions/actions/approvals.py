"""The verbs of approval: the asker sees the edited text before everybody does."""

import json
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questions import social_cards
from questions.actions import erasure_log, tag_entries
from questions.mail import notifications
from questions.models import CacheVersion, Column, Erasure, Letter, Question


@transaction.atomic
def request(question: Question) -> None:
    """Show the edited text to the writers of the question's letters, and wait for their word."""
    today = timezone.localdate()
    asked = {"approval": Letter.Approval.ASKED, "approval_asked_on": today, "active_on": today}
    question.letters.update(**asked)
    for letter in question.letters.all():
        letter.shown = snapshot_for_asker(question)
        letter.save(update_fields=["shown"])
        notifications.notify_asker(letter)


def snapshot_for_asker(question: Question) -> str:
    """What an asker is shown of a question: everything in it that is about them, as JSON."""
    notes = question.content_note_names
    return json.dumps([question.headline, question.letter_text, question.sign_off, notes])


def has_changed_since(letter: Letter, question: Question) -> bool:
    """Whether the question is another one than its asker was shown."""
    return letter.shown != snapshot_for_asker(question)


@transaction.atomic
def record_approval(letter: Letter, word: str) -> None:
    """Take the asker's word on the edited text.

    Args:
        letter: whose text it is.
        word: `Letter.Approval.FINE`, `CHANGE` or `REFUSED`; a refusal takes the consent back.
    """
    letter.approval, letter.active_on = word, timezone.localdate()
    if word == Letter.Approval.REFUSED:
        letter.consent_version = letter.consented_on = None
        if letter.question:
            withdraw_question(letter.question)
    fields = ["approval", "active_on", "consent_version", "consented_on"]
    letter.save(update_fields=fields)
    if word == Letter.Approval.REFUSED:
        erasure_log.record(Erasure.Kind.REFUSED, letter.pk)


def withdraw_question(question: Question) -> None:
    """Take back a question whose writer does not agree (any more); a public one is gone."""
    if question.state == Question.State.PUBLISHED:
        tag_entries.remove(question)
    CacheVersion.bump()
    transaction.on_commit(lambda: social_cards.delete_cards(question))
    was_public = question.is_public or question.state == Question.State.WITHDRAWN
    question.state = Question.State.WITHDRAWN if was_public else Question.State.DRAFT
    question.consented, question.first_published_at, question.publish_at = False, None, None
    question.save(update_fields=["state", "consented", "first_published_at", "publish_at"])


def blocking_reasons(question: Question) -> list[str]:
    """What the writers' words still hold up."""
    column = Column.objects.get(pk=Column.ONLY)
    letters = question.letters.exclude(approval=Letter.Approval.NOT_ASKED)
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
    if not column.silence_is_consent:
        return _("The writer has been shown the text and has not answered yet.")
    day = response_deadline(letter, column)
    return _("The writer has been shown the text and may answer until %(day)s.") % {
        "day": date_format(day, "j F Y")
    }


def has_consented_by_silence(letter: Letter, column: Column) -> bool:
    """Whether silence counts as a yes by now."""
    return column.silence_is_consent and timezone.localdate() > response_deadline(letter, column)


def response_deadline(letter: Letter, column: Column) -> date:
    """The last day on which John waits for the writer's word."""
    asked = letter.approval_asked_on or timezone.localdate()
    return asked + timedelta(days=column.approval_days)
