"""The verbs of a question: from John's draft to the public and back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questions import social_cards
from questions.actions import tag_entries
from questions.actions.approvals import blocking_reasons
from questions.actions.history import Actor, add_record
from questions.actions.slugs import choose, record_former
from questions.mail import notifications
from questions.models import CacheVersion, Letter, PendingRevision, Question, Tag
from questions.text import rendering
from questions.text.normalisation import normalise_record
from questions.text.typography import typeset

DRAFT_FIELDS = [
    "headline",
    "letter_text",
    "sign_off",
    "answer",
    "content_notes",
    "care",
    "correction",
]
EDITED_FIELDS = [*DRAFT_FIELDS, "slug", "update_of"]
DERIVED_FIELDS = ["answer_html", "answer_excerpt", "letter_excerpt", "minutes", "corrected_on"]
DERIVED_FIELDS += ["changed_at", "revision"]

QuestionText = dict[str, Any]  # all of KEPT, `update_of` (a key or None) and `tags` (keys)


class NotPublishable(Exception):
    """What stands between a question and the public.

    Attributes:
        reasons: sentences for John, one for each thing that is missing.
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def update_derived_fields(question: Question) -> None:
    """Work out what is kept beside John's text: HTML, excerpts, reading time."""
    words = rendering.markdown_to_text(question.answer)
    question.answer_html = rendering.render_markdown(question.answer)
    question.answer_excerpt = rendering.shorten_text(words)
    question.letter_excerpt = rendering.shorten_text(typeset(question.letter_text))
    question.minutes = rendering.reading_minutes(question.letter_text, words)
    today = timezone.localdate()
    question.corrected_on = (question.corrected_on or today) if question.correction else None


def apply(question: Question, written: QuestionText) -> None:
    """Put a text into the question and work out what is kept beside it; nothing is saved."""
    for name in DRAFT_FIELDS:
        setattr(question, name, written.get(name, getattr(question, name)))
    question.update_of = Question.objects.filter(pk=written["update_of"]).first()
    question.changed_at = timezone.now()
    update_derived_fields(question)


@transaction.atomic
def update(question: Question, tags: Iterable[Tag] | None = None, *, by: Actor = None) -> None:
    """Save John's changes to a draft or a published question, with all that follows from them.

    Args:
        question: the question with its new text; state, time and consent are left as they are. An
            empty address is made from the headline; a draft's address follows its headline.
        tags: its tags from now on, or None to leave them.
        by: who saves, for the history.

    Raises:
        NotPublishable: the question is published and would lose what it must have.
    """
    before = Question.objects.select_for_update().get(pk=question.pk)
    if question.correction != before.correction:
        question.corrected_on = None  # a new one has a day of its own
    normalise_record(question)
    update_derived_fields(question)
    question.slug = choose(question, before)
    question.changed_at = timezone.now()
    question.revision = before.revision + 1
    if before.state == Question.State.PUBLISHED and (missing := missing_parts(question)):
        raise NotPublishable(missing)
    question.save(update_fields=[*EDITED_FIELDS, *DERIVED_FIELDS])
    record_former(question, before.slug)
    if before.state == Question.State.PUBLISHED:
        tag_entries.remove(before)
    if tags is not None:
        question.tags.set(tags)
    if before.state == Question.State.PUBLISHED:
        tag_entries.add(question)
        CacheVersion.bump()
    if before.headline != question.headline:
        transaction.on_commit(lambda: social_cards.delete_cards(question))
    PendingRevision.objects.filter(question=question).delete()
    add_record(question, by)


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
        question: a draft, or a question that is scheduled or published already.
        at: an aware time to come; None for now, or for the day on which another site had it first.
        until: the time at which it goes again; None for never.
        by: who publishes, for the history.

    Raises:
        NotPublishable: a writer has not agreed, or something is missing. Nothing was changed.
    """
    question.refresh_from_db(from_queryset=Question.objects.select_for_update())
    reasons = reasons_against_publishing(question)
    now = timezone.now()
    if at is not None and at <= now:
        reasons.append(_("The time is past. Choose one to come, or publish now."))
    if until is not None and until <= (at or now):
        reasons.append(_("It would go before it comes. Choose a later end."))
    if reasons:
        raise NotPublishable(reasons)
    tag_entries.remove(question)
    if at is not None or not question.is_public:
        question.state = Question.State.PUBLISHED
        question.publish_at = at or question.first_published_at or now
    question.unpublish_at = until
    question.save(update_fields=["state", "publish_at", "unpublish_at"])
    tag_entries.add(question)
    CacheVersion.bump()
    add_record(question, by, "published")
    mark_letters_answered(question)


def mark_letters_answered(question: Question) -> None:
    """The question's letters are answered; who left an address is told when it is public."""
    today = timezone.localdate()
    question.letters.update(state=Letter.State.ANSWERED, settled_on=today, active_on=today)
    for letter in question.letters.all():
        notifications.notify_asker(letter, due_at=question.publish_at)


def reasons_against_publishing(question: Question) -> list[str]:
    """What still stands between a question and the public, worked out from the rows themselves."""
    reasons = missing_parts(question)
    if not has_consent(question):
        reasons.append(_("The writer has not agreed to publication: it can only be a draft."))
    return reasons + blocking_reasons(question)


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
    if not has_text(question.answer):
        reasons.append(_("The answer is empty."))
    if needs_care_checklist(question) and question.unticked_care_points:
        reasons.append(_("The list for questions about danger is not ticked to its end."))
    return reasons


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
def unpublish(question: Question) -> None:
    """Take a question down: readers get 404 from now on, John keeps it as a draft.

    Changes that were not public yet become the draft's text: there is nothing public to spare.
    """
    question.refresh_from_db(from_queryset=Question.objects.select_for_update())
    tag_entries.remove(question)
    question.state, question.publish_at, question.unpublish_at = Question.State.DRAFT, None, None
    if pending := PendingRevision.objects.filter(question=question).first():
        apply(question, pending.written)
        question.tags.set(Tag.objects.filter(pk__in=pending.written["tags"]))
        pending.delete()
    question.revision += 1
    question.save()
    CacheVersion.bump()
    transaction.on_commit(lambda: social_cards.delete_cards(question))
    answered = question.letters.filter(state=Letter.State.ANSWERED)
    answered.update(state=Letter.State.ANSWERING, settled_on=None)
    notifications.cancel_notifications(question.letters.all())
