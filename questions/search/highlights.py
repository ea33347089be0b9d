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
REST_OF_WORD = WORD.pattern.replace("+", "*", 1)  # after its first letter

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

    def highlight_snippets(self, questions: list[Question]) -> list[SafeString]:
        """Of each the best lines of the letter or, if it has none of the words, of the answer."""
        found = self.mark_lines({one.pk: one.letter_text for one in questions})
        missing = [one for one in questions if one.pk not in found] if self.terms else []
        found |= self.mark_lines({one.pk: plain_answer(one) for one in missing})
        return [
            found.get(one.pk) or rendering.highlight_spans(one.letter_excerpt, [])
            for one in questions
        ]

    def highlight_headlines(self, questions: list[Question]) -> list[SafeString]:
        """The headlines, with their words marked."""
        texts = [unicodedata.normalize("NFC", question.headline) for question in questions]
        return list(map(rendering.highlight_spans, texts, self.find_spans(texts)))

    def mark_lines(self, texts: dict[int, str]) -> dict[int, SafeString]:
        """The best lines of those texts that have a word."""
        lines = [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts.values()]
        return {
            number: rendering.highlight_spans(line, spans, *choose_window(line, spans))
            for number, line, spans in zip(texts, lines, self.find_spans(lines), strict=True)
            if spans
        }

    def find_spans(self, texts: list[str]) -> list[list[Span]]:
        """Where the words stand in each text, in order; the stemmer is asked once for all."""
        if not self.terms:
            return [[] for _ in texts]
        found = [list(self.likely.finditer(text)) for text in texts]
        self.learn_words({match[0] for matches in found for match in matches})
        return [
            sorted([*self.find_pairs(text), *(one.span() for one in matches if self.known[one[0]])])
            for text, matches in zip(texts, found, strict=True)
        ]

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
    """Words, as `words.WORD` takes them, that begin as a term does or may do so when folded.

    A class of characters stands first, because `re` skips everything else quickly then.
    """
    firsts, seconds = (other_characters(one[at : at + 1] for one in beginnings) for at in (0, 1))
    no_word_before = r"(?<![^\W_].)(?<![^\W_]['’].)"
    second = f"(?![^\\W_](?<=[{seconds}]))"
    return re.compile(f"[^{firsts}](?<=[^\\W_]){no_word_before}{second}{REST_OF_WORD}")


def other_characters(letters: Iterable[str]) -> str:
    """ASCII without some letters, small and large, as it stands in a class of characters.

    A class that names what is not ASCII takes 2 ms to compile.
    """
    left_out = "".join(letters)
    kept = {*left_out.lower(), *left_out.upper()}
    return re.escape("".join(one for one in map(chr, range(128)) if one not in kept))


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
