"""What somebody is called.

Names of everyday come from `names.toml`; those of many countries, from which only a name in two
capitals is believed, from `given_names.txt` and `family_names.txt`.
"""

import re
import tomllib
from pathlib import Path

from questions.pii.patterns import CAPITALISED, GAP, Spans, compile_patterns
from questions.text.normalisation import fold_name

NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
FIRST, ALSO_WORDS, LAST = (set(NAMES[key].split()) for key in ("first", "also_words", "last"))
KNOWN = set(NAMES["known"])
GIVEN, FAMILY = (
    frozenset(
        word
        for line in (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    )
    for file in ("given_names.txt", "family_names.txt")
)
NO_SURNAME = frozenset(
    """
    and but or so the then when while who what why how if is was has had did does said says he
    she it we they you my his her our god christmas easter mum mom dad granny grandma uncle
    aunt monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december right darcy nice perfect
    wonderful
    """.split()  # noqa: SIM905
)
WORD = re.compile(r"(?<![\w@.'-])[^\W\d_]{2,20}(?:[-'][^\W\d_]{2,20})?(?![\w@-]|'(?!s\b)\w)")
PARTICLE = r"(?:(?:de|de la|van|van der|van den|von|zu|bin|ibn|da|del|di|dos|du|la|le|el|al|ter|ten|af|ní|mac|mc|o)[ -]){0,2}"
SURNAME = re.compile(
    rf"{GAP}(?:[A-Z]\.?{GAP})?(?P<middle>{CAPITALISED}{GAP})?(?P<family>{PARTICLE}(?:[A-Z]'|[Aa]l-)?[^\W\d_][\w'-]{{1,24}})"
    rf"(?P<more>{GAP}{CAPITALISED})?"
)
POSSESSIVE = re.compile(r"['’]s?\Z")
START_OF_SENTENCE = re.compile(r"(?:^|[.!?:\n\"“])\s{0,3}\Z")
TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Revd|Reverend|Father|Sister|Brother|Pastor|Imam|Rabbi|Coach|"
    r"Captain|Sergeant|Sgt|Constable|Colonel|Inspector|Nurse|Matron|Lady|Dame|Judge|Councillor|"
    r"Frau|Herr|Fräulein|Madame|Mme|Monsieur|Mademoiselle|Mlle|Señora?|Señorita|Sra?|Srta|Senhora?|Dona|Doña|Don|"
    r"Signora?|Signorina|Pani?|Fru|Fröken|Mevrouw|Mevr|Meneer|Shri|Smt|Sheikh|Chief)"
)
NO_NAME_BEHIND_A_TITLE = (
    r"(?!Right|Darcy|Nice|Perfect|Who|Wonderful|Christmas|Time|Act|Act|Bean|Universe|World|Havisham|Bennet|Watson|"
    r"Macbeth|Quixote|Hudson|In|Of|And|Or|But|He|She|It|They|We|You|I|The|My|His|Her)"
)
search_cued_names = compile_patterns(
    rf"\b(?i:my (?:full |real |own )?name(?:'s| is| was)|(?:sur|maiden |last |family |middle )name(?:'s| is| was)|"
    rf"call me|i(?:'m| am) called) (?P<it>{CAPITALISED}(?: {CAPITALISED}){{0,2}})",
    rf"\b(?i:'s name|her name|his name|their name|whose name|names)(?:'s| is| was|,| are) (?P<it>{CAPITALISED}(?: {CAPITALISED}){{0,2}})",
    rf"\b(?i:called|named|goes by|signed,?|yours,?) (?P<it>(?!The |A |An ){CAPITALISED} {CAPITALISED}(?: {CAPITALISED})?)(?! (?:in|of|from)\b)",
    rf"\b(?P<it>{TITLE}\.?(?: (?:Doktor|Dr\.?|Professor|Prof\.?))? {NO_NAME_BEHIND_A_TITLE}{PARTICLE}{CAPITALISED}(?: {CAPITALISED})?)",
    rf"\b[Tt]he (?P<it>(?:{PARTICLE}){CAPITALISED}) (?:family|clan|household|sisters|brothers|twins|girls|boys)\b",
    flags=0,
)
search_lowercase_names = compile_patterns(
    r"\bmy (?:full |real )?name(?:['’]?s| is) (?P<it>[a-z][a-z'-]{1,20}(?: [a-z'-]{2,20})?)",
    r"\b(?:i am|i'm|im|this is|it's|its) (?P<it>[a-z]{3,20})(?= (?:and|from|here|but|i)\b|[,.!])",
)
search_initials = compile_patterns(
    rf"(?<![\w.'-])(?P<it>(?:[A-Z]\. ?){{1,3}}(?:(?:van|de|von|der) )?(?:[A-Z]')?{CAPITALISED})",
    r"(?<![\w.'-])(?P<it>(?:[A-Z]\.){2,3})(?!\w)",
    rf"\b(?P<it>{CAPITALISED} [A-Z]\.)(?! ?[A-Z]\.)",
    r"\b(?:initials?(?: are| is|,|:)?|call (?:him|her|them)) (?P<it>[A-Z](?:\.? ?[A-Z]){1,2})\b",
    flags=0,
)
NO_INITIALS = re.compile(
    r"(?:P\.|P\.P\.)?P\.?S\.|[UE]\.?[SKNU]\.|[ap]\.m\.|I\.[DETQ]\.|E\.G\.|[TD]\.[VIJ]\.|[BMAP]\.[AMDT]\.|R\.I\.P\.|A\.[IMD]\.|N\.B\.|O\.K\.|D\.I\.Y\.|B\.C\.|U\.S\.A\.|A\.S\.A\.P\.|V\.I\.P\.|P\.?O\.|Q\.A\.",
    re.IGNORECASE,
)
search_families = compile_patterns(rf"\b[Tt]he (?P<it>{CAPITALISED}s)\b", flags=0)
NO_GIVEN = NO_SURNAME | frozenset(
    """
    the a an in on at of to for from with by as is it its this that these those there here not no yes
    my your his her our their dear hello hi hey thanks thank yours love also even just like since
    because although though after before during until once now never always sometimes today tomorrow
    yesterday one two three new old north south east west saint st royal great good happy mount lake
    san santa los las el la le de big little young poor sweet bad black white red green blue
    """.split()  # noqa: SIM905
)


def find_names(text: str) -> Spans:
    """First and last names, and whatever stands behind "my name is" or "Mrs"."""
    yield from search_cued_names(text)
    for start, end in search_lowercase_names(text):
        if is_lowercase_name(text, start, end):
            yield start, end
    for first in WORD.finditer(text):
        last = SURNAME.match(text, first.end())
        if last and (end := end_of_full_name(text, first, last)):
            yield first.start(), end
    yield from find_initials(text)
    for start, end in search_families(text):
        if fold_name(text[start : end - 1]) in LAST | FAMILY:
            yield start, end


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
        if NO_INITIALS.match(words) or (len(last) > 1 and last in NO_GIVEN):
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
        return first.start() + len(POSSESSIVE.sub("", text[first.start() : end]))
    return 0


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
    return not starts and (family in FAMILY or family in LAST)
