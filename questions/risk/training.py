"""Training of the classifier: least squares with a penalty, solved exactly, so it is repeatable.

Nothing is random and nothing is iterated. Vectors are rounded to int8 first, so that differences
between processors in the last digits do not reach the weights.
"""

from typing import Any

import numpy as np

from questions.risk import classifier
from questions.risk.phrases import KINDS, find_phrases
from questions.risk.samples import FOLDS, Sample, hash_samples, read_samples

PENALTY = 0.03
RAISE_PRECISION = 0.87
SHOW_RECALL = 0.90


def train_model() -> bytes:
    """The content of `model.bin`, from the sentences in the repository."""
    samples = [sample for sample in read_samples() if sample.fold_number]
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
        samples: What is trained on; nothing held back is among it.
        rounded: Their vectors as int8.

    Returns:
        The content of `model.bin`.
    """
    likeness, labels = measure_likeness(rounded), label_samples(samples)
    weights = solve_weights(likeness, labels).astype(np.float16)
    header: dict[str, Any] = {"sha256": hash_samples()}
    header |= choose_thresholds(samples, score_out_of_fold(samples, likeness, labels))
    return classifier.encode_model(header, rounded, weights)


def measure_likeness(rounded: np.ndarray) -> np.ndarray:
    """How alike each two examples are; the products are of whole numbers, and so exact."""
    whole = rounded.astype(np.float64)
    return np.exp(classifier.SHARPNESS * (whole @ whole.T * classifier.STEP**2 - 1))


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
    for fold in range(1, FOLDS):
        seen, unseen = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        weights = solve_weights(likeness[np.ix_(seen, seen)], labels[seen])
        scores[unseen] += likeness[np.ix_(unseen, seen)] @ weights
    return scores


def phrase_marks(samples: list[Sample]) -> np.ndarray:
    """A row for each sample: 1 for the kinds that a phrase in it names."""
    found = [find_phrases(sample.text) for sample in samples]
    return np.array([[kind in kinds for kind in KINDS] for kinds in found], float)


def choose_thresholds(samples: list[Sample], scores: np.ndarray) -> dict[str, float]:
    """The two thresholds: where enough is right to raise, and where enough is heard to show.

    They are chosen where it is hardest, between danger and what only sounds like it.

    Args:
        samples: The training sentences.
        scores: Their scores by models that have not seen them.

    Returns:
        `raise` and `show`, rounded to two places.
    """
    hard = np.array([sample.is_lookalike for sample in samples])
    is_danger = np.array([bool(sample.kinds) for sample in samples])[hard]
    highest = scores[hard].max(axis=1)
    order = np.argsort(-highest, kind="stable")
    right = np.cumsum(is_danger[order])
    precise = np.flatnonzero(right / np.arange(1, len(right) + 1) >= RAISE_PRECISION)[-1]
    heard = np.searchsorted(right, SHOW_RECALL * right[-1])
    limits = {"raise": highest[order][precise], "show": highest[order][heard]}
    return {name: round(float(limit), 2) for name, limit in limits.items()}
