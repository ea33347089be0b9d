"""Training of the classifier: least squares with a penalty, solved exactly, so it is repeatable.

Nothing is random and nothing is iterated. Vectors are rounded to int8 first, so that differences
between processors in the last digits do not reach the weights.
"""

from dataclasses import dataclass
from math import floor, inf, log2
from typing import Any

import numpy as np

from questions.risk import classifier
from questions.risk.phrases import KINDS, find_phrases
from questions.risk.samples import FOLDS, Sample, hash_samples, read_letters, read_samples
from questions.risk.splitting import list_stretches, split_sentences

PENALTY = 0.05
RAISE_PRECISION = 0.85
SHOW_RECALL = 0.90
LETTERS_RAISED = 0.13  # of our own ordinary letters, which were written to be heard wrongly
LETTERS_SHOWN = 0.32  # of them that may show help; of a stranger's it is half as many
STEPS = 1000  # in which cautions are rounded up


def train_model() -> bytes:
    """The content of `model.bin`, from the sentences and letters in the repository."""
    samples = read_samples()
    rounded, weights, pieces = solve_model(samples)
    header: dict[str, Any] = {"sha256": hash_samples()}
    likeness = compare_samples(samples, rounded)
    scores = score_out_of_fold(samples, likeness, label_samples(samples))
    header |= judge_scores(samples, scores)
    header |= judge_letters(samples, scores, header)
    return classifier.encode_model(header, rounded, weights, pieces)


