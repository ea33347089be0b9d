"""Where a published pair can be found: in search, and in the lists of its tags.

The verbs call these in their transaction, whenever a pair that readers may see changes.
"""

from questions import search
from questions.models import Question, TagEntry


def add(pair: Question) -> None:
    """A pair is published, perhaps at a time to come, or was changed and has left."""
    search.index_question(pair)
    assert pair.publish_at is not None
    places = [
        TagEntry(tag=tag, question=pair, publish_at=pair.publish_at, unpublish_at=pair.unpublish_at)
        for tag in pair.tags.all()
    ]
    TagEntry.objects.bulk_create(places)


def remove(pair: Question) -> None:
    """A pair, with the text that it has had till now, is to be found no more."""
    search.unindex_question(pair)
    TagEntry.objects.filter(question=pair).delete()
