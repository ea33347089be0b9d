"""What the index of words says to a query."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from math import log
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, router

from questions.models import CacheVersion
from questions.search.query import Phrase, Query
from questions.search.spelling import correct_words, count_letters
from questions.search.word_index import Unusable, WordIndex
from questions.search.words import is_stop_word, stem_words
from questions.sentence_vectors import is_available as has_vectors

MOST_RANKED = 100
MOST_WORDS = 8  # the rarest of a query; more of them find the same letters
COMMON = 0.3  # of all letters: a word that stands in more of them says nothing by itself
FEW_LETTERS = 200  # in a column with fewer no word is common
# Headline and letter count twice. Sorted by FTS5's own `rank`, it would take nearly twice as long.
RANKED = "SELECT rowid, -bm25(words, 2.0, 2.0, 1.0) AS score FROM words WHERE words MATCH ?"
ADDED_WHILE_ASKED = 50  # letters that a search adds to the file; the worker adds more


@dataclass
class FoundWords:
    """What the words of a query found.

    Attributes:
        query: with typing errors corrected, and without quotes if they stand nowhere.
        scores: how well questions have the words, by their numbers (BM25).
        terms: what the words that were looked for are filed under.
        meant: for each word that no letter contains, the one that was taken for it.
        among: the questions in which the phrases stand; None if there are no phrases.
        without: the questions with a word that was left out.
        is_unquoted: whether the quotes were taken away.
        coverage: how much of what the query says is known to the index, from 0 to 1.
    """

    query: Query
    scores: dict[int, float] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    meant: dict[str, str] = field(default_factory=dict)
    among: set[int] | None = None
    without: set[int] = field(default_factory=set)
    is_unquoted: bool = False
    coverage: float = 1.0


class KnownWords(NamedTuple):
    """What the index knows of the words of a query.

    Attributes:
        terms: what each of them is filed under.
        counts: in how many letters each stands, without those that stand in none.
        total: how many letters there are.
    """

    terms: dict[str, str]
    counts: dict[str, int]
    total: int


def get_word_index() -> WordIndex:
    """This process's way to the file of its node."""
    return index_at(Path(settings.SEARCH_FILE))


@cache
def index_at(path: Path) -> WordIndex:
    """The file at a path."""
    return WordIndex(path)


def scrub_index() -> None:
    """After an erasure: take what is not published any more out of this node's file, now."""
    get_word_index().bring_in_line(CacheVersion.current_key(), 0)


def close_index() -> None:
    """Close this process's connection to the file, which a fork must not share."""
    get_word_index().close_connection()


def find_words(query: Query, inside: set[int] | None, version: str) -> FoundWords:
    """What the index says; nothing while its file is made or can't be written.

    Args:
        query: what is looked for.
        inside: the numbers of the questions that can be found; None for all.
        version: of the column.
    """
    index = get_word_index()
    try:
        if router.db_for_read(CacheVersion) == DEFAULT_DB_ALIAS:  # a replica may show erased words
            index.bring_in_line(version, ADDED_WHILE_ASKED)
        with index.open_state() as database:
            return ask_index(database, query, inside)
    except (Unusable, OSError):
        return FoundWords(query.without_quotes())


def ask_index(database: sqlite3.Connection, query: Query, inside: set[int] | None) -> FoundWords:
    """Correct, look for the phrases, rank; see `find_words`."""
    meant = correct_words(database, list(query.all_words))
    found = FoundWords(query.with_words(meant), meant=meant)
    if query.phrases:
        find_phrases(database, found, inside)
    found.without = match_numbers(database, join_phrases(query.without, " OR "))
    known = count_words(database, found.query)
    chosen = choose_words(known, found.query)
    found.coverage = measure_coverage(known, found.query)
    marked = [*chosen, *telling_words(phrase_words(found.query))]
    found.terms = frozenset(known.terms[word] for word in marked if word in known.terms)
    found.scores = score_words(database, found, chosen, inside)
    return found


def find_phrases(database: sqlite3.Connection, found: FoundWords, inside: set[int] | None) -> None:
    """Where all phrases stand; where they stand together nowhere, the quotes go."""
    numbers = match_numbers(database, join_phrases(found.query.phrases, " AND "))
    found.among = numbers if inside is None else numbers & inside
    if not found.among:
        found.query, found.among, found.is_unquoted = found.query.without_quotes(), None, True


def phrase_words(query: Query) -> list[str]:
    """The words in quotes."""
    return [word for phrase in query.phrases for word in phrase]


