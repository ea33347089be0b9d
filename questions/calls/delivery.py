"""Making the calls that are due, and writing down how each went."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _

from advice.outgoing import Answer, Bounds, OutgoingFailed, OutgoingRefused, Request, send_request
from questions.calls.pings import compose_indexnow, compose_websub
from questions.calls.purges import compose_purge
from questions.calls.requests import NotNeeded
from questions.calls.webhooks import compose_webhook
from questions.leases import (
    Retries,
    find_misdated,
    lease_next_row,
    postpone_row,
    set_row_aside,
)
from questions.models import OutgoingCall, WebhookEndpoint
from questions.text.numbers import read_number

Kind, State = OutgoingCall.Kind, OutgoingCall.State
# As Standard Webhooks recommends; no redirect is followed.
BOUNDS = Bounds(seconds=15, max_bytes=0, ports=None)
PURGE_BOUNDS = replace(BOUNDS, seconds=5)  # less than its lease
# About eight and a half hours from the first try to the last; a CDN is told within minutes or not.
RETRIES = Retries(timedelta(minutes=2), first_pause=timedelta(minutes=1), attempts=10)
PURGE_RETRIES = Retries(timedelta(seconds=15), first_pause=timedelta(seconds=1), attempts=10)
RETRIED_STATUSES = {408, 409, 423, 425, 429}  # refusals that may change
GONE = 410
MAX_RETRY_AFTER = timedelta(hours=12)

Composer = Callable[[OutgoingCall], Request]
COMPOSERS: dict[str, Composer] = {
    Kind.WEBHOOK: compose_webhook,
    Kind.WEBSUB: compose_websub,
    Kind.INDEXNOW: compose_indexnow,
    Kind.PURGE: compose_purge,
}


def send_due_calls(is_over: Callable[[], bool] = lambda: False) -> int:
    """Make every call that is due, unless it is time to end. Returns how many were tried."""
    calls, tried = OutgoingCall.objects.all(), 0
    while not is_over() and (call := lease_next_row(calls, RETRIES)):
        send_leased_call(call)
        tried += 1
    return tried


def send_due_purges() -> int:
    """Tell the CDN what it must forget, and nobody else. Returns how many purges were tried."""
    purges, tried = OutgoingCall.objects.filter(kind=Kind.PURGE), 0
    while call := lease_next_row(purges, PURGE_RETRIES):
        send_leased_call(call)
        tried += 1
    return tried


def send_leased_call(call: OutgoingCall) -> None:
    """Make a leased call, and write down how it went."""
    began = timezone.now()
    try:
        bounds = PURGE_BOUNDS if call.kind == Kind.PURGE else BOUNDS
        answer = send_request(COMPOSERS[call.kind](call), bounds)
    except NotNeeded:
        settle_call(call, State.DROPPED)
    except OutgoingRefused as refusal:
        set_row_aside(call, str(refusal))
    except OutgoingFailed as failure:
        postpone_call(call, str(failure))
    except Exception as error:  # others fail in many ways, and none may stop the rest
        postpone_call(call, type(error).__name__)
    else:
        settle_answer(call, answer, began)


def settle_answer(call: OutgoingCall, answer: Answer, began: datetime) -> None:
    """Write down what the other machine answered.

    Args:
        call: which.
        answer: what it said.
        began: when it was asked.
    """
    OutgoingCall.objects.filter(pk=call.pk).update(status=answer.status)
    if 200 <= answer.status <= 299:
        settle_call(call, State.SENT)
        forget_covered_purges(call, began)
    else:
        settle_refusal(call, answer)


def settle_refusal(call: OutgoingCall, answer: Answer) -> None:
    """Try again later, unless it was refused for good; who is gone is called no more.

    A webhook may answer anything while it is put in order: only "gone" is for good there. Who
    sends it a test is looking, and sends another.
    """
    fault, is_gone = _("It answered %d.") % answer.status, answer.status == GONE
    is_news = call.kind == Kind.WEBHOOK and call.event != OutgoingCall.Event.TEST
    may_change = is_news or answer.status in RETRIED_STATUSES or answer.status >= 500
    if may_change and not is_gone:
        postpone_call(call, fault, read_retry_after(answer))
        return
    if is_gone and call.endpoint:
        WebhookEndpoint.objects.filter(pk=call.endpoint.pk).update(is_active=False)
    set_row_aside(call, fault)


def read_retry_after(answer: Answer) -> timedelta:
    """How long the other machine wants to be left alone: seconds, or until a moment; bounded."""
    text = str(answer.headers.get("Retry-After") or "").strip()
    seconds = read_number(text, most_digits=9)
    if moment := parse_http_date_safe(text):
        seconds = max(moment - int(time.time()), 0)
    return min(timedelta(seconds=seconds or 0), MAX_RETRY_AFTER)


def settle_call(call: OutgoingCall, state: str) -> None:
    """It was made, or is needed no more: the letter's address goes, and of a purge the row."""
    found = OutgoingCall.objects.filter(pk=call.pk)
    if call.kind == Kind.PURGE:
        found.delete()
        return
    found.update(state=state, slug="", question=None, leased_until=None, fault="")


def postpone_call(call: OutgoingCall, fault: str, at_least: timedelta = timedelta()) -> None:
    """Try again later, each time after twice as long; in the end set it aside for the desk.

    Args:
        call: which.
        fault: what went wrong.
        at_least: how long the other machine wants to be left alone.
    """
    retries = PURGE_RETRIES if call.kind == Kind.PURGE else RETRIES
    postpone_row(call, fault, retries, at_least)


def forget_covered_purges(call: OutgoingCall, began: datetime) -> None:
    """Delete the purges that a later one has made needless: each makes the CDN forget all.

    Args:
        call: the one that was made.
        began: when; what happened after that is told by itself.
    """
    if call.kind == Kind.PURGE:
        others = OutgoingCall.objects.filter(kind=Kind.PURGE, target=call.target)
        others.filter(happened_at__lte=began).delete()


def bring_forward_misdated() -> int:
    """Make due what a clock that was ahead has put off. Returns how many calls.

    What tells of a moment to come waits for it all the same.
    """
    now, misdated = timezone.now(), find_misdated(OutgoingCall.objects.all(), RETRIES)
    return misdated.filter(happened_at__lte=now).update(due_at=now)
