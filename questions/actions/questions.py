"""The verbs of a question: from the first draft to the public and back."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from questions.actions import tag_entries
from questions.actions.approvals import blocking_reasons, reopen_letters, take_down
from questions.actions.history import (
    Actor,
    Draft,
    Reason,
    add_revision,
    clean_text,
    open_question,
    read_draft,
    record_text,
    save_text,
)
from questions.actions.permissions import PUBLISH, require_permission
from questions.actions.public_text import copy_text
from questions.calls import planning
from questions.mail import notifications
from questions.models import CacheVersion, Letter, Question, QuestionText
from questions.text import rendering
from questions.text.quoting import is_quoted_from


class NotPublishable(Exception):
    """What stands between a question and the public.

    Attributes:
        reasons: sentences for the columnist, one for each thing that is missing.
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def lock_question(question: Question) -> None:
    """Read the question's row anew and lock it until the transaction ends."""
    question.refresh_from_db(from_queryset=Question.objects.select_for_update(no_key=True))


@transaction.atomic
def update(question: Question, text: QuestionText, *, by: Actor = None) -> None:
    """Save a text by hand, sealed. What readers see changes by `publish` and `publish_changes`.

    Args:
        question: the question; state, time and consent are left as they are.
        text: its whole text from now on. An empty address is made from the headline.
        by: who saves, for the history.
    """
    lock_question(question)
    save_text(question, clean_text(text), Reason.SAVED, by)
    if question.state != Question.State.PUBLISHED:
        Question.objects.filter(pk=question.pk).update(changed_at=timezone.now())


@transaction.atomic
def publish_changes(question: Question, *, by: Actor = None) -> None:
    """Show the changes of a published or scheduled question; they pass what a first one passes.

    Args:
        question: the question; without changes nothing happens.
        by: who publishes, for the history.

    Raises:
        NotPublishable: something is missing, or a writer has not seen their changed letter.
        NotAllowed: they may not publish.
    """
    require_permission(by, PUBLISH)
    lock_question(question)
    CacheVersion.lock_row()
    draft = read_draft(question)
    if question.state != Question.State.PUBLISHED or draft.text == question.public_text:
        return
    if reasons := list_reasons(draft.opened):
        raise NotPublishable(reasons)
    show_draft(question, draft, Reason.CORRECTED, by)
    tag_entries.index_question(question)
    CacheVersion.bump()
    planning.plan_correction(question)


@transaction.atomic
def publish(
    question: Question,
    at: datetime | None = None,
    *,
    until: datetime | None = None,
    by: Actor = None,
) -> None:
    """Make a question public, now or at a time to come.

    Args:
        question: a draft, whose text is copied into the columns that readers see; or a question
            that is scheduled or published already, whose times alone change.
        at: an aware time to come; None for now, or for the day on which another site had it first.
        until: the time at which it goes again; None for never.
        by: who publishes, for the history.

    Raises:
        NotPublishable: a writer has not agreed, or something is missing. Nothing was changed.
        NotAllowed: they may not publish.
    """
    require_permission(by, PUBLISH)
    lock_question(question)
    CacheVersion.lock_row()
    now = timezone.now()
    was_out = question.state == Question.State.PUBLISHED
    was_public = question.is_public
    draft = None if was_out else read_draft(question)
    reasons = list_reasons(draft.opened if draft else question)
    if reasons := reasons + reasons_against_times(at, until, now):
        raise NotPublishable(reasons)
    set_times(question, at, until, now)
    if draft:
        show_draft(question, draft, Reason.PUBLISHED, by)
    else:
        question.save(update_fields=["publish_at", "unpublish_at"])
        add_revision(question, question.public_text, Reason.PUBLISHED, by)
    tag_entries.index_question(question)
    CacheVersion.bump()
    planning.plan_publication(question, was_public=was_public)
    mark_letters_answered(question)


def show_draft(question: Question, draft: Draft, reason: str, by: Actor) -> None:
    """Let readers see a text, and note it in the history with the address under which it stands.

    Args:
        question: the question, whose row is locked and whose state is scheduled or published.
        draft: what is shown.
        reason: why, for the history.
        by: who does it.
    """
    copy_text(question, draft.opened)
    shown = replace(draft.text, slug=question.slug or "")
    record_text(question, shown, reason, by, now=draft.revision)


def set_times(
    question: Question, at: datetime | None, until: datetime | None, now: datetime
) -> None:
    """Let a question be public from and until a time; for `at` and `until` see `publish`."""
    if at is not None or not question.is_public:
        question.state = Question.State.PUBLISHED
        question.publish_at = at or question.first_published_at or now
    question.unpublish_at = until


