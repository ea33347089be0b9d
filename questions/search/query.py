"""What a reader typed, taken apart. Anything can be typed, and nothing of it is an error."""

import re
from dataclasses import dataclass, field, replace

from questions.search.words import split_words
from questions.text.normalisation import normalise_text

LONGEST = 1000  # characters that are read; nobody's question is longer
MOST_WORDS = 60
MOST_PHRASES = 8
MOST_WITHOUT = 24
PART = re.compile(r'(?P<minus>-?)(?:tag:(?P<tag>[\w-]+)|"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))')
CURLY = str.maketrans("“”„«»", '"' * 5)

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What is looked for.

    Attributes:
        text: the words as they were typed, phrases too: what they mean together.
        words: of these as many as possible.
        phrases: these exactly, all of them.
        without: none of these.
        tags: in these tags, by their address.
        without_tags: not in these.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not (self.words or self.phrases or self.tags)

    @property
    def all_words(self) -> tuple[str, ...]:
        """Its words, those of the phrases too, each once."""
        return tuple(dict.fromkeys([*self.words, *(word for run in self.phrases for word in run)]))

    def without_quotes(self) -> "Query":
        """The same words, wherever they stand."""
        return replace(self, words=self.all_words, phrases=())

    def with_words(self, meant: dict[str, str]) -> "Query":
        """The same with other words in the place of some.

        Args:
            meant: for each word the one that is taken for it.
        """
        text = " ".join(meant.get(word.lower(), word) for word in self.text.split())
        phrases = tuple(tuple(meant.get(word, word) for word in run) for run in self.phrases)
        words = tuple(meant.get(word, word) for word in self.words)
        return replace(self, text=text, words=words, phrases=phrases)


@dataclass
class Parts:
    """The parts of a query, while it is read."""

    text: list[str] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    without: list[Phrase] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    without_tags: list[str] = field(default_factory=list)


def parse_query(text: str) -> Query:
    """Words, "phrases", -word, tag:address and -tag:address, in any disorder."""
    parts = Parts()
    for part in PART.finditer(normalise_text(text[:LONGEST]).translate(CURLY)):
        sort_part(parts, part)
    return Query(
        text=" ".join(parts.text),
        words=tuple(dict.fromkeys(split_words(" ".join(parts.words))))[:MOST_WORDS],
        phrases=tuple(parts.phrases[:MOST_PHRASES]),
        without=tuple(parts.without[:MOST_WITHOUT]),
        tags=tuple(parts.tags),
        without_tags=tuple(parts.without_tags),
    )


def sort_part(parts: Parts, part: re.Match[str]) -> None:
    """Put one part of what was typed where it belongs."""
    is_refused, words = bool(part["minus"]), part["phrase"] or part["words"] or ""
    if part["tag"]:
        (parts.without_tags if is_refused else parts.tags).append(part["tag"].lower())
    elif is_refused:
        parts.without += [run] if (run := tuple(split_words(words))) else []
    else:
        parts.text.append(words)
        if part["phrase"]:
            parts.phrases += [run] if (run := tuple(split_words(words))) else []
        else:
            parts.words.append(words)
