"""Words distributed as in a language (Zipf): the demo's, then made-up ones."""

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

DEMO = Path(__file__).resolve().parent.parent / "questions" / "demo" / "questions"
SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "el", "or")]
VOCABULARY = 50_000
ROW = 3_000_000


def read_vocabulary() -> list[str]:
    """The demo's words, the commonest first, then made-up ones."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(DEMO.glob("*.md")))
    known = [word for word, _ in Counter(re.findall(r"[a-z]+", text.lower())).most_common()]
    made = ("".join(parts) for n in (2, 3) for parts in itertools.product(SYLLABLES, repeat=n))
    return list(itertools.islice(dict.fromkeys(itertools.chain(known, made)), VOCABULARY))


def make_words(seed: int = 1, size: int = VOCABULARY) -> Callable[[int], list[str]]:
    """A function that draws so many words, from a long row of them that is drawn once.

    Args:
        seed: of the draw.
        size: how many different words there are.
    """
    chance = random.Random(seed)  # noqa: S311 - texts, not secrets
    every = read_vocabulary()[:size]
    weights = [1 / (rank + 2.7) for rank in range(len(every))]
    row = chance.choices(every, weights, k=ROW)

    def draw_words(number: int) -> list[str]:
        start = int(chance.random() * (ROW - number))
        return row[start : start + number]

    return draw_words
