"""The revisions of a question: the one that is being worked on, and its history. All are sealed.

Whoever writes one locks the question's row, so that numbers are given once.
"""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Max
from django.utils import timezone

from questions.actions.public_text import with_text
from questions.batches import iterate_in_batches
from questions.models import Question, QuestionText, Revision, Tag
from questions.text.normalisation import normalise_values

Actor = User | None  # None where nobody is named: the writer of a letter, a command
AUTOSAVE_INTERVAL = timedelta(minutes=10)
Reason = Revision.Reason


class Draft(NamedTuple):
    """What is being written of a question, changes that readers don't see yet included.

    Attributes:
        revision: the one that is being worked on; None if there is none yet.
        text: its text, with those of its tags that still exist.
        opened: a copy of the question with that text, to look at; it is never saved.
    """

    revision: Revision | None
    text: QuestionText
    opened: Question


def current_revision(question: Question) -> Revision | None:
    """The revision that is being worked on."""
    return Revision.objects.current_ones().filter(question=question).first()


def find_revision(question: Question, number: int | None) -> Revision | None:
    """A question's revision by its number; an autosave has another one with each saving."""
    if number is None:
        return None
    return Revision.objects.filter(question=question, number=number).first()


def working_text(question: Question) -> QuestionText:
    """What is being written: of a public question, changes that readers don't see yet included.

    Raises:
        Unreadable: no key opens it.
    """
    revision = current_revision(question)
    return without_deleted_tags(revision.question_text) if revision else question.public_text


def read_draft(question: Question) -> Draft:
    """What is being written of a question as it is in memory.

    Raises:
        Unreadable: no key opens it.
    """
    revision = current_revision(question)
    text = revision.question_text if revision else question.public_text
    opened = with_text(question, text)
    existing = tuple(tag.pk for tag in opened.tag_list)
    return Draft(revision, replace(text, tags=existing), opened)


def clean_text(text: QuestionText) -> QuestionText:
    """The text without control characters and odd line breaks, however it came in."""
    return QuestionText(**normalise_values(Question, asdict(text)))


def without_deleted_tags(text: QuestionText) -> QuestionText:
    """The text with those of its tags that still exist."""
    found = Tag.objects.filter(pk__in=text.tags).values_list("pk", flat=True)
    return replace(text, tags=tuple(found)) if text.tags else text


def open_question(question: Question) -> Question:
    """A copy of the question with the text that is being written, to look at; it is never saved."""
    return read_draft(Question.objects.get(pk=question.pk)).opened


def has_pending_changes(question: Question) -> bool:
    """Whether a public question has changes that readers don't see yet."""
    is_out = question.state == Question.State.PUBLISHED
    return is_out and working_text(question) != question.public_text


def record_text(
    question: Question,
    text: QuestionText,
    reason: str,
    by: Actor = None,
    base_revision: int | None = None,
    now: Revision | None = None,
) -> Revision:
    """Record in the history what was done, with the text that it was done to.

    Args:
        question: the question, whose row is locked.
        text: the text from now on; another one than before becomes the one that is worked on.
        reason: one of `Revision.Reason`.
        by: who did it.
        base_revision: the number of the revision from which the text was written.
        now: the revision that is being worked on, where it was read already.
    """
    now = now or current_revision(question)
    revision = add_revision(question, text, reason, by, base_revision)
    if now is None or now.question_text != text:
        question.revision = revision.number
        question.save(update_fields=["revision"])
    return revision


def add_revision(
    question: Question,
    text: QuestionText,
    reason: str,
    by: Actor = None,
    base_revision: int | None = None,
) -> Revision:
    """Add a row of history, and leave what is being worked on as it is.

    Arguments are those of `record_text`.
    """
    last = question.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        question=question,
        number=1 + max(last, question.revision),
        text=text.to_json(),
        reason=reason,
        author=by,
        base_revision=base_revision,
    )


def save_text(
    question: Question,
    text: QuestionText,
    reason: str,
    by: Actor = None,
    base_revision: int | None = None,
) -> None:
    """Save what is being written. The same text is no line; autosaves of some minutes are one.

    Arguments are those of `record_text`.
    """
    now = current_revision(question)
    if now and now.question_text == text:
        keep_autosave(now, reason, by)
    elif now and reason == Reason.AUTOSAVE and is_overwritable(now, by):
        overwrite(question, now, text)
    else:
        record_text(question, text, reason, by, base_revision, now)


def keep_autosave(revision: Revision, reason: str, by: Actor) -> None:
    """A text that was saved by hand is not written over by the next autosave."""
    if revision.reason == Reason.AUTOSAVE != reason:
        revision.reason, revision.author = reason, by
        revision.save(update_fields=["reason", "author"])


def is_overwritable(revision: Revision, by: Actor) -> bool:
    """Whether the next autosave takes the revision's place.

    Enough lines to go back to, few enough to read. One that something else refers to stays: a
    preview link, or a later line, which may be the other side of a conflict.
    """
    if revision.reason != Reason.AUTOSAVE or revision.author_id != (by.pk if by else None):
        return False
    # Of a clock that was ahead, too.
    if abs(timezone.now() - revision.created_at) >= AUTOSAVE_INTERVAL:
        return False
    later = Revision.objects.filter(question=revision.question_id, number__gt=revision.number)
    return not (later.exists() or revision.links.exists())


def overwrite(question: Question, revision: Revision, text: QuestionText) -> None:
    """Put a newer text into a revision, under a new number."""
    question.revision = revision.number = revision.number + 1
    revision.text, revision.saved_at = text.to_json(), timezone.now()
    revision.save(update_fields=["number", "text", "saved_at"])
    question.save(update_fields=["revision"])


def replace_tag(tag: int, into: int) -> set[int]:
    """Let every revision with one tag have another one. Returns the keys of their questions."""
    changed = set()
    for revision in iterate_in_batches(Revision.objects.select_for_update()):
        text = revision.question_text
        if tag in text.tags:
            tags = tuple(into if key == tag else key for key in text.tags)
            revision.text = replace(text, tags=tags).to_json()
            revision.save(update_fields=["text"])
            changed.add(revision.question_id)
    return changed
