"""What somebody is called."""

import re
import tomllib
from pathlib import Path

from questions.pii.patterns import CAPITALISED, GAP, Spans, compile_patterns
from questions.text.normalisation import fold_name

NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
FIRST, ALSO_WORDS, LAST = (set(NAMES[key].split()) for key in ("first", "also_words", "last"))
KNOWN = set(NAMES["known"])
NO_SURNAME = frozenset(
    """
    and but or so the then when while who what why how if is was has had did does said says he
    she it we they you my his her our god christmas easter mum mom dad granny grandma uncle
    aunt monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december right darcy nice perfect
    wonderful
    """.split()  # noqa: SIM905
)
WORD = re.compile(r"(?<![\w@.'’-])[^\W\d_]{2,20}(?![\w@'’-])")
SURNAME = re.compile(
    rf"{GAP}(?:[A-Z]\.?{GAP})?(?:(?:de|van|von|bin|da|del|di|la) )?([^\W\d_][\w'’-]{{1,24}})"
)
POSSESSIVE = re.compile(r"['’]s?\Z")
START_OF_SENTENCE = re.compile(r"(?:^|[.!?:\n\"“])\s{0,3}\Z")
search_cued_names = compile_patterns(
    rf"\b(?i:my (?:full |real |own )?name(?:['’]s| is| was)|(?:sur|maiden |last |family )name(?:['’]s| is| was)|"
    rf"call me|i(?:['’]m| am) called) (?P<it>{CAPITALISED}(?: {CAPITALISED})?)",
    rf"\b(?i:called|named|goes by|signed,?) (?P<it>(?!The |A |An ){CAPITALISED} {CAPITALISED})",
    rf"\b(?P<it>(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Father)\.? (?!Right|Darcy|Nice|Perfect|Who|Wonderful){CAPITALISED})",
    flags=0,
)
search_lowercase_names = compile_patterns(
    r"\bmy (?:full |real )?name(?:['’]?s| is) (?P<it>[a-z]{2,20}(?: [a-z]{2,20})?)"
)


def find_names(text: str) -> Spans:
    """First and last names, and whatever stands behind "my name is" or "Mrs"."""
    yield from search_cued_names(text)
    for start, end in search_lowercase_names(text):
        if fold_name(text[start:end].split()[0]) in FIRST:
            yield start, end
    for first in WORD.finditer(text):
        last = fold_name(first[0]) in FIRST | ALSO_WORDS and SURNAME.match(text, first.end())
        if last and is_full_name(text, first, last[1]):
            yield (
                first.start(),
                first.start() + len(POSSESSIVE.sub("", text[first.start() : last.end()])),
            )


def is_full_name(text: str, first: re.Match, last: str) -> bool:
    """Whether a first name and the word behind it are somebody."""
    given, family = fold_name(first[0]), re.sub(r"['’](?:s)?", "", fold_name(last))
    if f"{given} {family}" in KNOWN or family in NO_SURNAME:
        return False
    if family in LAST and (given in FIRST or first[0][0].isupper()):
        return first[0][0].isupper() == last[0].isupper()
    if not (first[0][0].isupper() and last[0].isupper()):
        return False
    if given not in ALSO_WORDS:
        return True
    before = text[max(0, first.start() - 5) : first.start()]
    return family not in FIRST and not START_OF_SENTENCE.search(before)
