"""The nouns. Letters are private, questions are public: two tables that no public view joins."""

from questions.models.cache_version import CacheVersion
from questions.models.collections import Collection, CollectionPart, FormerCollectionSlug
from questions.models.column import Column
from questions.models.content_notes import NEEDS_CARE, Care, ContentNote
from questions.models.daily_count import DailyCount
from questions.models.desk_notice import DeskNotice
from questions.models.erasure import Erasure, PendingScrub
from questions.models.former_slug import FormerSlug
from questions.models.heartbeat import WorkerHeartbeat
from questions.models.imports import (
    FormerAddress,
    ImportedQuestion,
    ImportEntry,
    ImportPart,
    ImportRun,
)
from questions.models.invitation import Invitation
from questions.models.issue import Issue, IssueQuestion
from questions.models.letters import Letter
from questions.models.message import Message
from questions.models.outbox import OutgoingMail
from questions.models.outgoing_call import OutgoingCall
from questions.models.passage import Passage
from questions.models.preview_link import PreviewLink
from questions.models.provenance import Provenance
from questions.models.pseudonym import Pseudonym
from questions.models.question_text import QuestionText
from questions.models.questions import Question
from questions.models.rate_limit import RateLimit
from questions.models.reader_letter import ReaderLetter
from questions.models.rendering import RenderedVersion
from questions.models.rerun import Rerun
from questions.models.resources import Resource
from questions.models.retention import RetentionRound
from questions.models.revision import Revision
from questions.models.search import QuestionVector, RelatedQuestion
from questions.models.status_words import StatusWords
from questions.models.subscriptions import Signup, Subscriber, SubscriptionRequest
from questions.models.suppressed import SuppressedAddress
from questions.models.tags import FormerTagSlug, Tag, TagEntry
from questions.models.webhook_endpoint import WebhookEndpoint, WebhookEvent
from questions.models.weekly_count import WeeklyCount
from questions.models.weekly_slot import WeeklySlot
