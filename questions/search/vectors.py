"""The vector of a published question: made by the verb, and removed by it."""

from collections.abc import Collection
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from questions import sentence_vectors
from questions.models import Question, QuestionVector
from questions.search.matrix import Match, Matrix
from questions.search.public_words import PublicWords, read_public_words
from questions.text.normalisation import drop_controls

if TYPE_CHECKING:
    import numpy as np

FINGERPRINT_BYTES = 5
HEADLINE_WEIGHT = 0.5  # beside the whole: a letter of 200 words drowns what it asks
MOST_CHARACTERS = 6000  # of a text; what comes after them changes its meaning little


@cache
def get_matrix() -> Matrix:
    """This process's matrix."""
    return Matrix()


def save_vectors(questions: list[Question]) -> "dict[int, np.ndarray]":
    """Write the vectors of some questions anew, and return them as `saved_vectors` does."""
    texts = [read_public_words(question) for question in questions]
    rows = [
        QuestionVector(
            question=question,
            model=sentence_vectors.MODEL if values else "",
            values=values,
            fingerprint=make_fingerprint(question.pk, words, values),
        )
        for question, words, values in zip(questions, texts, make_values(texts), strict=True)
    ]
    QuestionVector.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["model", "values", "fingerprint"],
    )
    return {row.pk: unpack_vector(row.values) for row in rows if row.values}


def remove_vector(question: Question) -> None:
    """Remove the vector of a question that is taken down, in the verb's transaction."""
    QuestionVector.objects.filter(question_id=question.pk).delete()


def saved_vector(question_id: int) -> "np.ndarray | None":
    """The vector of a published question, with length 1; None if it has none."""
    return saved_vectors([question_id]).get(question_id)


def saved_vectors(question_ids: Collection[int]) -> "dict[int, np.ndarray]":
    """The vectors of those published questions that have one, each with length 1."""
    rows = QuestionVector.objects.filter(pk__in=question_ids, model=sentence_vectors.MODEL)
    return {number: unpack_vector(values) for number, values in rows.values_list("pk", "values")}


def unpack_vector(values: "bytes | memoryview") -> "np.ndarray":
    """What is stored, as a vector with length 1."""
    import numpy as np

    vector = np.frombuffer(bytes(values), np.int8).astype(np.float32)
    return vector / (np.linalg.norm(vector) or 1)


def make_values(texts: list[PublicWords]) -> list[bytes]:
    """What is stored of the meaning of texts; nothing without the model."""
    if not sentence_vectors.is_available():
        return [b""] * len(texts)
    wholes = [f"{words.headline}\n{words.letter}" for words in texts]
    rows = encode_texts([*wholes, *(words.headline for words in texts)])
    sums = rows[: len(texts)] + HEADLINE_WEIGHT * rows[len(texts) :]
    return [sentence_vectors.pack_vector(row) for row in sums]


def make_fingerprint(number: int, words: PublicWords, values: bytes) -> int:
    """A number that is another one when the question, its words or its vector are.

    Args:
        number: the question's, so that the sums of different questions with one text differ.
        words: its public words.
        values: its vector, or nothing.
    """
    digest = blake2b(digest_size=FINGERPRINT_BYTES)
    for part in (str(number), *words, sentence_vectors.MODEL if values else ""):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return int.from_bytes(digest.digest(), "big")


def encode_texts(texts: list[str]) -> "np.ndarray":
    """One vector of 512 numbers and length 1 for each text; nothing of a text is kept."""
    return sentence_vectors.embed_sentences([bound_text(text) for text in texts])


def bound_text(text: str) -> str:
    """A text as it is encoded."""
    return drop_controls(text[:MOST_CHARACTERS])


def forget_version() -> None:
    """Let the matrix be compared again although the cache version is the same."""
    if sentence_vectors.is_available():
        get_matrix().version = None


def bring_in_line(version: str = "") -> None:
    """Read now what this process's matrix lacks; done early, processes forked later share it."""
    if sentence_vectors.is_available():
        get_matrix().bring_in_line(version)


def count_vectors() -> int:
    """How many vectors this process holds."""
    return get_matrix().count_rows() if sentence_vectors.is_available() else 0


def find_nearest(
    vector: "np.ndarray",
    limit: int,
    floor: float,
    *,
    among: Collection[int] | None = None,
    without: Collection[int] = (),
) -> list[Match]:
    """The public questions that are likest to a vector, the likest first.

    Args:
        vector: one row of `encode`.
        limit: how many at most.
        floor: the least score of those that are returned.
        among: only these questions, by their numbers; None for all.
        without: not these.
    """
    matrix = get_matrix()
    matrix.bring_in_line()
    return matrix.find_nearest(vector, limit, floor, among, without)


def find_nearest_to_each(
    vectors: "list[np.ndarray]", limit: int, floor: float
) -> list[list[Match]]:
    """The same for many vectors, in a fraction of the time."""
    matrix = get_matrix()
    matrix.bring_in_line()
    return matrix.find_nearest_to_each(vectors, limit, floor)


def held_vectors(numbers: Collection[int]) -> "dict[int, np.ndarray]":
    """The vectors of those questions that have one, in the matrix as it was last compared."""
    return get_matrix().read_vectors(numbers)


def score_questions(vector: "np.ndarray", numbers: Collection[int]) -> dict[int, float]:
    """How like some public questions are to a vector, in the matrix as it was last compared.

    Args:
        vector: one row of `encode_texts`.
        numbers: the questions; those without a row are left out.
    """
    return get_matrix().score_some(vector, numbers)
