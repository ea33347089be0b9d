"""What a reader typed, taken apart. Anything can be typed, and nothing of it is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from questions.search.synonyms import Run, longest_entry, synonyms_of
from questions.search.words import is_english, is_stop_word, split_words, to_term, to_terms

LONGEST = 1000  # characters that are read; nobody's question is longer
MOST_PHRASES = 8
MOST_WITHOUT = 24
PART = re.compile(r'(?P<minus>-?)(?:tag:(?P<tag>[\w-]+)|"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))')
CURLY = str.maketrans("“”„«»", '"' * 5)


@dataclass(frozen=True)
class Group:
    """One thing that is asked for, in the words that may stand for it.

    Attributes:
        word: the folded word as it was typed, to be corrected if nobody wrote it; or nothing.
        own: the term itself, or a phrase.
        kin: what else readers call it.
    """

    own: Run
    word: str = ""
    kin: tuple[Run, ...] = ()


@dataclass
class Query:
    """What is looked for.

    Attributes:
        groups: of these as many as possible.
        phrases: these exactly, all of them.
        without: none of these.
        tags: in these tags, by their address.
        without_tags: not in these.
    """

    groups: list[Group] = field(default_factory=list)
    phrases: list[Run] = field(default_factory=list)
    without: list[Run] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    without_tags: list[str] = field(default_factory=list)


def parse_query(text: str) -> Query:
    """Words, "phrases", -word, tag:address and -tag:address, in any disorder."""
    query, plain = Query(), ""
    for part in PART.finditer(text[:LONGEST].replace("\0", " ").translate(CURLY)):
        minus = bool(part["minus"])
        if part["tag"]:
            (query.without_tags if minus else query.tags).append(part["tag"].lower())
        elif minus or part["phrase"]:
            run = tuple(to_terms(part["phrase"] or part["words"] or ""))
            if run:
                (query.without if minus else query.phrases).append(run)
        elif part["words"]:
            plain += f" {part['words']}"
    query.groups = build_groups(list(split_words(plain)))
    query.phrases, query.without = query.phrases[:MOST_PHRASES], query.without[:MOST_WITHOUT]
    return query


def build_groups(typed: list[str]) -> list[Group]:
    """The things asked for; stop words count only where there is nothing else."""
    found = list(expand_synonyms(typed))
    telling = [group for group in found if not (group.word and is_stop_word(group.word))]
    return list(dict.fromkeys(telling or found))


def expand_synonyms(typed: list[str]) -> Iterator[Group]:
    """Each word, and each phrase of the synonyms' file, with its kin."""
    run, place = [to_term(word) for word in typed], 0
    while place < len(run):
        length = entry_length_at(run, place)
        if length > 1:
            own = tuple(run[place : place + length])
            yield Group(own, kin=synonyms_of(own))
        else:
            yield make_group(typed[place])
        place += length


def make_group(word: str) -> Group:
    """One word with its kin."""
    own = (to_term(word),)
    return Group(own, word, synonyms_of(own))


def entry_length_at(run: list[str], place: int) -> int:
    """The number of words of the longest phrase in the synonyms' file that begins here, or 1."""
    if not is_english():
        return 1
    for length in range(min(longest_entry(), len(run) - place), 1, -1):
        if synonyms_of(tuple(run[place : place + length])):
            return length
    return 1
