"""The vectors of all published questions in memory, and which of them are nearest to another.

Each process has one matrix, loaded before `serve` forks, so that processes share its memory. It is
brought in line by comparing, in three steps: the cache version says whether anything changed, sums
of fingerprints say in which thousand of questions, and only those rows are read.
"""

import threading
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from questions.models import CacheVersion, QuestionVector
from questions.search.comparing import (
    BUCKET,
    differing_buckets,
    hidden_question_ids,
    read_fingerprints,
    read_sums,
)
from questions.sentence_vectors import MODEL, SIZE, compare_rows

if TYPE_CHECKING:
    import numpy as np

READ_AT_ONCE = 1000  # rows
ROOM = 1024  # rows that can be added before the matrix is copied


class Match(NamedTuple):
    """A question that is like something.

    Attributes:
        question_id: its number.
        score: how like, from -1 to 1. Unrelated texts have less than 0.1.
    """

    question_id: int
    score: float


class Matrix:
    """The vectors of the questions that are scheduled or published; only public ones are found."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.changing = threading.Lock()
        self.allocate_rows(ROOM)

    def allocate_rows(self, room: int) -> None:
        """Make an empty matrix with room for so many rows. A row with the number 0 is free."""
        import numpy as np

        self.numbers = np.zeros(room, np.int64)
        self.fingerprints = np.zeros(room, np.int64)
        self.rows = np.zeros((room, SIZE), np.int8)
        self.scales = np.zeros(room, np.float32)  # 1 / length
        self.hidden = np.ones(room, bool)

    def bring_in_line(self, version: str = "") -> None:
        """Make the matrix what the database says in a version, the present one if none is named."""
        version = version or CacheVersion.current_key()
        if version == self.version:
            return
        with self.changing:
            if stale := self.find_stale_buckets():
                self.read_buckets(stale)
            self.hide_questions(hidden_question_ids())
            self.version = version

    def count_rows(self) -> int:
        """How many questions have a row."""
        return int((self.numbers > 0).sum())

    def find_stale_buckets(self) -> list[int]:
        """The thousands of questions in which a row is new, gone or another one."""
        import numpy as np

        used = self.numbers > 0
        buckets, fingerprints = self.numbers[used] // BUCKET, self.fingerprints[used]
        counts = np.bincount(buckets)
        totals = np.bincount(buckets, fingerprints)  # exact: a thousand numbers of 40 bits
        own = {int(at): (int(counts[at]), int(totals[at])) for at in np.flatnonzero(counts)}
        return differing_buckets(own, read_sums())

    def read_buckets(self, buckets: list[int]) -> None:
        """Compare the rows of some thousands one by one, and read those that are another one."""
        import numpy as np

        inside = (self.numbers > 0) & np.isin(self.numbers // BUCKET, buckets)
        known = dict(
            zip(self.numbers[inside].tolist(), self.fingerprints[inside].tolist(), strict=True)
        )
        found = read_fingerprints(buckets)
        self.remove_rows(known.keys() - found.keys())
        changed = [number for number in found if known.get(number) != found[number]]
        for start in range(0, len(changed), READ_AT_ONCE):
            rows = QuestionVector.objects.filter(pk__in=changed[start : start + READ_AT_ONCE])
            self.put_rows(rows.values_list("question", "fingerprint", "model", "values"))

    def remove_rows(self, numbers: Collection[int]) -> None:
        """Wipe the rows of questions that are gone."""
        import numpy as np

        places = np.flatnonzero(np.isin(self.numbers, list(numbers)))
        self.scales[places] = 0
        self.rows[places] = 0
        self.numbers[places] = self.fingerprints[places] = 0

    def put_rows(self, found: Iterable[tuple[int, int, str, bytes | memoryview]]) -> None:
        """Write rows over those of the same number, or into free ones."""
        import numpy as np

        found = list(found)
        self.remove_rows([number for number, *_ in found])
        free = np.flatnonzero(self.numbers == 0)
        if len(free) < len(found):
            self.grow_rows(len(found) + ROOM)
            free = np.flatnonzero(self.numbers == 0)
        for place, (number, fingerprint, model, values) in zip(free, found, strict=False):
            if model == MODEL:
                self.rows[place] = row = np.frombuffer(values, np.int8)
                self.scales[place] = 1 / (float(np.linalg.norm(row.astype(np.float32))) or 1)
            self.fingerprints[place], self.numbers[place] = fingerprint, number

    def grow_rows(self, more: int) -> None:
        """Copy everything to where there is room for more rows."""
        old, kept = vars(self).copy(), len(self.numbers)
        self.allocate_rows(kept + more)
        for name in ("numbers", "fingerprints", "rows", "scales", "hidden"):
            getattr(self, name)[:kept] = old[name]

    def hide_questions(self, numbers: Collection[int]) -> None:
        """Let only what is public be found: neither these, nor rows without a vector."""
        import numpy as np

        self.hidden = np.isin(self.numbers, list(numbers)) | (self.scales == 0)

    def score_all(self, vectors: "list[np.ndarray]") -> "np.ndarray":
        """How like each row is to each of some vectors of length 1: one line for each vector."""
        import numpy as np

        scores = compare_rows(self.rows, np.array(vectors))
        scores *= self.scales
        return scores

    def score_some(self, vector: "np.ndarray", numbers: Collection[int]) -> dict[int, float]:
        """How like some rows are to a vector of length 1, by their numbers."""
        import numpy as np

        with self.changing:
            places = np.flatnonzero(np.isin(self.numbers, list(numbers)) & ~self.hidden)
            scores = (self.rows[places].astype(np.float32) @ vector) * self.scales[places]
            return dict(zip(self.numbers[places].tolist(), scores.tolist(), strict=True))

    def read_vectors(self, numbers: Collection[int]) -> "dict[int, np.ndarray]":
        """The rows of some questions that have a vector, each with length 1."""
        import numpy as np

        with self.changing:
            places = np.flatnonzero(np.isin(self.numbers, list(numbers)) & (self.scales > 0))
            rows = self.rows[places].astype(np.float32) * self.scales[places, np.newaxis]
            return dict(zip(self.numbers[places].tolist(), rows, strict=True))

    def find_nearest(
        self,
        vector: "np.ndarray",
        limit: int,
        floor: float,
        among: Collection[int] | None,
        without: Collection[int],
    ) -> list[Match]:
        """The likest public questions; see `questions.search.find_nearest`."""
        with self.changing:
            numbers, scores = self.numbers, self.score_all([vector])[0]
            scores[self.find_refused(among, without)] = -2
        return list_best(numbers, scores, limit, floor)

    def find_nearest_to_each(
        self, vectors: "list[np.ndarray]", limit: int, floor: float
    ) -> list[list[Match]]:
        """The same for several vectors, among all public questions."""
        with self.changing:
            numbers, scores = self.numbers, self.score_all(vectors)
            scores[:, self.hidden] = -2
        return [list_best(numbers, row, limit, floor) for row in scores]

    def find_refused(self, among: Collection[int] | None, without: Collection[int]) -> "np.ndarray":
        """Which rows cannot be found; see `questions.search.find_nearest`."""
        import numpy as np

        refused = self.hidden | np.isin(self.numbers, list(without))
        return refused if among is None else refused | ~np.isin(self.numbers, list(among))


def list_best(numbers: "np.ndarray", scores: "np.ndarray", limit: int, floor: float) -> list[Match]:
    """The questions with the highest scores; see `questions.search.find_nearest`."""
    best = highest_places(scores, min(limit, len(scores)))
    found = [Match(int(numbers[at]), float(scores[at])) for at in best]
    return [match for match in found if match.score >= max(floor, -1)]


def highest_places(scores: "np.ndarray", limit: int) -> "np.ndarray":
    """The places of the highest scores, the highest first, without sorting all of them."""
    import numpy as np

    best = np.argpartition(-scores, limit - 1)[:limit]
    return best[np.argsort(-scores[best], kind="stable")]
