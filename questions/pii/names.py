"""What somebody is called."""

import re

from questions.pii.name_lists import (
    ALSO_WORDS,
    COMMON,
    FAMILY,
    FAMILY_END,
    FIRST,
    GIVEN,
    KNOWN,
    LAST,
    NO_GIVEN,
    NO_SURNAME,
)
from questions.pii.odd_names import find_odd_names
from questions.pii.patterns import CAPITALISED, GAP, Spans, compile_patterns
from questions.text.normalisation import fold_name

# Whoever sings or looks like somebody famous has told nothing by their name.
COMPARED = re.compile(
    r"(?:\b(?:sings?|canta|chante|singt|dances?|looks?|dress(?:es)?|acts?|talks?) (?:just )?(?:like|como|comme|wie|come)|"
    r"\bse prend pour|\bse cree|\bthinks (?:he|she)'s|\b(?:listen(?:s|ing)?|dance[ds]?) to|\bread(?:s|ing)|"
    r"\b(?:songs?|films?|movies?|books?|novels?|albums?|records?) (?:by|with|of)) \Z",
    re.IGNORECASE,
)
WORD = re.compile(r"(?<![\w@.'-])[^\W\d_]{2,20}(?:[-'][^\W\d_]{2,20})?(?![\w@-]|'(?!s\b)\w)")
PARTICLE = r"(?:(?:de|de la|los|las|van|van der|van den|von|zu|bin|ibn|ap|ab|ferch|da|del|di|dos|du|la|le|el|al|ter|ten|af|ní|mac|mc|o)[ -]){0,2}"
SURNAME = re.compile(
    rf"{GAP}(?:[A-Z]\.?{GAP})?(?P<middle>{CAPITALISED}{GAP})?(?P<family>{PARTICLE}(?:[A-Z]'|[Aa]l-)?[^\W\d_][\w'-]{{1,24}})"
    rf"(?P<more>{GAP}{CAPITALISED})?"
)
FURTHER = re.compile(rf"{GAP}(?:[yei]{GAP})?{PARTICLE}(?P<word>{CAPITALISED})")
POSSESSIVE = re.compile(r"['’]s?\Z")
START_OF_SENTENCE = re.compile(r"(?:^|[.!?:\n\"“])\s{0,3}\Z")
TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Revd|Reverend|Father|Sister|Brother|Pastor|Imam|Rabbi|Coach|"
    r"D[ISC]|PC|Cllr|Canon|Deacon|Headmaster|Headmistress|Captain|Sergeant|Sgt|Constable|Colonel|Inspector|Nurse|Matron|Lady|Dame|Judge|Councillor|"
    r"Frau|Herr|Fräulein|Madame|Mme|Monsieur|Mademoiselle|Mlle|Señora?|Señorita|Sra?|Srta|Senhora?|Dona|Doña|Don|"
    r"Signora?|Signorina|Pani?|Fru|Fröken|Mevrouw|Mevr|Meneer|Shri|Smt|Sheikh|Chief)"
)
NO_NAME_BEHIND_A_TITLE = (
    r"(?!(?:Right|Wrong|Darcy|Nice|Perfect|Who|Wonderful|Christmas|Time|Act|Act|Bean|Universe|World|Havisham|Bennet|Watson|"
    r"Macbeth|Quixote|Hudson|In|Of|And|Or|But|He|She|It|They|We|You|I|The|My|His|Her)\b)"
)
search_cued_names = compile_patterns(
    rf"\b(?i:my (?:full |real |own )?name(?:'s| is| was)|(?:sur|maiden |last |family |middle )name(?:'s| is| was)|"
    rf"call me|i(?:'m| am) called) (?P<it>{CAPITALISED}(?: {CAPITALISED}){{0,2}})",
    rf"\b(?i:'s name|her name|his name|their name|whose name|names)(?:'s| is| was|,| are) (?P<it>{CAPITALISED}(?: {CAPITALISED}){{0,2}})",
    rf"\b(?i:called|named|goes by|signed,?|yours,?) (?P<it>(?!The |A |An ){CAPITALISED} {CAPITALISED}(?: {CAPITALISED})?)(?! (?:in|of|from)\b)",
    rf"\b(?P<it>{TITLE}\.?(?: (?:Doktor|Dr\.?|Professor|Prof\.?))?(?: [A-Z]\.){{0,3}} {NO_NAME_BEHIND_A_TITLE}{PARTICLE}{CAPITALISED}(?: {CAPITALISED})?)",
    rf"\b[Tt]he (?P<it>(?:{PARTICLE}){CAPITALISED}) (?:family|clan|household|sisters|brothers|twins|girls|boys)\b",
    flags=0,
)
search_lowercase_names = compile_patterns(
    r"\bmy (?:full |real )?name(?:['’]?s| is) (?P<it>[a-z][a-z'-]{1,20}(?: [a-z'-]{2,20})?)",
    r"\b(?:i am|i'm|im|this is|it's|its) (?P<it>[a-z]{3,20})(?= (?:and|from|here|but|i)\b|[,.!])",
)
search_initials = compile_patterns(
    rf"(?<![\w.'-])(?P<it>(?:[A-Z]\. ?){{1,3}}(?:(?:van|de|von|der) )?(?:[A-Z]')?{CAPITALISED})",
    r"(?<![\w.'-])(?P<it>[A-Z]\.(?:[ -]{0,2}(?:O'|Mc|Mac)?[A-Z][.-]){1,3}(?:[A-Z]\.)?)(?!\w)",
    rf"\b(?P<it>{CAPITALISED} [A-Z]\.)(?! ?[A-Z]\.)",
    r"\b(?:initials?(?: are| is|,|:)?|call (?:him|her|them)) (?P<it>[A-Z](?:\.? ?[A-Z]){1,2})\b",
    flags=0,
)
NO_INITIALS = re.compile(
    r"(?:P\.|P\.P\.)?P\.?S\.|[UE]\.?[SKNU]\.|[ap]\.m\.|I\.[DETQ]\.|E\.G\.|[TD]\.[VIJ]\.|[BMAP]\.[AMDT]\.|R\.I\.P\.|A\.[IMD]\.|N\.B\.|O\.K\.|D\.I\.Y\.|B\.C\.|U\.S\.A\.|A\.S\.A\.P\.|V\.I\.P\.|P\.?O\.|Q\.A\.",
    re.IGNORECASE,
)
search_families = compile_patterns(rf"\b[Tt]he (?P<it>{CAPITALISED}s)\b", flags=0)


