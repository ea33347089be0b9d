"""The nouns. Letters are private, questions are public: two tables that no public view joins."""

from questions.models.column import Column, Passage, WeeklySlot
from questions.models.desk import PendingRevision, PreviewLink, Pseudonym
from questions.models.dialogue import Message, StatusWords
from questions.models.edition import CacheVersion
from questions.models.imports import FormerAddress, ImportedQuestion, ImportRun
from questions.models.ledgers import Erasure, OutgoingMail, RateLimit, WeeklyCount
from questions.models.letters import Letter
from questions.models.newsletter import (
    Issue,
    IssueQuestion,
    Signup,
    Subscriber,
    SubscriptionRequest,
)
from questions.models.questions import FormerSlug, Question
from questions.models.resources import Resource
from questions.models.search import RelatedQuestion, Spelling, Word
from questions.models.tags import FormerTagSlug, Tag, TagEntry

__all__ = [
    "CacheVersion",
    "Column",
    "Erasure",
    "FormerAddress",
    "FormerSlug",
    "FormerTagSlug",
    "ImportRun",
    "ImportedQuestion",
    "Issue",
    "IssueQuestion",
    "Letter",
    "Message",
    "OutgoingMail",
    "Passage",
    "PendingRevision",
    "PreviewLink",
    "Pseudonym",
    "Question",
    "RateLimit",
    "RelatedQuestion",
    "Resource",
    "Signup",
    "Spelling",
    "StatusWords",
    "Subscriber",
    "SubscriptionRequest",
    "Tag",
    "TagEntry",
    "WeeklyCount",
    "WeeklySlot",
    "Word",
]
