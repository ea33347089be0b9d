"""The lines of a question that a reader looked for, with their words marked."""

from django.utils.safestring import SafeString

from questions.models import Question
from questions.search.index import plain_answer
from questions.search.words import WORD, fold_word, is_stop_word, normalise_text, to_term
from questions.text import rendering

AROUND = 90  # characters before the first word that is marked
LENGTH = 280

Span = tuple[int, int]


def highlight_snippet(question: Question, terms: frozenset[str]) -> SafeString:
    """The best lines of the letter or, if it has none of the terms, of the answer."""
    for text in (question.letter_text, plain_answer(question)):
        line = " ".join(normalise_text(text).split())
        if spans := find_spans(line, terms):
            start, end = choose_window(line, spans)
            return rendering.highlight_spans(line, spans, start, end)
    return rendering.highlight_spans(question.letter_excerpt, [])


def highlight_headline(question: Question, terms: frozenset[str]) -> SafeString:
    """The headline, with its words marked."""
    text = normalise_text(question.headline)
    return rendering.highlight_spans(text, find_spans(text, terms))


def find_spans(text: str, terms: frozenset[str]) -> list[Span]:
    """Where the terms stand."""
    return [match.span() for match in WORD.finditer(text) if is_wanted(match[0], terms)]


def is_wanted(word: str, terms: frozenset[str]) -> bool:
    """Whether a word as it is written is one of the terms; little words are not worth a mark."""
    folded = fold_word(word)
    return to_term(folded) in terms and not is_stop_word(folded)


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
        end = max(line.rfind(" ", first, end), first + 1)
    return start, end
