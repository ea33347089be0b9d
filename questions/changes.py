"""What was changed in a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Change:
    """A stretch of text that was kept, taken out or put in.

    Attributes:
        kind: `kept`, `out` or `in`.
        text: the words, with the white space behind them.
    """

    kind: str
    text: str


def between(before: str, after: str) -> list[Change]:
    """The stretches that lead from one text to the other, in order."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found: list[Change] = []
    for step, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if step == "equal":
            found.append(Change("kept", "".join(old[a:b])))
            continue
        found += [Change("out", "".join(old[a:b]))] if b > a else []
        found += [Change("in", "".join(new[c:d]))] if d > c else []
    return found
