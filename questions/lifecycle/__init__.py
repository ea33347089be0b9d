"""The verbs: every change of state, whoever asks for it.

A verb does the whole change in one transaction: rows, rendered HTML, former addresses. Doors,
commands and imports call these and nothing else to change a letter or a pair.
"""

from questions.lifecycle.approval import ask_approval, give_word
from questions.lifecycle.column import describe, drop, set_up
from questions.lifecycle.dialogue import read, say
from questions.lifecycle.leaving import (
    erase,
    forget_contact,
    forget_original,
    replay_erasures,
    withdraw,
)
from questions.lifecycle.letters import (
    NotAnswerable,
    answer,
    decline,
    receive,
    restore,
    shortlist,
)
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
    "ask_approval",
    "correct",
    "decline",
    "describe",
    "drop",
    "erase",
    "forget_contact",
    "forget_original",
    "give_word",
    "has_words",
    "publish",
    "read",
    "reasons_against",
    "receive",
    "replay_erasures",
    "restore",
    "say",
    "set_up",
    "shortlist",
    "unpublish",
    "withdraw",
]
