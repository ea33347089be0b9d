"""The labelled sentences in `sentences/` and the ordinary letters in `letters/`: what is learnt.

A file of sentences has headings such as `[minor violence]` or `[harmless]` and one sentence a line;
in a file of letters a line `===` stands between two. All are invented, and in the letters nothing
is dangerous. For cross-validation each sentence belongs to one of five folds, chosen by its own
hash, and all of a letter to one, so that a letter is judged by a model that has seen none of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from questions.risk.splitting import list_stretches

FOLDER = Path(__file__).with_name("sentences")
LETTERS = Path(__file__).with_name("letters")
BETWEEN_LETTERS = "\n===\n"
FOLDS = 5


@dataclass(frozen=True)
class Sample:
    """One labelled sentence.

    Attributes:
        text: The sentence.
        kinds: The kinds of danger that it speaks of; none when it is harmless.
        source: The name of its file.
        letter: The letter that it is from, if it is from one.
    """

    text: str
    kinds: frozenset[str]
    source: str
    letter: str = ""

    @property
    def is_lookalike(self) -> bool:
        """Whether it sounds like danger, or is; the rest is what letters mostly consist of."""
        return "ordinary" not in self.source and not self.letter

    @cached_property
    def fold_number(self) -> int:
        """A number from 0 to 4 that depends on the text of its letter, or on its own."""
        return int(sha256((self.letter or self.text).encode()).hexdigest(), 16) % FOLDS


def read_samples() -> list[Sample]:
    """All samples, in the order of the files' names and lines; a repeated one counts once."""
    found = [sample for file in sorted(FOLDER.glob("*.txt")) for sample in read_file(file)]
    for letter in read_letters():
        found += [Sample(text, frozenset(), "en", letter) for text in list_stretches(letter)]
    first: dict[str, Sample] = {}
    for sample in found:
        first.setdefault(sample.text, sample)
    return list(first.values())


def read_letters() -> list[str]:
    """The ordinary letters, in the order of the files' names and lines."""
    files = sorted(LETTERS.glob("*.txt"))
    texts = (file.read_text(encoding="utf-8").split(BETWEEN_LETTERS) for file in files)
    return [letter.strip() for letters in texts for letter in letters]


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
