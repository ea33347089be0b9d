"""Where a published question can be found: in search, and in the lists of its tags.

The verbs call these in their transaction, whenever a question that readers may see changes.
"""

from typing import Any

from django.db import transaction

from questions import search
from questions.models import CacheVersion, Question, TagEntry

Place = tuple[Any, ...]  # a tag's number, and the question's times


def index_question(question: Question) -> None:
    """Let a published or scheduled question be found as it is now, in search and lists."""
    search.index_question(question)
    remove_entries(question)
    add_entries(question)


def add_entries(question: Question) -> None:
    """Put a question into the lists of its tags, and leave search alone."""
    assert question.publish_at is not None
    places = [
        TagEntry(
            tag=tag,
            question=question,
            publish_at=question.publish_at,
            unpublish_at=question.unpublish_at,
        )
        for tag in question.tags.all()
    ]
    TagEntry.objects.bulk_create(places)


def unindex_question(question: Question) -> None:
    """Let a question be found no more."""
    search.unindex_question(question)
    remove_entries(question)


def remove_entries(question: Question) -> None:
    """Take a question out of the lists of tags, and leave search alone."""
    TagEntry.objects.filter(question=question).delete()


@transaction.atomic
def repair_entries() -> int:
    """Bring the lists of tags in line with the published questions.

    An older version that still runs during an upgrade publishes without them.

    Returns:
        How many questions were not in the right lists, or not with the right times.
    """
    wanted: dict[int, set[Place]] = {}
    published = Question.objects.filter(state=Question.State.PUBLISHED, tags__isnull=False)
    rows = published.order_by().values_list("pk", "tags", "publish_at", "unpublish_at")
    for number, *place in rows:
        wanted.setdefault(number, set()).add(tuple(place))
    found: dict[int, set[Place]] = {}
    entries = TagEntry.objects.values_list("question", "tag", "publish_at", "unpublish_at")
    for number, *place in entries:
        found.setdefault(number, set()).add(tuple(place))
    wrong = {number for number in wanted | found if wanted.get(number) != found.get(number)}
    TagEntry.objects.filter(question__in=wrong).delete()
    for question in Question.objects.filter(pk__in=wrong & set(wanted)):
        add_entries(question)
    if wrong:
        CacheVersion.bump()
    return len(wrong)
