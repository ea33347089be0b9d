"""Issues of the newsletter: one letter, or the letters of a week."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.questions import Question, published_now
from questions.models.subscriptions import SubscriptionRequest


class Issue(models.Model):
    """One mailing: a question on its own, or the questions of a week."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Goes by itself")
        HELD = "held", _("Held")
        SKIPPED = "skipped", _("Not sent")
        GONE = "gone", _("Sent")

    name = models.CharField(max_length=40, unique=True)  # drawn up once, by however many workers
    rhythm = models.CharField(max_length=8, choices=SubscriptionRequest.Frequency.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(_("goes"))
    until = models.DateTimeField(null=True)  # of a week: questions up to this moment are in it
    recipients = models.PositiveIntegerField(default=0)
    questions: models.ManyToManyField = models.ManyToManyField(
        Question, through="IssueQuestion", related_name="issues"
    )

    if TYPE_CHECKING:
        mails: Any  # the outbox rows, by the way back from OutgoingMail.issue
        contents: Any  # by the way back from IssueQuestion.issue

    class Meta:
        verbose_name = _("issue of the newsletter")
        verbose_name_plural = _("newsletter")
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=["state", "due_at"], name="issue_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_weekly(self) -> bool:
        """Whether it is a digest."""
        return self.rhythm == SubscriptionRequest.Frequency.WEEKLY

    @property
    def can_change(self) -> bool:
        """Whether nothing of it has been handed to the outbox."""
        return self.state in {self.State.WAITING, self.State.HELD}

    def chosen_questions(self) -> models.QuerySet[Question]:
        """What goes in it, public or still to come, the newest first."""
        rows = self.contents.filter(is_left_out=False).values("question_id")
        found = Question.objects.filter(pk__in=rows, state=Question.State.PUBLISHED)
        return found.order_by("-publish_at", "-pk").prefetch_related("tags")

    def public_questions(self) -> models.QuerySet[Question]:
        """What of it readers can see now: nothing else is sent."""
        return self.chosen_questions().filter(published_now())


class IssueQuestion(models.Model):
    """That a question is in an issue, or was and has been left out."""

    issue = models.ForeignKey(Issue, related_name="contents", on_delete=models.CASCADE)
    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    is_left_out = models.BooleanField(default=False)

    class Meta:
        db_table = "questions_issuepair"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issue", "question"], name="issue_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.question}"
