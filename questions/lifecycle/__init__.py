"""The verbs: every change of state, whoever asks for it.

A verb does the whole change in one transaction: rows, rendered HTML, former addresses. Doors,
commands and imports call these and nothing else to change a letter or a pair.
"""

from questions.lifecycle.column import describe, drop, set_up
from questions.lifecycle.letters import NotAnswerable, answer, decline, receive
from questions.lifecycle.pairs import (
    NotPublishable,
    correct,
    has_words,
    publish,
    reasons_against,
    unpublish,
)

__all__ = [
    "NotAnswerable",
    "NotPublishable",
    "answer",
    "correct",
    "decline",
    "describe",
    "drop",
    "has_words",
    "publish",
    "reasons_against",
    "receive",
    "set_up",
    "unpublish",
]
