"""The nouns. Letters are private, questions are public: two tables that no public view joins."""

from questions.models.column import Column, Passage, WeeklySlot
from questions.models.desk import PendingRevision, PreviewLink
from questions.models.letters import Letter
from questions.models.questions import FormerSlug, Question
from questions.models.tags import FormerTagSlug, Tag

__all__ = [
    "Column",
    "FormerSlug",
    "FormerTagSlug",
    "Letter",
    "Passage",
    "PendingRevision",
    "PreviewLink",
    "Question",
    "Tag",
    "WeeklySlot",
]
