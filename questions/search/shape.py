"""What the engines are asked, in a form that belongs to neither.

A token is a term with the part of the question that it stands in before it: "hfight" is "fight" in
a headline, and "t12" is the tag of that number. So one small index answers for all parts, and each
part can be asked by itself.
"""

from dataclasses import dataclass
from typing import NamedTuple

from questions.search.synonyms import Run

HEADLINE, LETTER, ANSWER = PARTS = "hla"
TAG = "t"


@dataclass(frozen=True)
class Ask:
    """One question to the index: which questions, the newest first?

    Attributes:
        all_of: of each of these alternatives at least one; several tokens stand in a row.
        none_of: nothing of this.
        since: only questions with this number or a higher one, so that the work is bounded.
        floor: the number to which `since` may be lowered when too little is found.
        limit: no more than so many.
    """

    all_of: tuple[tuple[Run, ...], ...]
    none_of: tuple[Run, ...] = ()
    since: int = 0
    floor: int = 0
    limit: int = 1000


class Entry(NamedTuple):
    """One question as the index keeps it: its number, and the tokens part by part."""

    question: int
    parts: list[list[str]]


def in_part(part: str, run: Run) -> Run:
    """A run as it stands in one part of a question."""
    return tuple(part + term for term in run)


def in_any_part(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Runs in whatever part they stand."""
    return tuple(in_part(part, run) for run in runs for part in PARTS)


def tag_run(tag: int) -> Run:
    """A tag, as a run of one token."""
    return (f"{TAG}{tag}",)
