"""How dangerous a sentence sounds: a linear classifier over how alike it is to known examples.

A sentence's vector is compared with those of all training sentences; the likenesses are weighed
and summed, once for each kind. (A classifier over the vector's own numbers was tried: at the same
precision it heard not much more than half as much, see `docs/decisions.md`.)

`model.bin` holds a line of JSON, the examples' vectors (int8), then their weights (float16).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from questions import sentence_vectors
from questions.risk.phrases import KINDS

if TYPE_CHECKING:
    import numpy as np

FILE = Path(__file__).with_name("model.bin")
SHARPNESS = 2.0
PHRASE_BONUS = 0.2
STEP = 1 / 127
LONGEST_SENTENCE = 400


@dataclass(frozen=True)
class Model:
    """What `model.bin` holds; `header` has its thresholds and the hash of its sentences."""

    header: dict[str, Any]
    vectors: "np.ndarray"
    weights: "np.ndarray"


def is_available() -> bool:
    """Whether sentences can be scored here; otherwise phrases alone are heard."""
    return sentence_vectors.is_available() and FILE.exists()


def score_sentences(sentences: list[str]) -> "np.ndarray":
    """A row for each sentence with a score for each kind; about 0 is harmless, 1 is danger."""
    return score_vectors(embed_texts(sentences), load_model())


def embed_texts(sentences: list[str]) -> "np.ndarray":
    """The sentences' vectors; capitals are ignored, since they say little and mislead."""
    short = (sentence[:LONGEST_SENTENCE] for sentence in sentences)
    return sentence_vectors.embed_sentences([one.casefold().replace("’", "'") for one in short])


def score_vectors(vectors: "np.ndarray", model: Model) -> "np.ndarray":
    """The scores of vectors.

    Args:
        vectors: One row a sentence, as `embed_texts` makes them.
        model: The examples and their weights.

    Returns:
        One row a sentence, one column for each of KINDS.
    """
    import numpy as np

    likeness = np.exp(SHARPNESS * (vectors @ model.vectors.T - 1))
    return likeness @ model.weights


@cache
def load_model() -> Model:
    """The model, read once a process."""
    return decode_model(FILE.read_bytes())


def decode_model(content: bytes) -> Model:
    """A model from the bytes of its file."""
    import numpy as np

    line, _, body = content.partition(b"\n")
    header = json.loads(line)
    rows, size = header["rows"], header["size"]
    vectors = np.frombuffer(body, np.int8, rows * size).reshape(rows, size)
    weights = np.frombuffer(body, np.float16, offset=rows * size).reshape(rows, len(KINDS))
    return Model(header, vectors.astype(np.float32) * np.float32(STEP), weights.astype(np.float32))


def encode_model(header: dict[str, Any], vectors: "np.ndarray", weights: "np.ndarray") -> bytes:
    """The bytes of a model's file.

    Args:
        header: What its first line says.
        vectors: The examples as int8.
        weights: Their weights as float16.

    Returns:
        The content of `model.bin`.
    """
    shape = {"rows": len(vectors), "size": vectors.shape[1]}
    line = json.dumps(header | shape, sort_keys=True).encode()
    return line + b"\n" + vectors.tobytes() + weights.tobytes()
