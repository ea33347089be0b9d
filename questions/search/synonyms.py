"""The words of the field that mean the same, from the plain file beside this one."""

from collections import defaultdict
from functools import cache
from pathlib import Path

from questions.search.words import is_english, split_words, to_terms

FILE = Path(__file__).with_name("synonyms.txt")

Run = tuple[str, ...]
"""Terms that stand one behind the other; mostly only one."""


@cache
def synonym_map() -> dict[Run, frozenset[Run]]:
    """Every word or phrase of the file with the others of its lines."""
    found: defaultdict[Run, set[Run]] = defaultdict(set)
    for first_only, runs in read_lines():
        for run in runs[:1] if first_only else runs:
            found[run].update(other for other in runs if other != run)
    return {run: frozenset(others) for run, others in found.items()}


def read_lines() -> list[tuple[bool, list[Run]]]:
    """The lines of the file, each with whether it goes one way only."""
    kept = [line.strip() for line in FILE.read_text(encoding="utf-8").splitlines()]
    return [
        (line.startswith(">"), [tuple(to_terms(entry)) for entry in line.lstrip("> ").split(",")])
        for line in kept
        if line and not line.startswith("#")
    ]


def synonyms_of(run: Run) -> tuple[Run, ...]:
    """What else a reader may mean by a word or phrase, in a fixed order."""
    return tuple(sorted(synonym_map().get(run, ()))) if is_english() else ()


@cache
def longest_entry() -> int:
    """The number of words in the longest entry."""
    return max(map(len, synonym_map()))


@cache
def synonym_words() -> frozenset[str]:
    """Every word of the file: words that readers mean even when no question has them."""
    text = " ".join(
        line for line in FILE.read_text(encoding="utf-8").splitlines() if line[:1] != "#"
    )
    return frozenset(word for word in split_words(text) if len(word) > 3)
