"""Everything that was ever written of an answer: drafts, autosaves, private changes, history."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from questions.crypto import SealedModel, SealedTextField
from questions.models.question_text import QuestionText
from questions.models.questions import Question


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Revisions by the part that they play."""

    def current_ones(self) -> Self:
        """The one of each question that is being worked on."""
        return self.filter(number=F("question__revision"))

    def newest_first(self) -> Self:
        """As the history shows them."""
        return self.order_by("-number")


class Revision(SealedModel):
    """One text of a question, whole and sealed, with who saved it, when and why.

    `Question.revision` is the number of the revision that is being worked on. The others are its
    history: texts from before, events such as publishing, and the other side of a conflict.
    """

    class Reason(models.TextChoices):
        """Why it was written."""

        STARTED = "started", _("Started the answer")
        AUTOSAVE = "autosave", _("Saved automatically")
        SAVED = "saved", _("Saved")
        CONFLICT = "conflict", _("Not saved: somebody else had saved in the meantime")
        PSEUDONYMS = "pseudonyms", _("Replaced names")
        RESTORED = "restored", _("Restored an earlier version")
        DISCARDED = "discarded", _("Discarded the changes")
        LETTER_ADDED = "letter-added", _("Added another letter")
        PUBLISHED = "published", _("Published")
        CORRECTED = "corrected", _("Published the changes")
        SENT = "sent", _("Sent privately to the writer")
        UNPUBLISHED = "unpublished", _("Unpublished")
        EXPIRED = "expired", _("Unpublished automatically")
        WITHDRAWN = "withdrawn", _("The writer withdrew the letter")
        APPROVAL_ASKED = "approval-asked", _("Showed the edited letter to its writer")
        APPROVED = "approved", _("The writer approved the edited letter")
        CHANGE_WANTED = "change-wanted", _("The writer asked for a change")
        REFUSED = "refused", _("The writer refused publication")
        IMPORTED = "imported", _("Imported")
        PREVIEWED = "previewed", _("Made a preview link")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, related_name="revisions", on_delete=models.CASCADE)
    number = models.PositiveIntegerField(editable=False)
    text = SealedTextField()
    reason = models.CharField(max_length=20, choices=Reason.choices)
    base_revision = models.PositiveIntegerField(null=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)  # later, where autosaves are one

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("question", "number", name="revision_numbered_once"),
        ]

    def __str__(self) -> str:
        """Never a word of the text."""
        return f"{self.question_id}/{self.number}"

    @property
    def question_text(self) -> QuestionText:
        """The text.

        Raises:
            Unreadable: no key opens it.
        """
        return QuestionText.from_json(self.text)
