"""Typing errors: the word that a reader meant, one letter away and known to the column."""

import json
import sqlite3
from collections.abc import Iterable

from questions.search.words import is_stop_word, stem_words
from questions.sentence_vectors import is_available, is_common_word

SHORTEST = 4  # letters; among shorter words everything is near to everything
LONGEST = 30
MOST_WORDS = 4  # words of a query that are looked at
FEWEST_KNOWN = 0.5  # of a query's words; fewer are of another language, or all of them mistyped
ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzßæøœ",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويءة",
    "אבגדהוזחטיכלמנסעפצקרשתםןץףך",
)


def count_letters(database: sqlite3.Connection, terms: Iterable[str]) -> dict[str, int]:
    """In how many letters each term stands; those that stand in none are left out.

    Args:
        database: the index of words.
        terms: as `words.stem_words` gives them.
    """
    sql = "SELECT term, doc FROM terms WHERE term IN (SELECT value FROM json_each(?))"
    return dict(database.execute(sql, [json.dumps(list(terms))]).fetchall())


def correct_words(database: sqlite3.Connection, words: list[str]) -> dict[str, str]:
    """For each mistyped word the one that it most likely means, if there is one.

    Args:
        database: the index of words.
        words: those of a query.
    """
    telling = [word for word in words if not is_stop_word(word)]
    terms = stem_words(telling)
    counts = count_letters(database, terms.values())
    unknown = [word for word in telling if terms.get(word) not in counts]
    strange = [word for word in unknown if is_correctable(word)][:MOST_WORDS]
    is_foreign = len(unknown) > max(1, FEWEST_KNOWN * len(telling))
    if is_foreign and len(strange) < len(unknown):
        return {}
    found = ((word, nearest_word(database, word)) for word in strange)
    meant = {word: other for word, other in found if other}
    return {} if is_foreign and len(meant) < len(unknown) else meant


def is_correctable(word: str) -> bool:
    """Whether a word is long enough, written in an alphabet, and none that everybody knows."""
    if not SHORTEST <= len(word) <= LONGEST or not find_alphabet(word):
        return False
    return not (is_available() and is_common_word(word))


def find_alphabet(word: str) -> str:
    """The alphabet in which a word is written."""
    return next((letters for letters in ALPHABETS if word[-1] in letters), "")


def nearest_word(database: sqlite3.Connection, word: str) -> str | None:
    """The commonest of the words that are one letter away and stand in letters."""
    terms = stem_words(list_neighbours(word))
    worth = count_letters(database, terms.values())
    usable = {other: worth[term] for other, term in terms.items() if term in worth}
    for other in sorted(usable, key=lambda other: -usable[other]):  # alike ones keep their order
        if usable[other] > 1 or is_columnists_word(database, terms[other]):
            return other
    return None


def is_columnists_word(database: sqlite3.Connection, term: str) -> bool:
    """Whether a headline or an answer has it: a foreign word of one letter is no correction."""
    sql = "SELECT 1 FROM terms_by_column WHERE term = ? AND col <> 'letter'"
    return database.execute(sql, [term]).fetchone() is not None


def list_neighbours(word: str) -> list[str]:
    """Every word that is one letter away: the likelier errors first.

    Two letters were swapped, one was forgotten, one was doubled, or one is another one.
    """
    letters = find_alphabet(word)
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    shorter = [left + right[1:] for left, right in halves if right]
    swapped = [left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1]
    changed = [left + each + right[1:] for left, right in halves if right for each in letters]
    longer = [left + each + right for left, right in halves for each in letters]
    return list(dict.fromkeys([*swapped, *longer, *shorter, *changed]))
