"""Who gets which question, said once: for the count at the desk and for the outbox alike."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from questions.models import Issue, OutgoingMail, Question, Subscriber, SubscriptionRequest


def subscribers_for_issue(issue: Issue, questions: Iterable[Question]) -> QuerySet[Subscriber]:
    """Everybody who gets at least one of the questions by this issue."""
    wanted = [recipient_condition(issue, question) for question in questions]
    return Subscriber.objects.filter(reduce(or_, wanted)) if wanted else Subscriber.objects.none()


def count_subscribers(issue: Issue) -> int:
    """How many would get the issue as it stands."""
    return subscribers_for_issue(issue, issue.chosen_questions()).count()


def questions_for_subscriber(subscriber: Subscriber, issue: Issue) -> list[Question]:
    """What of the issue readers can see now and this one is to get, the newest first."""
    mine = Subscriber.objects.filter(pk=subscriber.pk)
    return [
        question
        for question in issue.public_questions()
        if mine.filter(recipient_condition(issue, question)).exists()
    ]


def recipient_condition(issue: Issue, question: Question) -> Q:
    """Subscribers who get a question by an issue.

    They had confirmed before it was public, want its topic, and get mail in the issue's rhythm.
    Who changed over while a question was on its way gets it by the issue of the rhythm that they
    had then, unless that one has gone already: nothing comes twice, and nothing is lost.
    """
    public_at = question.publish_at or timezone.now()
    topics = Q(wants_all=True) | Q(pk__in=subscriber_ids_by_tags(question))
    return Q(confirmed_at__lte=public_at) & topics & frequency_condition(issue, question)


def subscriber_ids_by_tags(question: Question) -> QuerySet:
    """The numbers of subscribers who chose one of the question's tags."""
    tagged = Question.tags.through.objects.filter(question_id=question.pk).values("tag_id")
    return Subscriber.tags.through.objects.filter(tag_id__in=tagged).values("subscriber_id")


def frequency_condition(issue: Issue, question: Question) -> Q:
    """Those whose rhythm is the issue's, as it was when the question became public."""
    public_at = question.publish_at or timezone.now()
    if not issue.is_weekly:
        return Q(rhythm=SubscriptionRequest.Frequency.AT_ONCE, rhythm_since__lte=public_at)
    sent = OutgoingMail.objects.filter(
        issue__rhythm=SubscriptionRequest.Frequency.AT_ONCE, issue__questions=question
    )
    has_it = Q(pk__in=sent.filter(subscriber__isnull=False).values("subscriber_id"))
    was_weekly = Q(rhythm=SubscriptionRequest.Frequency.AT_ONCE, rhythm_since__gt=public_at)
    return (Q(rhythm=SubscriptionRequest.Frequency.WEEKLY) | was_weekly) & ~has_it
