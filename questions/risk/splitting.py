"""A letter cut into the stretches that are listened to."""

import re
from itertools import pairwise

SENTENCE_ENDS = re.compile(r"(?<=[.!?…;؟。])\s+|\n+")
CLAUSE_ENDS = re.compile(r"(?<=[,:–—،])\s+|\s+(?=(?:and|but|und|aber|et|mais|y|pero)\s)")
LONG = 30
SHORT = 16


def split_sentences(text: str) -> list[str]:
    """The sentences of a letter, very long ones cut again at commas or, failing those, anywhere."""
    sentences = (part.strip() for part in SENTENCE_ENDS.split(text))
    return [part for sentence in sentences if sentence for part in split_long(sentence)]


def split_long(sentence: str) -> list[str]:
    """A sentence of at most LONG words as it is, a longer one in parts of about that length."""
    if len(sentence.split()) <= LONG:
        return [sentence]
    return merge_clauses(CLAUSE_ENDS.split(sentence))


def merge_clauses(clauses: list[str]) -> list[str]:
    """Clauses put together again as long as they have at most LONG words."""
    parts: list[list[str]] = [[]]
    for word_group in (group for clause in clauses for group in cut_words(clause)):
        if parts[-1] and len(parts[-1]) + len(word_group) > LONG:
            parts.append([])
        parts[-1].extend(word_group)
    return [" ".join(part) for part in parts if part]


def cut_words(clause: str) -> list[list[str]]:
    """The words of a clause in groups of at most LONG."""
    words = clause.split()
    return [words[at : at + LONG] for at in range(0, len(words), LONG)]


def pair_short_sentences(sentences: list[str]) -> list[tuple[str, str]]:
    """Neighbours that are short: together they may say what neither says alone."""
    return [
        (first, second)
        for first, second in pairwise(sentences)
        if len(first.split()) + len(second.split()) <= SHORT
    ]


def list_stretches(text: str) -> list[str]:
    """Everything in a letter that may be listened to, each once: sentences, then short pairs."""
    sentences = split_sentences(text)
    pairs = (" ".join(pair) for pair in pair_short_sentences(sentences))
    return list(dict.fromkeys([*sentences, *pairs]))
