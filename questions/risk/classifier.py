"""How dangerous a sentence sounds: a linear classifier over how alike it is to known examples.

A sentence's vector is compared with those of all training sentences; the likenesses are weighed
and summed, once for each kind. Its words, pairs of words and pieces of words count beside that:
they tell misspelt and figurative sentences apart. (A classifier over the vector's own numbers
heard not much more than half as much at the same precision, see `docs/decisions.md`.)

`model.bin` holds a line of JSON, the examples' vectors (int8), their weights and the weights of
the pieces (float16).
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from questions import sentence_vectors
from questions.risk.phrases import KINDS
from questions.text.normalisation import fold_text

if TYPE_CHECKING:
    import numpy as np

FILE = Path(__file__).with_name("model.bin")
SHARPNESS = 2.0
PHRASE_BONUS = 0.1
STEP = 1 / 127
LONGEST_SENTENCE = 400
BUCKETS = 8192  # into which pieces of text are sorted by their hash
PIECES_SHARE = 0.2  # how much common pieces count beside a common meaning
LETTERS_A_PIECE = 4
NO_LETTERS = re.compile(r"[^\w ]+")


@dataclass(frozen=True)
class Model:
    """What `model.bin` holds; `header` has its thresholds and the hash of its sentences."""

    header: dict[str, Any]
    vectors: "np.ndarray"
    weights: "np.ndarray"
    pieces: "np.ndarray"


def is_available() -> bool:
    """Whether sentences can be scored here; otherwise phrases alone are heard."""
    return sentence_vectors.is_available() and FILE.exists()


def score_sentences(sentences: list[str]) -> "np.ndarray":
    """A row for each sentence with a score for each kind; about 0 is harmless, 1 is danger."""
    model = load_model()
    return score_vectors(embed_texts(sentences), model) + score_pieces(sentences, model)


def embed_texts(sentences: list[str]) -> "np.ndarray":
    """The sentences' vectors; capitals are ignored, since they say little and mislead."""
    return sentence_vectors.embed_sentences([simplify_text(one) for one in sentences])


def simplify_text(sentence: str) -> str:
    """A sentence of bounded length, as it is compared: nothing that is not seen can hide it."""
    return fold_text(sentence[:LONGEST_SENTENCE])


def score_vectors(vectors: "np.ndarray", model: Model) -> "np.ndarray":
    """The scores of vectors.

    Args:
        vectors: One row a sentence, as `embed_texts` makes them.
        model: The examples and their weights.

    Returns:
        One row a sentence, one column for each of KINDS.
    """
    import numpy as np

    likeness = sentence_vectors.compare_rows(model.vectors, vectors * np.float32(STEP * SHARPNESS))
    likeness -= SHARPNESS
    return np.exp(likeness, out=likeness) @ model.weights


def score_pieces(sentences: list[str], model: Model) -> "np.ndarray":
    """The scores of the words and pieces of words in sentences.

    Args:
        sentences: What is listened to.
        model: The weights of the pieces.

    Returns:
        One row a sentence, one column for each of KINDS.
    """
    import numpy as np

    buckets = [list_buckets(sentence) for sentence in sentences]
    rows = [model.pieces[found].sum(axis=0) / max(len(found), 1) ** 0.5 for found in buckets]
    return np.array(rows, np.float32).reshape(len(sentences), len(KINDS))


def list_buckets(sentence: str) -> list[int]:
    """The numbers from 0 to BUCKETS that stand for a sentence's pieces, each once."""
    words = NO_LETTERS.sub(" ", simplify_text(sentence).replace("'", "")).split()
    return sorted({crc32(piece.encode()) % BUCKETS for piece in list_pieces(words)})


def list_pieces(words: Sequence[str]) -> Iterator[str]:
    """Words, neighbouring words, and each four letters in a row, a word's ends included."""
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"
    for word in words:
        ended = f"<{word}>"
        for at in range(len(ended) - LETTERS_A_PIECE + 1):
            yield ended[at : at + LETTERS_A_PIECE]


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
    weights = np.frombuffer(body, np.float16, offset=rows * size).reshape(-1, len(KINDS))
    known = weights.astype(np.float32)
    return Model(header, vectors, known[:rows], known[rows:])


def encode_model(
    header: dict[str, Any], vectors: "np.ndarray", weights: "np.ndarray", pieces: "np.ndarray"
) -> bytes:
    """The bytes of a model's file.

    Args:
        header: What its first line says.
        vectors: The examples as int8.
        weights: Their weights.
        pieces: The weights of the pieces, a row for each bucket.

    Returns:
        The content of `model.bin`.
    """
    shape = {"rows": len(vectors), "size": vectors.shape[1]}
    line = json.dumps(header | shape, sort_keys=True).encode()
    numbers = (weights.astype("float16"), pieces.astype("float16"))
    return line + b"\n" + vectors.tobytes() + b"".join(part.tobytes() for part in numbers)
