"""The lines of a question that a reader looked for, with their words marked."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.safestring import SafeString

from questions.models import Question
from questions.search.public_words import plain_answer
from questions.search.words import UNSPACED, WORD, is_stop_word, prepare_text, stem_words
from questions.text import rendering

AROUND = 90  # characters before the first word that is marked
LENGTH = 280
COMPARED = 2  # first letters that a word and its term have in common

Span = tuple[int, int]


class Highlighter:
    """Marks the words that were looked for in some questions.

    Args:
        terms: what the words are filed under.
    """

    def __init__(self, terms: frozenset[str]) -> None:
        self.terms = terms
        self.beginnings = {term[:COMPARED] for term in terms}
        self.likely = find_likely(self.beginnings)
        self.known: dict[str, bool] = {}

    def highlight_snippet(self, question: Question) -> SafeString:
        """The best lines of the letter or, if it has none of the words, of the answer."""
        for text in (question.letter_text, plain_answer(question)):
            line = " ".join(unicodedata.normalize("NFC", text).split())
            if spans := self.find_spans(line):
                start, end = choose_window(line, spans)
                return rendering.highlight_spans(line, spans, start, end)
        return rendering.highlight_spans(question.letter_excerpt, [])

    def highlight_headline(self, question: Question) -> SafeString:
        """The headline, with its words marked."""
        text = unicodedata.normalize("NFC", question.headline)
        return rendering.highlight_spans(text, self.find_spans(text))

    def find_spans(self, text: str) -> list[Span]:
        """Where the words stand, in order."""
        if not self.terms:
            return []
        found = list(self.likely.finditer(text))
        self.learn_words({match[0] for match in found})
        spans = [match.span() for match in found if self.known.get(match[0])]
        return sorted([*spans, *self.find_pairs(text)])

    def learn_words(self, words: set[str]) -> None:
        """Ask the stemmer about words that may be wanted, all at once."""
        new = {word: prepare_text(word).lower() for word in words - self.known.keys()}
        likely = {word: folded for word, folded in new.items() if self.is_likely(folded)}
        terms = stem_words(list(likely.values()))
        self.known.update(dict.fromkeys(new, False))
        for word, folded in likely.items():
            self.known[word] = terms.get(folded) in self.terms and not is_stop_word(folded)

    def is_likely(self, folded: str) -> bool:
        """Whether a word begins as one of the terms does; only such words are stemmed."""
        start = folded[:COMPARED]
        plain = start if start.isascii() else strip_accents(folded)[:COMPARED]
        return plain in self.beginnings or start in self.beginnings

    def find_pairs(self, text: str) -> list[Span]:
        """Where the words stand in scripts without spaces, which are looked for in pairs."""
        spans: list[Span] = []
        for run in UNSPACED.finditer(text):
            for place in range(run.start(), run.end()):
                is_wanted = text[place : place + 2] in self.terms or run[0] in self.terms
                if is_wanted and spans and spans[-1][1] >= place:
                    spans[-1] = (spans[-1][0], min(place + 2, run.end()))
                elif is_wanted:
                    spans.append((place, min(place + 2, run.end())))
        return spans


def find_likely(beginnings: Iterable[str]) -> re.Pattern[str]:
    """Words, as `words.WORD` takes them, that begin as a term does or may do so when folded."""
    starts = "|".join([*map(re.escape, beginnings), r"[^\W_]?[^\x00-\x7f]", "[^\\W_]'"])
    no_beginning = r"(?<![^\W_])(?<![^\W_]['’])"
    return re.compile(f"{no_beginning}(?=(?:{starts})){WORD.pattern}", re.IGNORECASE)


def strip_accents(word: str) -> str:
    """A word as it is written without accents."""
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


def choose_window(line: str, spans: list[Span]) -> Span:
    """The part of a line with the most marks, cut between words."""
    starts = [start for start, _ in spans]
    first = max(
        starts, key=lambda at: (sum(at <= one < at + LENGTH - AROUND for one in starts), -at)
    )
    start = max(0, first - AROUND)
    end = min(len(line), start + LENGTH)
    if start:
        start = line.find(" ", start, first) + 1 or first
    if end < len(line):
        end = line.rfind(" ", first + 1, end) if " " in line[first + 1 : end] else end
    return start, end
