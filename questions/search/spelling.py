"""Typing errors: the word that a reader meant.

Each word of the vocabulary is kept under itself with one letter left out, for each letter, and
under its consonants. A mistyped word meets the right one under one of its own keys; so only a few
words have to be compared, whatever the size of the column, and no extension is needed.
"""

import re
from collections import defaultdict

from django.db.models import F

from questions.models import Spelling
from questions.search.synonyms import synonym_words
from questions.search.words import is_english

SHORTEST = 4  # letters; among shorter words everything is near to everything
MOST = 1000  # words to compare, for all of a query
VOWELS = re.compile(r"(?<!^)[aeiouyh]+")
DOUBLED = re.compile(r"(.)\1+")


def spelling_keys(word: str) -> set[str]:
    """Where a word can be met."""
    if len(word) < SHORTEST or word.isdigit():
        return set()
    shorter = {word[:place] + word[place + 1 :] for place in range(len(word))}
    return shorter | {word, consonant_skeleton(word)}


def consonant_skeleton(word: str) -> str:
    """The consonants, marked so that they meet nothing but other skeletons."""
    return "~" + DOUBLED.sub(r"\1", VOWELS.sub("", word))


def nearest_words(typed: list[str]) -> dict[str, str]:
    """For each mistyped word the one that it most likely means, if there is one."""
    wanted = {word: spelling_keys(word) for word in typed}
    every = set().union(*wanted.values())
    met = words_by_key(every) if every else {}
    found = ((word, nearest_candidate(word, find_candidates(wanted[word], met))) for word in typed)
    return {word: other for word, other in found if other}


def words_by_key(wanted: set[str]) -> dict[str, dict[str, int]]:
    """The words of the vocabulary under each key, with how often they are written."""
    frequency = F("word__headlines") + F("word__letters") + F("word__answers")
    near = Spelling.objects.filter(key__in=wanted).values_list("key", "word__word", frequency)
    met: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for key, word, often in near.order_by("-word__letters")[:MOST]:
        met[key][word] = often
    return met


def find_candidates(wanted: set[str], met: dict[str, dict[str, int]]) -> dict[str, int]:
    """The words that share a key, those of the synonyms' file too."""
    found = dict.fromkeys(synonym_words_with_key(wanted), 0)
    for key in wanted & met.keys():
        found |= met[key]
    return found


def nearest_candidate(word: str, candidates: dict[str, int]) -> str | None:
    """The nearest of some words, and of the nearest the commonest, unless it is too far."""
    allowed = 1 if len(word) < 6 else 2
    ranked = [(edit_distance(word, other), -often, other) for other, often in candidates.items()]
    ranked = [found for found in ranked if 0 < found[0] <= allowed]
    return min(ranked)[2] if ranked else None


def synonym_words_with_key(wanted: set[str]) -> list[str]:
    """Words of the synonyms' file that share a key."""
    return (
        [word for word in synonym_words() if spelling_keys(word) & wanted] if is_english() else []
    )


def edit_distance(one: str, other: str) -> int:
    """Letters to put in, take out, change or swap with their neighbour (optimal alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, second in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
