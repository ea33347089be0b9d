"""Compare the words of a source with those of the page that was made of it.

Straight and curly quotes, dashes and dots count as the same, because the page sets them; nothing
else does.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from questions.transfer.html_words import visible_text
from questions.transfer.items import Difference

FOLDED = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "\u00ad": None}
)
DOTS = re.compile(r"(?:\.{2,}|…)+")
MAX_COMPARED = 20_000  # words; longer texts are compared without looking for moved ones
MAX_DIFFERENCES = 20
MAX_WORDS_SHOWN = 12


def comparable_words(text: str) -> list[str]:
    """Return the words of a text as they are compared; lone marks are none."""
    folded = DOTS.sub("…", text.translate(FOLDED))
    words = (word.strip("-") for word in folded.split())
    return [word for word in words if any(character.isalnum() for character in word)]


def html_words(html: str) -> list[str]:
    """Return the words of a page as they are compared."""
    return comparable_words(visible_text(html))


def compare_words(before: list[str], after: list[str]) -> tuple[Difference, ...]:
    """Return every difference between two texts.

    Args:
        before: the words of the source.
        after: the words of the page.
    """
    if before == after:
        return ()
    return tuple(find_differences(before, after))[:MAX_DIFFERENCES]


def find_differences(before: list[str], after: list[str]) -> Iterator[Difference]:
    """Yield the differences, in the order of the source.

    Args:
        before: the words of the source.
        after: the words of the page.
    """
    if max(len(before), len(after)) > MAX_COMPARED:
        yield first_difference(before, after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind != "equal":
            yield Difference(
                join_first_words(before[start:end]), join_first_words(after[other_start:other_end])
            )


def first_difference(before: list[str], after: list[str]) -> Difference:
    """Return where two long texts begin to differ, and by how many words they do."""
    pairs = enumerate(zip(before, after, strict=False))
    place = next((n for n, (one, other) in pairs if one != other), min(len(before), len(after)))
    return Difference(join_first_words(before[place:]), join_first_words(after[place:]))


def join_first_words(words: list[str]) -> str:
    """Return the first of some words."""
    text = " ".join(words[:MAX_WORDS_SHOWN])
    return f"{text} … ({len(words)} words)" if len(words) > MAX_WORDS_SHOWN else text
