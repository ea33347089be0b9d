"""The nouns. Letters are private, questions are public: two tables that no public view joins."""

from questions.models.column import Column, Passage
from questions.models.edition import Edition
from questions.models.letters import Letter
from questions.models.questions import FormerSlug, Question
from questions.models.tags import FormerTagSlug, Tag

__all__ = [
    "Column",
    "Edition",
    "FormerSlug",
    "FormerTagSlug",
    "Letter",
    "Passage",
    "Question",
    "Tag",
]