def telling_words(words: Iterable[str]) -> list[str]:
    """Words without those that say nothing by themselves."""
    return [word for word in words if not is_stop_word(word)]


def rankable_words(query: Query) -> list[str]:
    """The words to rank by; a query of common words alone is left to meaning, if there is any."""
    return telling_words(query.words) or ([] if has_vectors() else list(query.words))


def count_words(database: sqlite3.Connection, query: Query) -> KnownWords:
    """What the index knows of a query's words, asked for once."""
    terms = stem_words([*rankable_words(query), *telling_words(query.all_words)])
    counts = count_letters(database, terms.values())
    known = {word: counts[term] for word, term in terms.items() if term in counts}
    return KnownWords(terms, known, count_held(database))


def measure_coverage(known: KnownWords, query: Query) -> float:
    """How much of what a query says letters can be found by, from 0 to 1: rare words say most.

    A query in another language, or in words that nobody here wrote, is little known to the index;
    what that finds is by chance.
    """
    words = telling_words(query.all_words)
    worth = {word: weigh_word(known.counts.get(word, 0), known.total) for word in words}
    held = sum(worth[word] for word in words if word in known.counts)
    return held / sum(worth.values()) if words else 1.0


def weigh_word(count: int, total: int) -> float:
    """How much a word tells that stands in so many of all letters (the weight in BM25)."""
    return log(1 + (total - count + 0.5) / (count + 0.5))


def count_held(database: sqlite3.Connection) -> int:
    """How many letters are in the file."""
    return database.execute("SELECT COUNT(*) FROM held").fetchone()[0]


def choose_words(known: KnownWords, query: Query) -> list[str]:
    """The words to rank by: the rarest of a query, and none that most letters have."""
    skips_common = has_vectors() and known.total >= FEW_LETTERS
    most = COMMON * known.total if skips_common else known.total
    fitting = [word for word in rankable_words(query) if 0 < known.counts.get(word, 0) <= most]
    return sorted(fitting, key=known.counts.__getitem__)[:MOST_WORDS]


def score_words(
    database: sqlite3.Connection,
    found: FoundWords,
    chosen: Collection[str],
    inside: set[int] | None,
) -> dict[int, float]:
    """How well the questions that have most of the words have them.

    Args:
        database: the index.
        found: the phrases that must be there, and the words that must not.
        chosen: the words.
        inside: the numbers of the questions that can be found; None for all.
    """
    wanted = build_expression(found.query, chosen)
    if not wanted or (not chosen and is_left_to_meaning(found)):
        return {}
    sql, values = RANKED, [wanted]
    if inside is not None:
        sql += " AND rowid IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(sorted(inside)))
    sql += f" ORDER BY score DESC LIMIT {MOST_RANKED}"
    return dict(database.execute(sql, values).fetchall())


def is_left_to_meaning(found: FoundWords) -> bool:
    """Whether phrases stand in so many letters that how often they do tells nothing.

    FTS5 would look through all of them twice more.
    """
    return found.among is not None and len(found.among) > MOST_RANKED and has_vectors()


def build_expression(query: Query, chosen: Iterable[str]) -> str:
    """What to match in FTS5's language; nothing if there is nothing to rank by.

    What has the phrases is found with the other words or without them.
    """
    words = " OR ".join(map(quote_word, chosen))
    refused = join_phrases(query.without, " OR ")
    wanted = words
    if query.phrases:
        wanted = f"({join_phrases(query.phrases, ' AND ')})"
        wanted += f" AND ({words} OR {quote_phrase(query.phrases[0])})" if words else ""
    return f"({wanted}) NOT ({refused})" if wanted and refused else wanted


def match_numbers(database: sqlite3.Connection, wanted: str) -> set[int]:
    """The numbers of all questions that match; none for nothing."""
    if not wanted:
        return set()
    rows = database.execute("SELECT rowid FROM words WHERE words MATCH ?", [wanted])
    return {number for (number,) in rows}


def join_phrases(phrases: Iterable[Phrase], joint: str) -> str:
    """Phrases in FTS5's language."""
    return joint.join(map(quote_phrase, phrases))


def quote_phrase(phrase: Phrase) -> str:
    """Words in a row; every one is quoted, so that none is an operator."""
    return quote_word(" ".join(phrase))


def quote_word(word: str) -> str:
    """A word that is no operator."""
    return '"' + word.replace('"', " ") + '"'
