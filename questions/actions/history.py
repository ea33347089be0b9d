"""The history of a pair: headline, public text, answer and tags. Letters have none."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from questions.models import Question

Writer = Any  # a user, or None where nobody is named: views hand on what `request.user` is
WHILE_WRITING = timedelta(minutes=10)
RECORDED = ["headline", "letter_text", "sign_off", "answer", "content_notes", "correction"]


def remember(question: Question, by: Writer, why: str = "") -> None:
    """Write a line of history, unless the last one says the same."""
    if is_as_recorded(question):
        return
    records: Any = question.history
    record = records.create(
        id=question.pk,
        history_date=timezone.now(),
        history_type="~",
        history_user=by,
        history_change_reason=why or None,
        **{name: getattr(question, name) for name in RECORDED},
    )
    record.tags.model.objects.bulk_create(
        record.tags.model(history=record, id=row.pk, question=question, tag_id=row.tag_id)
        for row in Question.tags.through.objects.filter(question=question)
    )


def is_as_recorded(question: Question) -> bool:
    """Whether the last line of history shows the pair as it stands."""
    records: Any = question.history
    last = records.first()
    if last is None or any(getattr(last, name) != getattr(question, name) for name in RECORDED):
        return False
    return tags_of(last) == set(question.tags.values_list("pk", flat=True))


def tags_of(record: Any) -> set[int]:
    """The keys of the tags that the pair had then."""
    return set(record.tags.values_list("tag_id", flat=True))


def remember_now_and_then(question: Question, by: Writer) -> None:
    """A line every few minutes of writing: enough to go back to, few enough to read."""
    records: Any = question.history
    last = records.first()
    if last is None or timezone.now() - last.history_date >= WHILE_WRITING:
        remember(question, by)
