"""The history of a question: headline, public text, answer and tags. Letters have none."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from questions.models import Question

Actor = Any  # a user, or None where nobody is named: views hand on what `request.user` is
RECORD_INTERVAL = timedelta(minutes=10)
RECORDED_FIELDS = ["headline", "letter_text", "sign_off", "answer", "content_notes", "correction"]


def add_record(question: Question, by: Actor, why: str = "") -> None:
    """Write a line of history, unless the last one says the same."""
    if is_recorded(question):
        return
    records: Any = question.history
    record = records.create(
        id=question.pk,
        history_date=timezone.now(),
        history_type="~",
        history_user=by,
        history_change_reason=why or None,
        **{name: getattr(question, name) for name in RECORDED_FIELDS},
    )
    record.tags.model.objects.bulk_create(
        record.tags.model(history=record, id=row.pk, question=question, tag_id=row.tag_id)
        for row in Question.tags.through.objects.filter(question=question)
    )


def is_recorded(question: Question) -> bool:
    """Whether the last line of history shows the question as it stands."""
    records: Any = question.history
    last = records.first()
    if last is None or any(
        getattr(last, name) != getattr(question, name) for name in RECORDED_FIELDS
    ):
        return False
    return tag_ids(last) == set(question.tags.values_list("pk", flat=True))


def tag_ids(record: Any) -> set[int]:
    """The keys of the tags that the question had then."""
    return set(record.tags.values_list("tag_id", flat=True))


def add_record_if_due(question: Question, by: Actor) -> None:
    """A line every few minutes of writing: enough to go back to, few enough to read."""
    records: Any = question.history
    last = records.first()
    if last is None or timezone.now() - last.history_date >= RECORD_INTERVAL:
        add_record(question, by)
