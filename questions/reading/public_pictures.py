"""Which pictures everybody may see: those that stand in a public text now.

A picture of a draft, or of an answer that was taken down, is shown to the desk, and under an
address with a key on pages that are for one person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

from django.db import DatabaseError
from django.db.models import Q

from questions.models import CacheVersion, Collection, CollectionPart, Column, Question, Tag
from questions.page_cache.store import MAX_UNCHECKED_SECONDS
from questions.text import pictures

COLUMN_FIELDS = ("about", "training", "promises", "disguising", "complaints", "closed_words")


@dataclass
class LastKnown:
    """What was public when the database was last asked.

    Attributes:
        names: of the pictures.
        asked_at: when that was.
    """

    names: frozenset[str] = frozenset()
    asked_at: float = float("-inf")


last_known = LastKnown()


def is_public_picture(name: str) -> bool:
    """Whether a public page shows the picture now; the texts are read once for each version.

    Without a database pictures are shown for as long as the pages in memory that they belong to.

    Raises:
        DatabaseError: nobody knows.
    """
    began = monotonic()
    try:
        names = public_names(CacheVersion.current_key())
    except DatabaseError:
        if name in last_known.names and began - last_known.asked_at <= MAX_UNCHECKED_SECONDS:
            return True
        raise
    last_known.names, last_known.asked_at = names, began
    return name in names


@lru_cache(maxsize=1)
def public_names(version: str) -> frozenset[str]:
    """The names of all pictures in public texts.

    Args:
        version: the version of the column to which they belong.
    """
    return frozenset(name for text in public_texts() for name in pictures.find_picture_names(text))


def public_texts() -> Iterator[str]:
    """Every public text that can have a picture in it, and has one."""
    questions = Question.objects.published().order_by()
    parts = CollectionPart.objects.filter(collection__is_public=True)
    places = [
        (questions, "answer_html"),
        (Tag.objects.all(), "description_html"),
        (Collection.objects.filter(is_public=True), "introduction_html"),
        (parts.filter(Q(question=None) | Q(question__in=questions)), "words_html"),
        *((Column.objects.all(), field) for field in COLUMN_FIELDS),
    ]
    for rows, field in places:
        yield from rows.filter(**{f"{field}__contains": pictures.PREFIX}).values_list(
            field, flat=True
        )
