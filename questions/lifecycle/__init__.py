"""The verbs: every change of state, whoever asks for it.

A verb does the whole change in one transaction: rows, rendered HTML, former addresses. Doors,
commands and imports call these and nothing else to change a letter or a pair.
"""

from questions.lifecycle.addresses import gone_slug
from questions.lifecycle.approval import ask_approval, give_word, last_day
from questions.lifecycle.column import describe, drop, keep_help_lines, merge, set_up
from questions.lifecycle.dialogue import read, say
from questions.lifecycle.drafts import (
    Stale,
    as_written,
    drop_changes,
    forget_past,
    keep,
    published_text,
    restore,
    working_text,
)
from questions.lifecycle.history import remember, tags_of
from questions.lifecycle.inbox import (
    decline,
    hold,
    note,
    set_aside_as_spam,
    shortlist,
    tag,
    take_back,
    untag,
)
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
    answer_together,
    attach,
    detach,
    receive,
)
from questions.lifecycle.looks import lend, look_by, withdraw_link
from questions.lifecycle.pairs import (
    KEPT,
    NotPublishable,
    Written,
    correct,
    dangers,
    has_consent,
    has_words,
    needs_care,
    publish,
    reasons_against,
    unpublish,
)
from questions.lifecycle.plan import next_free_slot
from questions.lifecycle.stand_ins import TooLong, last_put_in, put_names_back, stand_in

__all__ = [
    "KEPT",
    "NotAnswerable",
    "NotPublishable",
    "Stale",
    "TooLong",
    "Written",
    "answer",
    "answer_together",
    "as_written",
    "ask_approval",
    "attach",
    "correct",
    "dangers",
    "decline",
    "describe",
    "detach",
    "drop",
    "drop_changes",
    "erase",
    "forget_contact",
    "forget_original",
    "forget_past",
    "give_word",
    "gone_slug",
    "has_consent",
    "has_words",
    "hold",
    "keep",
    "keep_help_lines",
    "last_day",
    "last_put_in",
    "lend",
    "look_by",
    "merge",
    "needs_care",
    "next_free_slot",
    "note",
    "publish",
    "published_text",
    "put_names_back",
    "read",
    "reasons_against",
    "receive",
    "remember",
    "replay_erasures",
    "restore",
    "say",
    "set_aside_as_spam",
    "set_up",
    "shortlist",
    "stand_in",
    "tag",
    "tags_of",
    "take_back",
    "unpublish",
    "untag",
    "withdraw",
    "withdraw_link",
    "working_text",
]
