"""What a search box offers: topics to stay in, and while somebody types topics and headlines."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from questions.models import Question, Tag

MOST_TAGS = 200
MOST_SUGGESTED_TAGS = 100
MOST_HEADLINES = 100  # the newest; the page carries all of them


class Offered(NamedTuple):
    """What a box offers.

    Attributes:
        tags: to choose from.
        suggestions: the names of tags and the newest headlines, as `<option>`s.
    """

    tags: list[Tag]
    suggestions: SafeString


@lru_cache(maxsize=1)
def list_offered(version: str) -> Offered:
    """What a version of the column offers."""
    tags = list(Tag.objects.with_letters().only("name", "slug")[:MOST_TAGS])
    headlines = Question.objects.published().values_list("headline", flat=True)
    texts = [*(tag.name for tag in tags[:MOST_SUGGESTED_TAGS]), *headlines[:MOST_HEADLINES]]
    options = ((text,) for text in dict.fromkeys(texts))
    return Offered(tags, format_html_join("", '<option value="{}"></option>', options))
