"""The nouns. Letters are private, questions are public: two tables that no public view joins."""

from questions.models.column import Column, Passage
from questions.models.letters import Letter
from questions.models.questions import FormerSlug, Question
from questions.models.resources import Resource
from questions.models.tags import FormerTagSlug, Tag

__all__ = [
    "Column",
    "FormerSlug",
    "FormerTagSlug",
    "Letter",
    "Passage",
    "Question",
    "Resource",
    "Tag",
]
