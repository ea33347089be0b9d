"""What all searches are made of.

Every pattern is bounded and begins where a word begins, so that twenty thousand hostile
characters take no longer than an honest letter.
"""

import re
from collections.abc import Callable, Iterator

Spans = Iterator[tuple[int, int]]

GAP = r"[ \t\u00a0]{1,2}"
CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,24}"
TITLED = rf"{CAPITALISED}(?:{GAP}(?:&{GAP})?{CAPITALISED}){{0,3}}"


def compile_patterns(*patterns: str, flags: int = re.IGNORECASE) -> Callable[[str], Spans]:
    """A search for patterns; a group called `it` is the detail, or else the whole match."""
    compiled = [re.compile(pattern, flags) for pattern in patterns]

    def search(text: str) -> Spans:
        for pattern in compiled:
            group = "it" if "it" in pattern.groupindex else 0
            yield from (match.span(group) for match in pattern.finditer(text))

    return search
