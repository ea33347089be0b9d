"""What all searches are made of.

They search a folded copy of a text (`text.normalisation.fold_for_comparison`), in which every
space, hyphen and apostrophe is the plain one. Every pattern is bounded and begins where a word
begins, so that twenty thousand hostile characters take no longer than an honest letter.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

Spans = Iterator[tuple[int, int]]

GAP = r"[ \t]{1,2}"
UPPER = r"A-ZА-ЯЁІЇЄҐΑ-ΩΆΈΉΊΌΎΏÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŇŌŐŒŘŚŞŠŤŪŮŰŲŹŻŽȘȚ"
CAPITALISED = rf"[{UPPER}][\w'-]{{1,24}}"
LONGEST_GLUE = 60  # characters
TITLED = rf"{CAPITALISED}(?:{GAP}(?:&{GAP})?{CAPITALISED}){{0,3}}"
COMPILERS: list[Callable[[], object]] = []


def compile_patterns(*patterns: str, flags: int = re.IGNORECASE) -> Callable[[str], Spans]:
    """A search for patterns; a group called `it` is the detail, or else the whole match.

    They are compiled when they are needed first: most commands search no letter.
    """

    @cache
    def compiled() -> list[re.Pattern]:
        return [re.compile(pattern, flags) for pattern in patterns]

    def search(text: str) -> Spans:
        for pattern in compiled():
            group = "it" if "it" in pattern.groupindex else 0
            yield from (match.span(group) for match in pattern.finditer(text))

    COMPILERS.append(compiled)
    return search


def load_patterns() -> None:
    """Compile all patterns now, so that processes forked later share them."""
    for compiled in COMPILERS:
        compiled()


def join_neighbours(text: str, spans: Iterable[tuple[int, int]], glue: re.Pattern) -> Spans:
    """Spans that touch, overlap or belong together, as one: "Flat 3, 27 High St, Leeds LS1 4AB".

    Args:
        text: where they stand.
        spans: in any order.
        glue: what may stand between two that belong together.
    """
    start = end = -1
    for first, last in sorted(spans):
        is_near = end >= 0 and first - end < LONGEST_GLUE
        if is_near and (first <= end or glue.fullmatch(text, end, first)):
            end = max(end, last)
            continue
        if end >= 0:
            yield start, end
        start, end = first, last
    if end >= 0:
        yield start, end
