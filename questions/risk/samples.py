"""The labelled sentences in `sentences/`, from which the classifier is trained and tested.

Each file has headings such as `[minor violence]` or `[harmless]` and one sentence a line. All are
invented. For cross-validation each belongs to one of five folds, chosen by its own hash.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).with_name("sentences")
FOLDS = 5


@dataclass(frozen=True)
class Sample:
    """One labelled sentence; `kinds` is empty when it is harmless."""

    text: str
    kinds: frozenset[str]
    source: str

    @property
    def language_code(self) -> str:
        """The language, as the name of its file says."""
        return self.source[:2]

    @property
    def is_lookalike(self) -> bool:
        """Whether it sounds like danger, or is; the rest is what letters mostly consist of."""
        return "ordinary" not in self.source

    @cached_property
    def fold_number(self) -> int:
        """A number from 0 to 4 that depends on the text alone."""
        return int(sha256(self.text.encode()).hexdigest(), 16) % FOLDS


def read_samples() -> list[Sample]:
    """All samples, in the order of the files' names and lines; a repeated one counts once."""
    found = (sample for file in sorted(FOLDER.glob("*.txt")) for sample in read_file(file))
    return list({sample.text: sample for sample in found}.values())


def read_file(file: Path) -> Iterator[Sample]:
    """The samples of one file."""
    kinds: frozenset[str] = frozenset()
    for line in filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines())):
        if line.startswith("["):
            kinds = frozenset(line.strip("[]").split()) - {"harmless"}
        else:
            yield Sample(line, kinds, file.stem)


def hash_samples() -> str:
    """The SHA-256 of every sentence with its labels; the weights carry it in their header."""
    lines = (f"{' '.join(sorted(sample.kinds))}\t{sample.text}\n" for sample in read_samples())
    return sha256("".join(lines).encode()).hexdigest()
