"""The issues: drawn up from published questions in time to be looked at, handed over when due.

All of it may be done twice, by two workers or by one that was killed: an issue's name is unique,
and so is its row in the outbox for each recipient.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone

from questions.models import (
    Column,
    Issue,
    IssueQuestion,
    OutgoingMail,
    Question,
    SubscriptionRequest,
)
from questions.models.column import utc_from_column_time
from questions.newsletter.audience import subscribers_for_issue

# After so long without a worker nothing is sent "at once" any more.
SENDING_DEADLINE = timedelta(days=3)
DIGEST_HORIZON = timedelta(days=31)
MAX_IN_DIGEST = 50
BATCH = 500
PUBLISHED = Question.State.PUBLISHED
SINGLE_ISSUE = "pair-{}"  # as rows have been named since the first edition: sent once, ever


def process_issues(now: datetime | None = None) -> int:
    """Draw up what is to come, hand over what is due. Returns how many mails were handed over."""
    column, now = Column.get_current(), now or timezone.now()
    if not column.offers_newsletter:
        return 0
    create_due_issues(column, now)
    due = Issue.objects.filter(state=Issue.State.WAITING, due_at__lte=now).order_by("due_at")
    return sum(queue_issue(issue, now) for issue in due[:20])


def create_due_issues(column: Column, now: datetime) -> None:
    """Draw up issues of what is published or scheduled, and keep to what was changed by hand."""
    grace = timedelta(minutes=column.grace_minutes)
    delete_obsolete_issues()
    reschedule_single_issues(grace, now)
    create_single_issues(grace, now)
    create_weekly_issue(column, now)


def delete_obsolete_issues() -> None:
    """Forget issues of single questions that were taken down before anything was sent."""
    waiting = Issue.objects.filter(state__in=[Issue.State.WAITING, Issue.State.HELD])
    singles = waiting.filter(rhythm=SubscriptionRequest.Frequency.AT_ONCE, recipients=0)
    for issue in singles.exclude(questions__state=PUBLISHED):  # mostly none: no lock is taken then
        issue.delete()


def reschedule_single_issues(grace: timedelta, now: datetime) -> None:
    """Let an issue of a single question go when that does, though its moment was changed."""
    singles = Issue.objects.filter(
        state=Issue.State.WAITING, rhythm=SubscriptionRequest.Frequency.AT_ONCE
    )
    coming = singles.filter(questions__publish_at__gt=now - grace)
    for issue in coming.annotate(due=F("questions__publish_at") + grace).exclude(due_at=F("due")):
        Issue.objects.filter(pk=issue.pk).update(due_at=issue.due)


def create_single_issues(grace: timedelta, now: datetime) -> None:
    """An issue for each question that is coming or has just come, and never a second one."""
    known = IssueQuestion.objects.filter(
        issue__rhythm=SubscriptionRequest.Frequency.AT_ONCE, question=OuterRef("pk")
    )
    fresh = Question.objects.filter(state=PUBLISHED, publish_at__gt=now - SENDING_DEADLINE)
    fresh = fresh.filter(first_published_at=None)  # what came from another site is no news
    for question in fresh.exclude(Exists(known)).only("publish_at"):
        moment = max(question.publish_at or now, now)
        create_issue(
            SINGLE_ISSUE.format(question.pk),
            SubscriptionRequest.Frequency.AT_ONCE,
            moment + grace,
            [question.pk],
        )


def create_weekly_issue(column: Column, now: datetime) -> None:
    """The digest of the next slot, when it is time to look at it.

    It holds what came out since the last one was drawn up; a week without anything is noted too,
    so that what comes a minute later waits until the columnist could see it.
    """
    slot = next_weekly_slot(column, now)
    name = f"week-{timezone.localtime(slot, timezone.get_default_timezone()).date()}"
    too_early = now < slot - timedelta(hours=column.digest_hours)
    if too_early or Issue.objects.filter(name=name).exists():
        return
    # One that reaches into the future was drawn up while the clock was ahead.
    earlier = Issue.objects.filter(rhythm=SubscriptionRequest.Frequency.WEEKLY, until__lte=now)
    last = earlier.aggregate(until=Max("until"))["until"]
    since = max(last, now - DIGEST_HORIZON) if last else now - timedelta(days=7)
    came = Question.objects.published().filter(publish_at__gt=since, publish_at__lte=now)
    came = came.filter(first_published_at=None)
    questions = list(came.values_list("pk", flat=True)[:MAX_IN_DIGEST])
    create_issue(name, SubscriptionRequest.Frequency.WEEKLY, slot, questions, until=now)


def next_weekly_slot(column: Column, now: datetime) -> datetime:
    """The next moment of the weekly mail, by the clock on the column's wall."""
    today = timezone.localdate(now, timezone.get_default_timezone())
    ahead = (column.digest_weekday - today.weekday()) % 7
    days = (today + timedelta(days=ahead + weeks) for weeks in (0, 7))
    return next(
        slot for day in days if (slot := utc_from_column_time(day, column.digest_time)) > now
    )


@transaction.atomic
def create_issue(
    name: str, rhythm: str, due_at: datetime, questions: list[int], until: datetime | None = None
) -> None:
    """Make an issue with its questions, unless another worker has."""
    facts = {"rhythm": rhythm, "due_at": due_at, "until": until}
    state = Issue.State.WAITING if questions else Issue.State.SKIPPED
    issue, is_new = Issue.objects.get_or_create(name=name, defaults=facts | {"state": state})
    if is_new:
        IssueQuestion.objects.bulk_create(
            IssueQuestion(issue=issue, question_id=question) for question in questions
        )


def queue_issue(issue: Issue, now: datetime) -> int:
    """A row in the outbox for each recipient, batch by batch, and then the issue has gone."""
    questions = [] if issue.due_at < now - SENDING_DEADLINE else list(issue.public_questions())
    waiting = Issue.objects.filter(pk=issue.pk, state=Issue.State.WAITING)
    for batch in outbox_batches(issue, questions):
        with transaction.atomic():
            if not waiting.select_for_update().exists():
                return 0  # the columnist was quicker
            OutgoingMail.objects.bulk_create(batch, ignore_conflicts=True)
    mails = issue.mails.filter(kind=OutgoingMail.Kind.ISSUE).count()  # not the tests
    waiting.update(state=Issue.State.GONE if questions else Issue.State.SKIPPED, recipients=mails)
    return mails


def outbox_batches(issue: Issue, questions: list[Question]) -> list[list[OutgoingMail]]:
    """The outbox rows of all recipients, so many at a time that nobody waits for the database."""
    numbers = list(subscribers_for_issue(issue, questions).values_list("pk", flat=True))
    rows = [
        OutgoingMail(issue=issue, subscriber_id=number, kind=OutgoingMail.Kind.ISSUE, is_bulk=True)
        for number in numbers
    ]
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