def find_names(text: str) -> Spans:
    """First and last names, and whatever stands behind "my name is" or "Mrs"."""
    for start, end in search_cued_names(text):
        if not COMMON & {fold_name(word) for word in text[start:end].split()[:2]}:
            yield start, end
    for start, end in search_lowercase_names(text):
        if is_lowercase_name(text, start, end):
            yield start, end
    yield from find_odd_names(text)
    yield from find_full_names(text)
    yield from find_initials(text)
    for start, end in search_families(text):
        if fold_name(text[start : end - 1]) in LAST | FAMILY:
            yield start, end


def find_full_names(text: str) -> Spans:
    """First and last names in capitals, save of people whom everybody knows."""
    for first in WORD.finditer(text):
        last = SURNAME.match(text, first.end())
        if COMPARED.search(text[max(0, first.start() - 40) : first.start()]):
            continue
        if last and (end := end_of_full_name(text, first, last)):
            yield first.start(), end


def is_lowercase_name(text: str, start: int, end: int) -> bool:
    """Whether words in small letters begin with a first name; behind "i'm" a sure one."""
    first = fold_name(text[start:end].split()[0])
    is_told = "name" in text[max(0, start - 12) : start].lower()
    return first in FIRST | GIVEN if is_told else first in FIRST


def find_initials(text: str) -> Spans:
    """Names of which only letters are written: J. P. Harrington, T.K., Hannah W."""
    for start, end in search_initials(text):
        words = text[start:end]
        last = fold_name(re.split(r"[ .]", words.rstrip("."))[-1])
        is_alone = NO_INITIALS.fullmatch(re.sub("[ -]", "", words)) is not None
        if (
            is_alone
            or (not words.endswith(".") and NO_INITIALS.match(words))
            or (len(last) > 1 and last in NO_GIVEN)
        ):
            continue
        if words[1:2].isalpha() and words.endswith("."):
            if fold_name(words[:-3]) not in FIRST | GIVEN:
                continue
        elif words.count(".") == 1 and START_OF_SENTENCE.search(text[max(0, start - 5) : start]):
            continue
        yield start, end


def end_of_full_name(text: str, first: re.Match, last: re.Match) -> int:
    """Where a full name ends that begins with this word; 0 if it is none."""
    parts = [(last["middle"] or "").strip(), last["family"]]
    if not parts[0] or last["more"]:
        parts = parts[1:] if not parts[0] else parts
    if is_full_name(text, first, parts[0]):
        known = parts[-1] if len(parts) > 1 else ""
        end = last.end("family") if not known or may_follow(known) else last.end("middle") - 1
        if last["more"] and may_follow(last["more"].strip()) and end == last.end("family"):
            end = last.end("more")
        end = end_of_further_names(text, end) if last["more"] else end
        return first.start() + len(POSSESSIVE.sub("", text[first.start() : end]))
    return 0


def end_of_further_names(text: str, end: int) -> int:
    """Where a name of many parts ends: María Isabel Ortega y de la Fuente."""
    for _part in range(3):
        further = FURTHER.match(text, end)
        if further is None or not may_follow(further["word"]):
            break
        end = further.end()
    return end


def may_follow(word: str) -> bool:
    """Whether a word can be one more part of a name."""
    return word[:1].isupper() and fold_name(word) not in NO_SURNAME


def is_full_name(text: str, first: re.Match, last: str) -> bool:
    """Whether a word and the word behind it are somebody's first and last name."""
    given = fold_name(first[0])
    family = re.sub(r"'s?", "", fold_name(last)).split(" ")[-1]
    if f"{given} {family}" in KNOWN or family in NO_SURNAME or given in NO_GIVEN:
        return False
    has_capitals = first[0][0].isupper() and any(char.isupper() for char in last)
    is_known = any(part in FIRST | ALSO_WORDS for part in given.split("-"))
    if family in LAST and is_known and (given in FIRST or first[0][0].isupper()):
        return first[0][0].isupper() == last[0].isupper()
    if not has_capitals or last.isupper():
        return False
    before = text[max(0, first.start() - 5) : first.start()]
    starts = START_OF_SENTENCE.search(before) is not None
    if given in ALSO_WORDS:
        return family not in FIRST and not starts
    if is_known or any(part in GIVEN for part in given.split("-")):
        return True
    is_marked = FAMILY_END.search(family) is not None and given not in COMMON
    return is_marked or (not starts and (family in FAMILY or family in LAST))
