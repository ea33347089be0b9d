"""What changed between two texts, word by word, for people to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS_COMPARED = 6000  # beyond this a comparison by words takes too long; then by paragraphs


@dataclass(frozen=True)
class Change:
    """A run of words.

    Attributes:
        kind: "same", "added" or "removed".
        text: the words with the spaces behind them.
    """

    kind: str
    text: str


def diff_words(before: str, after: str) -> list[Change]:
    """The way from one text to another in runs of words; nothing when they are the same."""
    before, after = (text.replace("\r\n", "\n").strip() for text in (before, after))
    if before == after:
        return []
    is_long = len(before.split()) + len(after.split()) > WORDS_COMPARED
    pattern = r"[^\n]*\n*" if is_long else r"\S+\s*|\s+"
    old, new = (re.findall(pattern, text) for text in (before, after))
    steps = SequenceMatcher(
        None, strip_spaces(old), strip_spaces(new), autojunk=False
    ).get_opcodes()
    return [change for step in steps for change in list_changes(step, old, new)]


def strip_spaces(words: list[str]) -> list[str]:
    """The words without the spaces behind them: a line break more is not another word."""
    return [word.strip() or word for word in words]


def list_changes(
    step: tuple[str, int, int, int, int], old: list[str], new: list[str]
) -> list[Change]:
    """One step of the comparison as runs to show."""
    kind, old_start, old_end, new_start, new_end = step
    if kind == "equal":
        return [Change("same", "".join(new[new_start:new_end]))]
    removed, added = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
    runs = [Change("removed", removed), Change("added", added)]
    return [run for run in runs if run.text]
