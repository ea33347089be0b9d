"""Full names that are not written in two plain capitals, or whose words are on no list.

In small letters behind "my ex", in a letter all in capitals, with a nickname in the middle, with a
particle, or of two parts with a hyphen.
"""

import re
from collections.abc import Callable

from questions.pii.name_lists import (
    ANY_FIRST,
    COMMON,
    FAMILY_END,
    KNOWN,
    NO_FIRST,
    NO_LAST,
    NO_NATION,
    SURE_FIRST,
    SURE_LAST,
)
from questions.pii.patterns import CAPITALISED, UPPER, Spans, compile_patterns
from questions.text.normalisation import fold_name

RELATION = (
    r"(?:(?:my|his|her|our) (?:\w{2,12} )?(?:ex|husband|wife|boyfriend|girlfriend|partner|bf|gf|friend|mate|boss|"
    r"manager|neighbour|neighbor|teacher|sister|brother|cousin|landlord|colleague|coworker|dentist|doctor|bestie)|"
    r"dr|mr|mrs|ms|prof|miss)"
)
search_related_names = compile_patterns(
    rf"\b{RELATION}\.?,? (?P<it>[a-z]{{3,20}} [a-z][a-z'-]{{2,20}})\b", flags=0
)
search_named_relations = compile_patterns(
    rf"\b(?i:{RELATION}(?:[ -]in[ -]law)?),? (?P<it>{CAPITALISED} {CAPITALISED})", flags=0
)
search_titled_names = compile_patterns(
    r"\b(?:mr|mrs|ms|miss|dr|prof|herr|frau|madame|señora?|pani?) (?P<it>[a-z]{4,20})\b", flags=0
)
search_loud_names = compile_patterns(r"\b(?=(?P<it>[A-Z]{3,20} [A-Z][A-Z'-]{2,20})\b)", flags=0)
search_small_names = compile_patterns(
    r"(?<![\w@.'-])(?=(?P<it>[a-z]{4,20}(?:-[a-z]{2,12})? [a-z]{4,20})(?![\w@-]))", flags=0
)
search_called_names = compile_patterns(
    rf"\b(?:called|named|name is|name's|{RELATION}),? (?P<it>[a-z-]{{3,20}} [a-z]{{5,20}})\b",
    flags=0,
)
search_linked_names = compile_patterns(
    rf"\b(?P<it>{CAPITALISED} (?:ap|ab|ferch|bin|binti|ibn|ní|nic|mac|van de[rn]?|ter) {CAPITALISED})",
    flags=0,
)
search_nicknamed = compile_patterns(
    rf"\b(?P<it>{CAPITALISED} (?:\({CAPITALISED}\)|[\"'“‘]{CAPITALISED}[\"'”’]) {CAPITALISED})",
    flags=0,
)
search_double_names = compile_patterns(
    rf"\b(?P<it>{CAPITALISED} [{UPPER}][\w']{{1,20}}-[{UPPER}][\w']{{2,20}})(?!\w)", flags=0
)
search_introduced_names = compile_patterns(
    rf"\b(?i:i'm|i am|this is|je suis|je m'appelle|soy|me llamo|ich bin|ich heiße|ik ben|sono|mi chiamo|jestem|jag heter|jag är|"
    rf"meu nome é|chamo-me|nazywam się|jeg heter) (?P<it>{CAPITALISED} {CAPITALISED})",
    flags=0,
)

HALL = re.compile(r"Hotel|Church|School|Street|Road|University|Club|House")


def find_odd_names(text: str) -> Spans:
    """Full names in unusual spellings."""
    for search, is_name in ODD_SPELLINGS:
        for start, end in search(text):
            if is_name(text[start:end].split()):
                yield start, end


def is_introduced(words: list[str]) -> bool:
    """Whether two capitals behind "I'm" are a name: not "I'm Scottish Catholic"."""
    return not {fold_name(word) for word in words} & (NO_NATION | NO_FIRST | KNOWN)


def is_told_of(words: list[str]) -> bool:
    """Whether two words, alike in size, are a first name that is known and no other word."""
    return fold_name(words[0]) in ANY_FIRST and fold_name(words[1]) not in NO_LAST


def is_family(word: str) -> bool:
    """Whether a word in small letters can be nothing but a last name."""
    return (len(word) > 6 and FAMILY_END.search(word) is not None) or word in SURE_LAST


def is_last_name(words: list[str]) -> bool:
    """Whether the word behind a title in small letters is a last name: not "miss work"."""
    return words[0] in SURE_LAST


def is_small_name(words: list[str]) -> bool:
    """Whether two words in small letters are a first and a last name."""
    return words[0].split("-")[0] in SURE_FIRST and is_family(words[1])


def is_called(words: list[str]) -> bool:
    """Whether two words in small letters behind "called" end with a last name."""
    return is_family(words[1]) and words[0] not in COMMON


def is_linked(words: list[str]) -> bool:
    """Whether two capitals with a particle between them are a name; "bin" is a verb in German."""
    given = fold_name(words[0])
    return given in ANY_FIRST or (words[1] != "bin" and given not in NO_FIRST)


def is_double(words: list[str]) -> bool:
    """Whether a capital before a last name of two parts is a first name."""
    return fold_name(words[0]) not in NO_FIRST and not HALL.search(words[-1])


ODD_SPELLINGS: list[tuple[Callable[[str], Spans], Callable[[list[str]], bool]]] = [
    (search_introduced_names, is_introduced),
    (search_named_relations, is_introduced),
    (search_titled_names, is_last_name),
    (search_related_names, is_told_of),
    (search_loud_names, is_told_of),
    (search_small_names, is_small_name),
    (search_nicknamed, bool),
    (search_called_names, is_called),
    (search_linked_names, is_linked),
    (search_double_names, is_double),
]
