"""What a search box suggests while somebody types: topics, and headlines of letters."""

from functools import lru_cache

from questions.models import CacheVersion, Question, Tag

MOST_TAGS = 100
MOST_HEADLINES = 100  # the newest; the page carries all of them


def list_suggestions() -> tuple[str, ...]:
    """The names of tags and the newest headlines, worked out once a version of the column."""
    return suggestions_of(CacheVersion.current_key())


@lru_cache(maxsize=1)
def suggestions_of(version: str) -> tuple[str, ...]:
    """The suggestions of a version of the column."""
    tags = Tag.objects.with_letters().values_list("name", flat=True)[:MOST_TAGS]
    headlines = Question.objects.published().values_list("headline", flat=True)
    return tuple(dict.fromkeys([*tags, *headlines[:MOST_HEADLINES]]))