def reasons_against_times(at: datetime | None, until: datetime | None, now: datetime) -> list[str]:
    """What is wrong with the times of a publication; for `at` and `until` see `publish`."""
    reasons = []
    if at is not None and at <= now:
        reasons.append(_("The time is past. Choose one to come, or publish now."))
    if until is not None and until <= (at or now):
        reasons.append(_("It would go before it comes. Choose a later end."))
    return reasons


def mark_letters_answered(question: Question) -> None:
    """The question's letters are answered; who left an address is told when it is public."""
    today = timezone.localdate()
    question.letters.update(state=Letter.State.ANSWERED, settled_on=today, active_on=today)
    for letter in question.letters.all():
        notifications.notify_asker(letter, due_at=question.publish_at)


def reasons_against_publishing(question: Question) -> list[str]:
    """What still stands between a question and the public, worked out from the rows themselves."""
    is_out = question.state == Question.State.PUBLISHED
    return list_reasons(question if is_out else open_question(question))


def reasons_against_changes(question: Question) -> list[str]:
    """What stands between the changes of a published question and the public."""
    return list_reasons(open_question(question))


def list_reasons(question: Question) -> list[str]:
    """The same for a question with the text on it that is to be published."""
    reasons = missing_parts(question)
    if not has_consent(question):
        reasons.append(_("The writer has not agreed to publication: it can only be a draft."))
    return reasons + blocking_reasons(question)


def with_consent() -> QuerySet[Question]:
    """The questions for which `has_consent` is true."""
    may_be_public = Q(consented=True) | Q(first_published_at__isnull=False)
    closed = Letter.objects.without_consent().filter(question=OuterRef("pk"))
    return Question.objects.filter(may_be_public, ~Exists(closed))


def has_consent(question: Question) -> bool:
    """Whether everybody whose letter is behind the question agreed to publication."""
    may_be_public = question.consented or question.first_published_at is not None
    return may_be_public and not question.letters.without_consent().exists()


def missing_parts(question: Question) -> list[str]:
    """What a published question must have and this one has not."""
    reasons = []
    if not question.headline.strip():
        reasons.append(_("The headline is empty."))
    if not question.letter_text.strip():
        reasons.append(_("The letter, as edited for the public, is empty."))
    if not (question.answer_excerpt or has_text(question.answer)):
        reasons.append(_("The answer is empty."))
    if question.pull_quote and not has_pull_quote(question):
        reasons.append(_("The pull quote isn’t in the letter or the answer, word for word."))
    if needs_care_checklist(question) and question.unticked_care_points:
        reasons.append(_("The checklist for letters about danger isn’t complete."))
    return reasons


def has_pull_quote(question: Question) -> bool:
    """Whether the pull quote stands in the public letter or in the answer."""
    answer = rendering.markdown_to_text(question.answer)
    return is_quoted_from(question.pull_quote, question.letter_text, answer)


def needs_care_checklist(question: Question) -> bool:
    """Whether the question's content notes call for the list.

    Words of danger in its letters do not, because what finds them is often wrong: the checklist
    asks for a note then, and the note calls for the list.
    """
    return question.needs_help_lines


def danger_flags(question: Question) -> list[str]:
    """The dangers that the letters behind a question speak of, as flags."""
    rows = question.letters.values_list("flags", flat=True)
    return sorted({flag for flags in rows for flag in flags})


def has_text(markdown: str) -> bool:
    """Whether a reader would find anything in a Markdown text."""
    return bool(rendering.markdown_to_text(markdown))


@transaction.atomic
def unpublish(question: Question, *, by: Actor = None) -> None:
    """Take a question down: readers get 404 from now on, and it goes on as a sealed draft.

    Changes that were not public yet become the draft's text: there is nothing public to spare.
    """
    require_permission(by, PUBLISH)
    lock_question(question)
    if question.state != Question.State.PUBLISHED:
        return
    take_down(question, Question.State.DRAFT, Reason.UNPUBLISHED, by)
    reopen_letters(question)


def unpublish_expired() -> int:
    """Seal what is no longer public because its time is over. Returns how many answers."""
    over = Question.objects.filter(state=Question.State.PUBLISHED, unpublish_at__lte=timezone.now())
    return sum(unpublish_if_expired(question) for question in over)


@transaction.atomic
def unpublish_if_expired(question: Question) -> bool:
    """Take down an answer whose time is over, unless somebody gave it another one meanwhile.

    Readers have not seen it since that time. Its letters stay answered: they were.
    """
    lock_question(question)
    if question.state != Question.State.PUBLISHED or not question.has_expired:
        return False
    take_down(question, Question.State.DRAFT, Reason.EXPIRED)
    return True
