"""Waiting letters much alike, so that one question can answer them.

Letters are opened, compared and forgotten: nothing of their words is stored or remembered, only
which letters are alike.
"""

from collections import Counter
from collections.abc import Set
from math import log, sqrt

from django.db import transaction

from questions.crypto import Unreadable
from questions.models import Letter
from questions.search.words import is_stop_word, split_words

MAX_COMPARED = 500  # the newest: opening and comparing them takes less than 300 ms
MAX_CHARACTERS = 2000  # characters of a letter
MIN_SIMILARITY, MIN_SHARED_WORDS = 0.25, 4
MAX_SHOWN = 8


def compare_next() -> bool:
    """Compare the newest letter that was not compared yet. Returns whether there was one.

    The worker does this, so that neither the asker nor the inbox waits for it.
    """
    letter = Letter.objects.filter(compared=False).order_by("-received_on", "pk").first()
    if letter is None:
        return False
    found = find(letter) if letter.state in Letter.WAITING else []
    with transaction.atomic():
        if Letter.objects.filter(pk=letter.pk, compared=False).update(compared=True):
            letter.alike.add(*Letter.objects.filter(pk__in=[other.pk for other in found]))
    return True


def find(letter: Letter) -> list[Letter]:
    """Waiting letters without an answer that are much like this one, the likest first."""
    others = Letter.objects.awaiting_answer().filter(question=None).exclude(pk=letter.pk)
    newest = others.order_by("-received_on", "pk")[:MAX_COMPARED]
    known = {other: letter_words(other) for other in newest}
    own = letter_words(letter)
    often = Counter(word for found in [own, *known.values()] for word in found)
    worth = {
        word: log(1 + (len(known) + 1) / count) ** 2
        for word, count in often.items()
        if not is_stop_word(word)  # asked once for each word: it is the slowest part
    }
    scores = {other: cosine_similarity(own, found, worth) for other, found in known.items()}
    alike = [other for other in known if scores[other] >= MIN_SIMILARITY]
    return sorted(alike, key=lambda other: -scores[other])[:MAX_SHOWN]


def letter_words(letter: Letter) -> Set[str]:
    """The words of a letter, each once; one that no key opens has none."""
    try:
        return frozenset(split_words(letter.text[:MAX_CHARACTERS]))
    except Unreadable:
        return frozenset()


def cosine_similarity(one: Set[str], other: Set[str], worth: dict[str, float]) -> float:
    """How alike two letters are, from 0 to 1: the cosine, in which rare words say more."""
    shared = (one & other) & worth.keys()
    if len(shared) < MIN_SHARED_WORDS:
        return 0.0
    lengths = sqrt(total_weight(one, worth) * total_weight(other, worth))
    return total_weight(shared, worth) / lengths


def total_weight(found: Set[str], worth: dict[str, float]) -> float:
    """How much the words say together."""
    return sum(worth.get(word, 0) for word in found)
