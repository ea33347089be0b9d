"""What is being written and is not public: saved every few seconds, never over somebody else's.

Each save names the revision that it began from. A save that began from an older one is refused
with what stands now, so that two windows or two people never write over each other unseen. Both
texts are in the history then.
"""

from dataclasses import replace

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from questions.actions.history import (
    Actor,
    Reason,
    add_revision,
    clean_text,
    has_pending_changes,
    record_text,
    save_text,
    working_text,
)
from questions.models import Provenance, Question, QuestionText, Revision

RESTORED_FIELDS = ["headline", "letter_text", "sign_off", "answer", "pull_quote", "content_notes"]
RESTORED_FIELDS += ["correction"]


class StaleRevision(Exception):
    """Somebody else, or another window, saved this answer in the meantime.

    Attributes:
        now: what stands now.
        revision: its number, to save from.
    """

    def __init__(self, now: QuestionText, revision: int) -> None:
        super().__init__()
        self.now, self.revision = now, revision


def save_draft(
    question: Question,
    text: QuestionText,
    *,
    base_revision: int,
    reason: str = Reason.AUTOSAVE,
    by: Actor = None,
) -> int:
    """Save what is being written, complete or not. What is public never changes by this.

    Args:
        question: the question, a draft or a public one.
        text: all that is written.
        base_revision: the number of the revision from which this text was written.
        reason: why it is saved: by itself, or by hand.
        by: who writes.

    Returns:
        The number of the revision that stands now.

    Raises:
        StaleRevision: another text was saved since that revision. This one is in the history,
            and nothing else was changed.
    """
    text = clean_text(text)
    with transaction.atomic():
        locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
        stale = find_conflict(locked, text, base_revision)
        if stale is None:
            return save_locked(locked, text, reason, by, base_revision)
        record_conflict(locked, text, base_revision, by)
    raise stale


def find_conflict(locked: Question, text: QuestionText, base_revision: int) -> StaleRevision | None:
    """The conflict with what stands, unless the text began from it or is the same anyway.

    The same text under an older number comes when an answer of ours was lost on the way.
    """
    if locked.revision == base_revision or (now := working_text(locked)) == text:
        return None
    return StaleRevision(now, locked.revision)


def record_conflict(locked: Question, text: QuestionText, base_revision: int, by: Actor) -> None:
    """Keep the text that was refused; sent again, it is kept once."""
    refused = locked.revisions.filter(reason=Reason.CONFLICT, base_revision=base_revision)
    if not any(revision.question_text == text for revision in refused):
        add_revision(locked, text, Reason.CONFLICT, by, base_revision)


def save_locked(
    locked: Question, text: QuestionText, reason: str, by: Actor, base_revision: int
) -> int:
    """Save a text of a question whose row is locked. Returns its number."""
    before = locked.revision
    save_text(locked, text, reason, by, base_revision)
    if locked.revision != before and locked.state != Question.State.PUBLISHED:
        locked.changed_at = timezone.now()
        locked.save(update_fields=["changed_at"])
    return locked.revision


@transaction.atomic
def discard_pending(question: Question, by: Actor = None) -> None:
    """Go back to what readers see; the changes that they don't see stay in the history."""
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if has_pending_changes(locked):
        record_text(locked, locked.public_text, Reason.DISCARDED, by)


@transaction.atomic
def restore(question: Question, revision: Revision, by: Actor = None) -> None:
    """Write an earlier text into the question, as one more change of it.

    Like every change it can be undone, and it is not public before somebody publishes it. Its tags
    come back and no tag goes: who wants none of them unticks it.
    """
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    now, then = working_text(locked), revision.question_text
    parts = {name: getattr(then, name) for name in RESTORED_FIELDS}
    text = replace(now, **parts, tags=(*now.tags, *then.tags))
    save_locked(locked, text, Reason.RESTORED, by, locked.revision)


@transaction.atomic
def erase_revisions(question: Question) -> None:
    """Delete every text of a question but its public one, which an erasure empties itself."""
    question.revisions.all().delete()
    question.stand_ins.all().delete()
    Provenance.objects.filter(question=question).delete()
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Question), object_id=str(question.pk)
    ).delete()
