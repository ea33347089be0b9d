"""Which calls an event causes: rows, written in the transaction that publishes or takes down.

What comes or goes by itself at a time to come gets its rows beforehand, due at that time. Whether
it is still so is asked when the call is made.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from questions.models import OutgoingCall, Question, WebhookEndpoint

Event, Kind = OutgoingCall.Event, OutgoingCall.Kind
BY_CLOCK = (Event.PUBLISHED, Event.UNPUBLISHED)


def plan_publication(question: Question, *, was_public: bool) -> None:
    """Tell others of a question that is public now, or will be; and when it goes by itself.

    Args:
        question: as it was just saved, with its times.
        was_public: readers could see it before, so that nobody is told again.
    """
    cancel_planned(question)
    assert question.publish_at is not None
    if not was_public:
        add_event(question, Event.PUBLISHED, max(question.publish_at, timezone.now()))
    if question.unpublish_at:
        add_event(question, Event.UNPUBLISHED, question.unpublish_at)


def plan_correction(question: Question) -> None:
    """Tell others that the words of a public question were changed."""
    if question.is_public:
        add_event(question, Event.CORRECTED)
    planned_calls(question).update(slug="")  # its address may be another one by now


def plan_removal(question: Question, event: OutgoingCall.Event) -> None:
    """Tell others that a question goes; one that was still to come was never told of.

    Args:
        question: as it is before it goes.
        event: unpublished or withdrawn.
    """
    cancel_planned(question)
    if question.is_public:
        add_event(question, event)


def cancel_planned(question: Question) -> None:
    """Take back what was to be told at times to come."""
    planned_calls(question).delete()


def planned_calls(question: Question) -> QuerySet[OutgoingCall]:
    """The calls of a question whose moment has not come."""
    coming = OutgoingCall.objects.filter(happened_at__gt=timezone.now(), event__in=BY_CLOCK)
    return coming.filter(question=question, state=OutgoingCall.State.WAITING)


def add_event(
    question: Question, event: OutgoingCall.Event, moment: datetime | None = None
) -> None:
    """Write a row for everybody who is told of an event.

    Args:
        question: which.
        event: what happens.
        moment: when, if not now.
    """
    moment = moment or timezone.now()
    facts = {"event": event, "question": question, "due_at": moment, "happened_at": moment}
    slug = question.slug or ""
    calls = [OutgoingCall(slug=slug, **facts, **whom) for whom in list_listeners(event)]
    OutgoingCall.objects.bulk_create(calls)
    if moment > timezone.now():
        OutgoingCall.add_purges(moment)


def list_listeners(event: OutgoingCall.Event) -> Iterator[dict[str, object]]:
    """Whom an event concerns, as the facts of a row."""
    for endpoint in WebhookEndpoint.objects.filter(is_active=True)[: WebhookEndpoint.MOST]:
        if event in endpoint.events:
            yield {"kind": Kind.WEBHOOK, "endpoint": endpoint}
    if settings.WEBSUB_HUB:
        yield {"kind": Kind.WEBSUB}
    if settings.INDEXNOW_KEY and settings.INDEXNOW_URL:
        yield {"kind": Kind.INDEXNOW}


def add_test(endpoint: WebhookEndpoint) -> OutgoingCall:
    """Call an endpoint to see whether it answers, about no letter."""
    return OutgoingCall.objects.create(kind=Kind.WEBHOOK, event=Event.TEST, endpoint=endpoint)
