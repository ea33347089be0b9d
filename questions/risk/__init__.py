"""Hearing danger in a letter: it raises the letter at the desk and shows help at once.

It never blocks, delays or answers anything. Fixed phrases and a small classifier listen together;
where numpy or the sentence vectors are missing, phrases listen alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import Literal

from questions.risk import classifier
from questions.risk.phrases import KINDS, find_phrases
from questions.risk.splitting import pair_short_sentences, split_sentences

__all__ = [
    "KINDS",
    "Heard",
    "find_risk_flags",
    "find_risk_flags_quickly",
    "hear_danger",
    "kinds_of",
    "list_listened",
    "list_raised",
]

LONGEST = 20_000
MOST = 400
PHRASE_ALONE = 1.0
# Danger of one kind sounds a little like the others; those further behind the first are not named.
MARGIN = 0.2
# The least score of a sentence that is listened to once more together with its neighbour.
DOUBT = 0.2
Source = Literal["phrase", "classifier"]


@dataclass(frozen=True)
class Heard:
    """One sentence that sounds like danger."""

    kind: str
    sentence: str
    score: float
    source: Source
    is_raised: bool

    def __repr__(self) -> str:
        """Without the sentence, so that no letter reaches a log."""
        return f"Heard({self.kind}, {self.score:.2f}, {self.source}, raised={self.is_raised})"


def hear_danger(text: str) -> list[Heard]:
    """What sounds like danger in a letter, the likeliest first, once a sentence and kind.

    Everything in the list is reason to show help; what `is_raised` is reason to raise the letter.
    """
    sentences = split_sentences(text[:LONGEST])
    if not sentences:
        return []
    heard = hear_both(sentences) if classifier.is_available() else hear_phrases(sentences)
    return sorted(heard, key=lambda one: -one.score)


def list_listened(text: str) -> list[str]:
    """What of a text is encoded to hear danger in it."""
    return [classifier.simplify_text(one) for one in split_sentences(text[:LONGEST])[:MOST]]


def find_risk_flags(text: str) -> list[str]:
    """The kinds of danger for which a letter is raised, in the order of KINDS."""
    return kinds_of(one for one in hear_danger(text) if one.is_raised)


def find_risk_flags_quickly(text: str) -> list[str]:
    """The same for thousands of texts: the classifier judges only sentences that a phrase names."""
    sentences = dict.fromkeys(split_sentences(text[:LONGEST]))
    named = {one: found for one in sentences if (found := find_phrases(one))}
    if not named or not classifier.is_available():
        return kinds_of(hear_phrases(list(named)))
    limits = find_limits(len(sentences))
    scores = classifier.score_sentences(list(named)).tolist()
    judged = (
        judge_stretch(sentence, row, named[sentence], limits)
        for sentence, row in zip(named, scores, strict=True)
    )
    return kinds_of(one for lines in judged for one in lines if one.is_raised)


def kinds_of(heard: Iterable[Heard]) -> list[str]:
    """The kinds among what was heard, in the order of KINDS."""
    kinds = {one.kind for one in heard}
    return [kind for kind in KINDS if kind in kinds]


def list_raised(heard: Iterable[Heard]) -> list[tuple[str, str]]:
    """The sentences that are reason to raise the letter, each after its kind."""
    return [(one.kind, one.sentence) for one in heard if one.is_raised]


def hear_phrases(sentences: list[str]) -> list[Heard]:
    """What phrases alone hear."""
    return [
        Heard(kind, sentence, PHRASE_ALONE, "phrase", is_raised=True)
        for sentence in sentences
        for kind in find_phrases(sentence)
    ]


def hear_both(sentences: list[str]) -> list[Heard]:
    """What phrases and the classifier hear together, in sentences and in pairs of short ones."""
    own = list(dict.fromkeys(sentences))
    scored, rest = own[:MOST], own[MOST:]
    scores = classifier.score_sentences(scored)
    pairs = list_doubtful_pairs(sentences, dict(zip(scored, scores.max(axis=1), strict=True)))
    limits = find_limits(len(own))
    heard = hear_phrases(rest)
    for sentence, row in zip(scored, scores.tolist(), strict=True):
        heard += judge_stretch(sentence, row, find_phrases(sentence), limits)
    for pair, row in zip(pairs, classifier.score_sentences(pairs).tolist(), strict=True):
        heard += judge_stretch(pair, row, [], limits)
    return drop_repeated_pairs(heard, set(own))


@dataclass(frozen=True)
class Limits:
    """The scores from which help is shown, and from which a letter is raised."""

    shows: float
    raises: float


def find_limits(count: int) -> Limits:
    """What a sentence must score in a letter of so many.

    The more is listened to, the more sounds like danger by chance: training measures how much
    higher the limits must be for every doubling, so that few ordinary letters reach them.
    """
    header, doublings = classifier.load_model().header, log2(count)
    return Limits(
        shows=header["show"] + doublings * header["show_caution"],
        raises=header["raise"] + doublings * header["raise_caution"],
    )


def list_doubtful_pairs(sentences: list[str], scores: dict[str, float]) -> list[str]:
    """Pairs of short neighbours of which one sounds a little like danger.

    Listening to every pair would cost half as much again as listening to the sentences.

    Args:
        sentences: Those of a letter, in their order.
        scores: The highest score of each that was scored.
    """
    doubtful = {sentence for sentence, score in scores.items() if score >= DOUBT}
    pairs = dict.fromkeys(pair_short_sentences(sentences))
    return [" ".join(pair) for pair in pairs if doubtful & set(pair)]


def judge_stretch(
    stretch: str, scores: list[float], phrases: list[str], limits: Limits
) -> list[Heard]:
    """What is heard in one sentence or pair.

    Args:
        stretch: Its text.
        scores: The classifier's score for each of KINDS.
        phrases: The kinds that a phrase names in it.
        limits: What it must score.

    Returns:
        A line for each kind whose score reaches the limit for showing help.
    """
    named = [classifier.PHRASE_BONUS * (kind in phrases) for kind in KINDS]
    totals = dict(zip(KINDS, map(sum, zip(scores, named, strict=True)), strict=True))
    least = max(limits.shows, max(totals.values()) - MARGIN)
    return [
        Heard(kind, stretch, total, name_source(kind, phrases), total >= limits.raises)
        for kind, total in totals.items()
        if total >= least or kind in phrases
    ]


def name_source(kind: str, phrases: list[str]) -> Source:
    """What heard a kind first: a phrase that names it, or else the classifier."""
    return "phrase" if kind in phrases else "classifier"


def drop_repeated_pairs(heard: list[Heard], sentences: set[str]) -> list[Heard]:
    """Without the pairs of which one sentence was raised for the same kind by itself."""
    alone = [one for one in heard if one.sentence in sentences and one.is_raised]
    return [
        one
        for one in heard
        if one.sentence in sentences
        or not any(one.kind == other.kind and other.sentence in one.sentence for other in alone)
    ]
