"""Training of the classifier: least squares with a penalty, solved exactly, so it is repeatable.

Nothing is random and nothing is iterated. Vectors are rounded to int8 first, so that differences
between processors in the last digits do not reach the weights.
"""

from typing import Any

import numpy as np

from questions.risk import classifier
from questions.risk.phrases import KINDS, find_phrases
from questions.risk.samples import FOLDS, Sample, hash_samples, read_samples

PENALTY = 0.05
RAISE_PRECISION = 0.85
SHOW_RECALL = 0.90


def train_model() -> bytes:
    """The content of `model.bin`, from the sentences in the repository."""
    samples = read_samples()
    return build_model(samples, round_vectors(embed_samples(samples)))


def embed_samples(samples: list[Sample]) -> np.ndarray:
    """The vectors of the samples, in their order."""
    return classifier.embed_texts([sample.text for sample in samples])


def round_vectors(vectors: np.ndarray) -> np.ndarray:
    """Vectors as int8, the way they are kept in the file."""
    return np.rint(vectors.astype(np.float64) / classifier.STEP).astype(np.int8)


def build_model(samples: list[Sample], rounded: np.ndarray) -> bytes:
    """A model's file from samples and their vectors.

    Args:
        samples: What is trained on.
        rounded: Their vectors as int8.

    Returns:
        The content of `model.bin`.
    """
    pieces, labels = mark_pieces(samples), label_samples(samples)
    likeness = measure_likeness(rounded) + measure_overlap(pieces)
    weights = solve_weights(likeness, labels)
    header: dict[str, Any] = {"sha256": hash_samples()}
    header |= judge_scores(samples, score_out_of_fold(samples, likeness, labels))
    return classifier.encode_model(header, rounded, weights, weigh_pieces(pieces, weights))


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
