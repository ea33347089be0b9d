"""Who and what a letter names, each once, so that a pseudonym can take its place everywhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from questions import pii
from questions.pii.names import (
    ALSO_WORDS,
    FIRST,
    GIVEN,
    KNOWN,
    NO_GIVEN,
    NO_SURNAME,
    POSSESSIVE,
    START_OF_SENTENCE,
)
from questions.pii.patterns import CAPITALISED, GAP, compile_patterns
from questions.text.normalisation import fold_name, fold_text

PERSON, FAMILY, TOWN = "person", "family", "town"
TITLES = frozenset("mr mrs ms miss mx dr prof professor rev father".split())  # noqa: SIM905
MONTHS = frozenset("april may june august".split())  # noqa: SIM905
# First names that are believed with a capital alone: in small letters they are ordinary words.
ALSO_SMALL_WORDS = ALSO_WORDS | frozenset(
    "penny carol jean norma lee robin jasmine amber crystal rosemary ken nick mike harry dale".split()  # noqa: SIM905
)
NO_TOWN = NO_SURNAME | frozenset(
    """
    english french german spanish spain france germany italy england scotland wales ireland britain
    america canada australia india china europe africa google facebook instagram whatsapp heaven
    january february march april may june july august september october november december
    """.split()  # noqa: SIM905
)
WORD = re.compile(r"(?<![\w@./'-])[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?(?!\w|[@-]|\.\w)")
PART = re.compile(r"[^\W\d_][\w'-]{0,24}")
# Behind a first name: then a place is called so, and nobody is meant.
PLACE_BEHIND = re.compile(
    r"\s+(?:[Ll]ine|[Ss]tation|Street|Road|Avenue|Lane|Park|Square|Hall|Bridge|Hospital|Infirmary|"
    r"College|School|University|Airport|Beach|Falls|Terminal|Stadium|Day)\b"
)
CONTRACTED = re.compile(r"\w+'(?:m|ll|ve|re|d|t)\Z", re.IGNORECASE)
SPEAKERS = frozenset(
    """
    everybody everyone somebody someone nobody people god jesus santa christmas heaven facebook google
    what which who whoever whatever this that these those there here then than though although because
    when where while until since before after again once also even just only still perhaps maybe
    mother father husband wife daughter son sister brother friend friends doctor boss teacher
    """.split()  # noqa: SIM905
)
RELATION = (
    r"(?:husband|wife|partner|boyfriend|girlfriend|fianc[eé]e?|son|daughter|sister|brother|mother|father|mum|mom|dad|"
    r"friend|ex|boss|cousin|neighbour|neighbor|aunt|uncle|called|named|boys|girls)"
)
SPEAKS = r"(?:said|says|told|tells|asked|asks|thinks|thought|wants|wanted|knows|knew|lives|lived|left|came|went)"
search_relatives = compile_patterns(
    rf"\b(?i:{RELATION}),?{GAP}(?P<it>{CAPITALISED})",
    rf"(?<=[a-z,] )(?P<it>{CAPITALISED}){GAP}{SPEAKS}\b",
    r"(?<!\w)(?P<it>[DO]'[A-Z][\w-]{1,24})",
    rf"\b{CAPITALISED}{GAP}and{GAP}(?P<it>{CAPITALISED})",
    flags=0,
)
search_towns = compile_patterns(
    rf"\b(?:[Ii]n|[Nn]ear|[Ff]rom|[Oo]utside) (?P<it>{CAPITALISED}(?: {CAPITALISED})?)",
    r"\b(?i:live[sd]?|living|mov(?:e[sd]?|ing)|went|go(?:es|ing)?|back|over|up|down|dr(?:ive|ove|iving)|fl[ey]w?) to "
    rf"(?P<it>{CAPITALISED}(?: {CAPITALISED})?)",
    flags=0,
)


@dataclass(frozen=True)
class NamedDetail:
    """Something that a letter names.

    Attributes:
        kind: "person", "family" or "town", or the kind of a hint (`pii.LABELS`).
        words: what it is called, with its capitals.
    """

    kind: str
    words: str


def find_named_details(text: str) -> list[NamedDetail]:
    """People, families, places and other details, in their order, each once.

    Their words are those of a folded copy: plain apostrophes and hyphens, composed letters.
    """
    text = fold_text(text, ignore_case=False)
    found: dict[str, tuple[int, NamedDetail]] = {}
    for start, named in [
        *towns_by_context(text),
        *details_from_search(text),
        *single_first_names(text),
        *names_by_context(text),
    ]:
        key = named.words.casefold()
        if key not in found or start < found[key][0]:
            first_kind = found[key][1] if key in found else named
            found[key] = (start, first_kind)
    return [named for _start, named in sorted(found.values(), key=lambda one: one[0])]


def details_from_search(text: str) -> Iterator[tuple[int, NamedDetail]]:
    """What the identity check points out; a full name is taken apart."""
    for hint in pii.find_details(text):
        if hint.kind == "name":
            yield from split_full_name(hint)
        else:
            yield hint.start, NamedDetail(hint.kind, hint.words.rstrip(".,;:!?"))


def split_full_name(hint: pii.IdentifyingDetail) -> Iterator[tuple[int, NamedDetail]]:
    """First name and family name: each of them stands alone elsewhere in the letter."""
    kind = PERSON
    for part in PART.finditer(hint.words):
        if part[0].rstrip(".").lower() in TITLES:
            kind = FAMILY
        elif len(part[0]) > 1 and (part[0][0].isupper() or fold_name(part[0]) in FIRST):
            name = POSSESSIVE.sub("", part[0])
            yield hint.start + part.start(), NamedDetail(kind, capitalise_name(name))
            kind = FAMILY


def single_first_names(text: str) -> Iterator[tuple[int, NamedDetail]]:
    """First names that stand alone."""
    for word in WORD.finditer(text):
        if is_first_name(text, word):
            yield word.start(), NamedDetail(PERSON, capitalise_name(word[0]))


def is_first_name(text: str, word: re.Match) -> bool:
    """Whether a word on its own is somebody's first name."""
    small, is_capital = fold_name(word[0]), word[0][0].isupper()
    if "-" in small:
        return is_capital and {*small.split("-")[:2]} <= FIRST | GIVEN
    if re.search(r"(?:St\.?|Saint) \Z", text[max(0, word.start() - 6) : word.start()]):
        return False
    if is_capital and PLACE_BEHIND.match(text, word.end()):
        return False
    if small not in ALSO_SMALL_WORDS:
        return small in FIRST and not is_famous_name(text, word)
    if not is_capital or small in MONTHS:
        return False
    before = text[max(0, word.start() - 5) : word.start()]
    return small in FIRST or not START_OF_SENTENCE.search(before)


