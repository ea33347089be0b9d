"""Waiting letters much alike, so that one question can answer them.

Letters are opened, compared by what they mean, and forgotten: which letters are alike is kept, but
nothing of their words. A vector can be turned back into words, so those of letters are only in the
worker's memory, and only while letters are being compared.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from questions import search
from questions.crypto import open_or_empty
from questions.models import Letter

if TYPE_CHECKING:
    import numpy as np

MAX_COMPARED = 500  # the newest: opening and comparing them takes about two seconds once
MAX_CHARACTERS = 2000  # characters of a letter
MIN_SIMILARITY = 0.65  # of 100 letters of a stranger 10 had one that is so much like them
MAX_SHOWN = 8

vectors: dict[UUID, "np.ndarray"] = {}
"""Those of waiting letters, while there are letters to compare."""


def compare_next() -> bool:
    """Compare the newest letter that was not compared yet. Returns whether there was one.

    The worker does this, so that neither the asker nor the inbox waits for it. Without sentence
    vectors letters wait to be compared until there are some.
    """
    letter = Letter.objects.filter(compared=False).order_by("-received_on", "pk").first()
    if letter is None or not search.has_vectors():
        vectors.clear()
        return False
    found = find_alike(letter) if letter.state in Letter.WAITING else []
    with transaction.atomic():
        if Letter.objects.filter(pk=letter.pk, compared=False).update(compared=True):
            letter.alike.add(*Letter.objects.filter(pk__in=[other.pk for other in found]))
    return True


def list_similar(letter: Letter) -> list[Letter]:
    """The letters found to be like this one that wait for an answer too."""
    others = letter.alike.awaiting_answer().filter(question=None)
    return [other for other in others if open_or_empty(other, "text")][:MAX_SHOWN]


def find_alike(letter: Letter) -> list[Letter]:
    """Waiting letters without an answer that are much like this one, the likest first."""
    others = Letter.objects.awaiting_answer().filter(question=None).exclude(pk=letter.pk)
    fitting = list(others.order_by("-received_on", "pk")[:MAX_COMPARED])
    known = encode_letters([letter, *fitting])
    own = known.get(letter.pk)
    if own is None:
        return []
    scores = {
        other: float(known[other.pk] @ own)
        for other in fitting
        if other.pk in known and has_like_flags(letter, other)
    }
    alike = [other for other, score in scores.items() if score >= MIN_SIMILARITY]
    return sorted(alike, key=lambda other: -scores[other])[:MAX_SHOWN]


def has_like_flags(one: Letter, other: Letter) -> bool:
    """Whether one answer may fit both: danger is answered beside danger of the same kind."""
    return not (one.flags or other.flags) or bool(set(one.flags) & set(other.flags))


def encode_letters(letters: Iterable[Letter]) -> dict[UUID, "np.ndarray"]:
    """What each letter means, as far as a key opens it; those that wait no more are forgotten."""
    texts = {letter.pk: open_or_empty(letter, "text")[:MAX_CHARACTERS] for letter in letters}
    for number in vectors.keys() - texts.keys():
        del vectors[number]
    missing = {number: text for number, text in texts.items() if text and number not in vectors}
    if missing:
        vectors.update(zip(missing, search.encode_texts(list(missing.values())), strict=True))
    return vectors
