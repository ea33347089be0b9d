"""Where a published question can be found: in search, and in the lists of its tags.

The verbs call these in their transaction, whenever a question that readers may see changes.
"""

from questions import search
from questions.models import Question, TagEntry


def add(question: Question) -> None:
    """A question is published, perhaps at a time to come, or was changed and has left."""
    search.index_question(question)
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


def remove(question: Question) -> None:
    """A question, with the text that it has had till now, is to be found no more."""
    search.unindex_question(question)
    TagEntry.objects.filter(question=question).delete()