def is_famous_name(text: str, word: re.Match) -> bool:
    """Whether somebody everybody knows is named, such as Jane Austen."""
    return " ".join(text[word.start() : word.start() + 40].lower().split()[:2]) in KNOWN


def names_by_context(text: str) -> Iterator[tuple[int, NamedDetail]]:
    """Names that no list has, by the words beside them: "my husband", "told me", "Tom and"."""
    for start, end in search_relatives(text):
        name = POSSESSIVE.sub("", text[start:end])
        if is_person(name):
            yield start, NamedDetail(PERSON, name)


def is_person(name: str) -> bool:
    """Whether a capitalised word where a name may stand is one, and not "I'm" or "Then"."""
    is_word = name.lower() in NO_TOWN | TITLES | NO_GIVEN | SPEAKERS
    return not is_word and not CONTRACTED.match(name) and not name.isupper()


def towns_by_context(text: str) -> Iterator[tuple[int, NamedDetail]]:
    """Towns, by the words in front of them."""
    for start, end in search_towns(text):
        name = POSSESSIVE.sub("", text[start:end])
        first, *rest = name.split()
        if first.lower() in NO_TOWN | FIRST | ALSO_WORDS | TITLES:
            continue
        is_whole = rest and rest[0].lower() not in NO_TOWN
        yield start, NamedDetail(TOWN, name if is_whole else first)


def capitalise_name(word: str) -> str:
    """A name as it is usually written."""
    return word.capitalize() if word.islower() or (word.isupper() and len(word) > 2) else word
