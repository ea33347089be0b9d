"""What John has written and not published: saved every few seconds, never over somebody else's.

Each save names the revision that it began from. A save that began from an older one is refused
with what stands now, so that two windows or two people never write over each other unseen.
"""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from questions.actions.history import RECORDED_FIELDS, Actor, add_record, add_record_if_due, tag_ids
from questions.actions.questions import DERIVED_FIELDS, DRAFT_FIELDS, QuestionText, apply
from questions.models import PendingRevision, Question, Tag
from questions.text.normalisation import normalise_values


class StaleRevision(Exception):
    """Somebody, or another window, saved this question in the meantime.

    Attributes:
        now: what stands now.
        revision: its number, to save from.
    """

    def __init__(self, now: QuestionText, revision: int) -> None:
        super().__init__()
        self.now, self.revision = now, revision


def published_text(question: Question) -> QuestionText:
    """The question's own text, as `keep` takes it."""
    own = {name: getattr(question, name) for name in DRAFT_FIELDS}
    tags = sorted(question.tags.values_list("pk", flat=True))
    return own | {"update_of": question.update_of_id, "tags": tags}


def working_text(question: Question) -> QuestionText:
    """What John was last writing: changes that are not public yet, or the question's own text."""
    pending = PendingRevision.objects.filter(question=question).first()
    own = published_text(question)
    return own | pending.written if pending else own


def with_working_text(question: Question) -> Question:
    """The question with the text that John was last writing, to look at; it is not saved."""
    found = Question.objects.get(pk=question.pk)
    if pending := PendingRevision.objects.filter(question=question).first():
        apply(found, pending.written)
    return found


@transaction.atomic
def save_draft(
    question: Question, written: QuestionText, *, revision: int, by: Actor = None
) -> int:
    """Save what is being written, complete or not. What is public never changes by this.

    Args:
        question: the question. A draft takes the text; a published question keeps it as pending.
        written: all of `KEPT`, `update_of` (a key or None) and `tags` (keys).
        revision: the number of the revision from which this text was written.
        by: who writes.

    Returns:
        The number of the revision that stands now.

    Raises:
        Stale: another text was saved since that revision. Nothing was changed.
    """
    held = Question.objects.select_for_update().get(pk=question.pk)
    written = normalise_values(Question, written)
    raise_if_stale(held, written, revision)
    if working_text(held) == written:
        return held.revision
    held.revision += 1
    if held.state == Question.State.PUBLISHED:
        save_pending(held, written)
    else:
        save_text(held, written)
        add_record_if_due(held, by)
    return held.revision


def raise_if_stale(held: Question, written: QuestionText, revision: int) -> None:
    """Raise `Stale` unless the text began from what stands, or is the same anyway.

    The same text under an older number comes when an answer of ours was lost on the way.
    """
    if held.revision != revision and (now := working_text(held)) != written:
        raise StaleRevision(now, held.revision)


def save_pending(question: Question, written: QuestionText) -> None:
    """Keep changes of a published question beside it."""
    facts = {"written": written, "kept_at": timezone.now()}
    PendingRevision.objects.update_or_create(question=question, defaults=facts)
    question.save(update_fields=["revision"])


def save_text(question: Question, written: QuestionText) -> None:
    """Keep a draft's text. Its address stays: it is made when John saves, not while he types."""
    apply(question, written)
    question.save(update_fields=[*DRAFT_FIELDS, "update_of", *DERIVED_FIELDS])
    question.tags.set(Tag.objects.filter(pk__in=written["tags"]))


@transaction.atomic
def discard_pending(question: Question) -> None:
    """Throw away the changes that are not public; the published question stays as it is."""
    held = Question.objects.select_for_update().get(pk=question.pk)
    if PendingRevision.objects.filter(question=held).delete()[0]:
        held.revision += 1
        held.save(update_fields=["revision"])


def restore(question: Question, record: Any, by: Actor = None) -> None:
    """Write an earlier text from the history into the question, as one more change of it.

    Like every change it can be undone, and it is not public before John says so.
    """
    held = Question.objects.get(pk=question.pk)
    earlier = {name: getattr(record, name) for name in RECORDED_FIELDS}
    there = Tag.objects.filter(pk__in=tag_ids(record)).values_list("pk", flat=True)
    written = working_text(held) | earlier | {"tags": sorted(there)}
    with transaction.atomic():
        add_record(with_working_text(held), by)  # also what a public question keeps beside itself
        save_draft(held, written, revision=held.revision, by=by)
        add_record(with_working_text(held), by, "restored")


@transaction.atomic
def erase_past(question: Question) -> None:
    """Delete all copies of a question's text but its own, which an erasure changes itself."""
    records: Any = question.history
    tags_then: Any = records.model.tags.model
    tags_then.objects.filter(question=question).delete()
    records.all().delete()
    question.links.all().delete()
    question.stand_ins.all().delete()
    PendingRevision.objects.filter(question=question).delete()
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Question), object_id=str(question.pk)
    ).delete()
