"""The state of letters, answers, mail and worker, as the database has it at this moment."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Count, Min, Model
from django.utils import timezone

from questions import backups, health
from questions.metrics.catalogue import Sample
from questions.models import (
    Letter,
    OutgoingCall,
    OutgoingMail,
    PendingScrub,
    Question,
    WorkerHeartbeat,
)
from questions.page_cache import replica

UNREAD = (Letter.State.NEW, Letter.State.SHORTLISTED)


def collect_gauges() -> Iterator[Sample]:
    """All of them; without a database those that need none."""
    room = os.statvfs(settings.DATA_DIR)
    yield Sample("column_disk_free_bytes", room.f_bavail * room.f_frsize)
    yield from measure_backup_age()
    found = {fault.name for fault in health.find_faults()}
    for name in health.list_fault_names():
        yield Sample("column_fault", int(name in found), {"name": name})
    try:
        with transaction.atomic():
            samples = list(collect_from_database())
    except DatabaseError:
        samples = [Sample("column_database_up", 0)]
    yield from samples


def measure_backup_age() -> Iterator[Sample]:
    """How old the newest backup is, by its name."""
    newest = backups.newest_backup(backups.default_folder())
    if newest:
        yield Sample("column_backup_age_seconds", seconds_since(backups.backup_time(newest)))


def collect_from_database() -> Iterator[Sample]:
    """What the database is asked."""
    yield Sample("column_database_up", 1)
    yield from count_states(Letter, Letter.State.values, "column_letters", "state")
    yield from count_states(Question, Question.State.values, "column_answers", "state")
    yield from count_states(OutgoingMail, OutgoingMail.State.values, "column_mails", "fate")
    unread = Letter.objects.filter(state__in=UNREAD).aggregate(day=Min("received_on"))["day"]
    yield Sample("column_letter_oldest_waiting_days", days_since(unread))
    yield from measure_mail_queue()
    yield from measure_calls()
    yield from measure_replica()
    if beat := WorkerHeartbeat.last_beat():
        yield Sample("column_worker_heartbeat_age_seconds", seconds_since(beat))
    scrub = PendingScrub.objects.aggregate(day=Min("since"))["day"]
    yield Sample("column_scrub_pending_days", days_since(scrub))


def measure_replica() -> Iterator[Sample]:
    """How far the replica is behind, if there is one and it answers."""
    delay = replica.measure_delay() if replica.has_replica() else None
    if delay is not None:
        yield Sample("column_replica_delay_seconds", delay)


def count_states(
    model: type[Model], states: list[str], metric: str, label: str
) -> Iterator[Sample]:
    """How many rows are in each state; 0 where none is.

    Args:
        model: whose rows.
        states: all that there are.
        metric: the metric's name.
        label: what the state is called in it.
    """
    rows = model._default_manager.order_by().values("state").annotate(number=Count("pk"))
    counts = dict(rows.values_list("state", "number"))
    for state in states:
        yield Sample(metric, counts.get(state, 0), {label: state})


def measure_mail_queue() -> Iterator[Sample]:
    """For how long the oldest mail has been due: of single mails, and of a newsletter's."""
    ages = measure_due_ages(OutgoingMail, "is_bulk")
    for is_bulk, kind in ((False, "single"), (True, "newsletter")):
        yield Sample("column_mail_oldest_due_seconds", ages.get(is_bulk, 0), {"kind": kind})


def measure_calls() -> Iterator[Sample]:
    """Calls to other machines: what became of them, and for how long the oldest has been due."""
    yield from count_states(OutgoingCall, OutgoingCall.State.values, "column_calls", "fate")
    ages = measure_due_ages(OutgoingCall, "kind")
    for kind in OutgoingCall.Kind.values:
        yield Sample("column_call_oldest_due_seconds", ages.get(kind, 0), {"kind": kind})


def measure_due_ages(queue: type[OutgoingMail | OutgoingCall], field: str) -> dict[Any, float]:
    """For how many seconds the oldest row that waits has been due, by a field's values."""
    waiting = queue.objects.filter(state=queue.State.WAITING, due_at__lte=timezone.now())
    rows = waiting.order_by().values(field).annotate(oldest=Min("due_at"))
    return {value: seconds_since(due) for value, due in rows.values_list(field, "oldest")}


def seconds_since(moment: datetime) -> float:
    """Seconds since a moment; none if a clock has it in the future."""
    return round(max(0.0, (timezone.now() - moment).total_seconds()), 3)


def days_since(day: date | None) -> int:
    """Days since a day; none if there is no day."""
    return max(0, (timezone.localdate() - day).days) if day else 0