def solve_model(samples: list[Sample]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The model's numbers: the samples' vectors as int8, their weights, the weights of pieces."""
    rounded = round_vectors(classifier.embed_texts([sample.text for sample in samples]))
    weights = solve_weights(compare_samples(samples, rounded), label_samples(samples))
    return rounded, weights, weigh_pieces(mark_pieces(samples), weights)


def round_vectors(vectors: np.ndarray) -> np.ndarray:
    """Vectors as int8, the way they are kept in the file."""
    return np.rint(vectors.astype(np.float64) / classifier.STEP).astype(np.int8)


def compare_samples(samples: list[Sample], rounded: np.ndarray) -> np.ndarray:
    """How alike each two samples are, by meaning and by pieces of their words.

    Args:
        samples: What is trained on.
        rounded: Their vectors as int8.
    """
    return measure_likeness(rounded) + measure_overlap(mark_pieces(samples))


def measure_likeness(rounded: np.ndarray) -> np.ndarray:
    """How alike each two examples are; the products are of whole numbers, and so exact."""
    whole = rounded.astype(np.float64)
    return np.exp(classifier.SHARPNESS * (whole @ whole.T * classifier.STEP**2 - 1))


def mark_pieces(samples: list[Sample]) -> np.ndarray:
    """A row for each sample: 1 for the buckets in which a piece of it falls."""
    marks = np.zeros((len(samples), classifier.BUCKETS), np.float32)
    for row, sample in enumerate(samples):
        marks[row, classifier.list_buckets(sample.text)] = 1
    return marks


def measure_overlap(pieces: np.ndarray) -> np.ndarray:
    """The share of pieces that each two examples have in common, as it counts beside likeness."""
    lengths = np.sqrt(pieces.sum(axis=1, dtype=np.float64).clip(1))
    overlap = (pieces @ pieces.T).astype(np.float64)
    return classifier.PIECES_SHARE * overlap / lengths[:, None] / lengths


def weigh_pieces(pieces: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weight of each bucket, from those of the examples that it stands in.

    Args:
        pieces: As `mark_pieces` makes them.
        weights: A row for each example.

    Returns:
        A row for each bucket, a column for each of KINDS.
    """
    lengths = np.sqrt(pieces.sum(axis=1, dtype=np.float64).clip(1))
    return classifier.PIECES_SHARE * (pieces.T @ (weights / lengths[:, None]).astype(np.float32))


def label_samples(samples: list[Sample]) -> np.ndarray:
    """A row for each sample: 1 for its kinds, 0.5 for the others, 0 throughout when harmless.

    That danger of another kind counts half teaches each kind what all of them have in common.
    """
    own = np.array([[kind in sample.kinds for kind in KINDS] for sample in samples], float)
    return (own + own.any(axis=1, keepdims=True)) / 2


def solve_weights(likeness: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The examples' weights, a column for each kind.

    Args:
        likeness: How alike each two examples are.
        labels: A row for each example.

    Returns:
        The one solution of the penalised least squares.
    """
    return np.linalg.solve(likeness + PENALTY * np.eye(len(likeness)), labels)


def score_out_of_fold(
    samples: list[Sample], likeness: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    """Scores of each training sentence by a model that has not seen it.

    Args:
        samples: The training sentences.
        likeness: How alike each two of them are.
        labels: A row for each of them.

    Returns:
        A row of scores for each, phrases included.
    """
    folds = np.array([sample.fold_number for sample in samples])
    scores = classifier.PHRASE_BONUS * phrase_marks(samples)
    for fold in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights = solve_weights(likeness[np.ix_(seen, seen)], labels[seen])
        scores[unseen] += likeness[np.ix_(unseen, seen)] @ weights
    return scores


def phrase_marks(samples: list[Sample]) -> np.ndarray:
    """A row for each sample: 1 for the kinds that a phrase in it names."""
    found = [find_phrases(sample.text) for sample in samples]
    return np.array([[kind in kinds for kind in KINDS] for kinds in found], float)


def judge_scores(samples: list[Sample], scores: np.ndarray) -> dict[str, float]:
    """Thresholds and what is reached with them, where danger and its lookalikes stand together.

    Args:
        samples: The training sentences.
        scores: Their scores by models that have not seen them.

    Returns:
        `raise`: the threshold where enough is right; `raise_recall`: how much is heard there.
        `show`: the threshold where enough is heard; `show_precision`: how much is right there.
    """
    hard = np.array([sample.is_lookalike for sample in samples])
    is_danger = np.array([bool(sample.kinds) for sample in samples])[hard]
    highest = scores[hard].max(axis=1)
    order = np.argsort(-highest, kind="stable")
    right = np.cumsum(is_danger[order])
    precision, recall = right / np.arange(1, len(right) + 1), right / right[-1]
    at = np.flatnonzero(precision >= RAISE_PRECISION)[-1]
    shown = np.searchsorted(recall, SHOW_RECALL)
    limits = {"raise": highest[order][at], "raise_recall": recall[at]}
    limits |= {"show": highest[order][shown], "show_precision": precision[shown]}
    return {name: round(float(limit), 2) for name, limit in limits.items()}


@dataclass(frozen=True)
class LetterScores:
    """What is heard in an ordinary letter by a model that has seen none of it.

    Attributes:
        highest: The highest score in it.
        doublings: How often its number of sentences is doubled from one.
        has_phrase: Whether a phrase of danger stands in it, for which help is always shown.
    """

    highest: float
    doublings: float
    has_phrase: bool

    def measure_excess(self, limit: float) -> float:
        """How much of caution for each doubling would keep its score under a limit."""
        return (self.highest - limit) / self.doublings


def score_letters(samples: list[Sample], scores: np.ndarray) -> list[LetterScores]:
    """What is heard in each of the ordinary letters among the samples.

    Args:
        samples: The training sentences.
        scores: Their scores by models that have not seen them.
    """
    highest = {sample.text: float(row.max()) for sample, row in zip(samples, scores, strict=True)}
    found = []
    for letter in read_letters():
        sentences, stretches = set(split_sentences(letter)), list_stretches(letter)
        named = any(find_phrases(sentence) for sentence in sentences)
        best = max(highest[stretch] for stretch in stretches)
        found.append(LetterScores(best, log2(len(sentences)), named))
    return found


def judge_letters(
    samples: list[Sample], scores: np.ndarray, limits: dict[str, float]
) -> dict[str, float]:
    """How much higher limits must be for every doubling of a letter's sentences.

    Args:
        samples: The training sentences.
        scores: Their scores by models that have not seen them.
        limits: Those for single sentences, as `judge_scores` finds them.

    Returns:
        `raise_caution` and `show_caution`, the least with which few enough ordinary letters are
        raised and have help shown; `letters_raised` and `letters_shown`, the shares that are left.
        `letters_heard`: the share of dangerous sentences that would raise a letter of middling
        length in which they stood; `letters_helped`: the share that would show help there.
    """
    letters = score_letters(samples, scores)
    raising = [one.measure_excess(limits["raise"]) for one in letters]
    showing = [inf if one.has_phrase else one.measure_excess(limits["show"]) for one in letters]
    cautions = {
        "raise_caution": choose_caution(raising, LETTERS_RAISED),
        "show_caution": choose_caution(showing, LETTERS_SHOWN),
    }
    doublings = float(np.median([one.doublings for one in letters]))
    is_danger = [bool(sample.kinds) for sample in samples]
    danger = scores[is_danger].max(axis=1)
    shares = {
        "letters_raised": np.mean([one >= cautions["raise_caution"] for one in raising]),
        "letters_shown": np.mean([one >= cautions["show_caution"] for one in showing]),
        "letters_heard": np.mean(danger >= limits["raise"] + doublings * cautions["raise_caution"]),
        "letters_helped": np.mean(danger >= limits["show"] + doublings * cautions["show_caution"]),
    }
    return cautions | {name: round(float(share), 3) for name, share in shares.items()}


def choose_caution(excesses: list[float], share: float) -> float:
    """The least caution, in thousandths, that all but a share of letters stay under."""
    highest_first = sorted(excesses, reverse=True)
    return max(0.0, floor(highest_first[int(share * len(excesses))] * STEPS + 1) / STEPS)
