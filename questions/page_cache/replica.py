"""Reading public pages from a replica of PostgreSQL, where DATABASE_REPLICA_URL names one.

A replica is some moments behind, and nothing may be shown that was taken back in such a moment. So
it is asked first for the version of the column that it has seen. Only when that is the one which
this process has read from the primary is the page made from the replica: it has then seen every
change that readers can see. Everything else, and every page of somebody with a cookie, who may have
changed something just now, comes from the primary; so does all that a process keeps for a second.
"""

import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from threading import Timer
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from questions.models import CacheVersion, Column, Resource, WorkerHeartbeat

VERSION = "column.version"  # in a request's environ: the version that the page cache has read
REPLICA, PRIMARY = "replica", "default"
PAUSE_SECONDS = 5.0  # after a fault, until the replica is asked again
ANSWER_SECONDS = 2.0  # for each query, because a replica can hang: a lock is held, or it is stopped
KEPT_IN_MEMORY = (Column, Resource)  # under no version, so that a former row would stay
# Away, stopped in the middle of a query, or without a column that an upgrade has just added.
FAULTS = (OperationalError, InterfaceError, ProgrammingError)

View = Callable[..., HttpResponse]
logger = logging.getLogger(__name__)
is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)
away_until = float("-inf")


class ReplicaRouter:
    """Sends what is read inside of `reading_from_replica` to the replica, and nothing else."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """Where rows of a model are read."""
        return REPLICA if is_reading.get() and model not in KEPT_IN_MEMORY else PRIMARY

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """Where rows are written: in the primary, wherever they were read."""
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Rows of both are rows of one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """A replica has the primary's tables."""
        return db != REPLICA


def read_from_replica(view: View) -> View:
    """Let a view that changes nothing read from the replica when that is as new as the primary."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_use_replica(request):
            return view(request, *args, **kwargs)
        try:
            with reading_from_replica():
                response = view(request, *args, **kwargs)
        except FAULTS as error:
            leave_replica_alone(error)
            return view(request, *args, **kwargs)
        trust_replica()
        return response

    return wrapper


def can_use_replica(request: HttpRequest) -> bool:
    """Whether a page for nobody in particular can be made from a replica that is new enough."""
    version = request.META.get(VERSION)
    if not has_replica() or not version or "Cookie" in request.headers:
        return False
    return is_replica_due() and has_replica_seen(version)


def has_replica() -> bool:
    """Whether the settings name one."""
    return REPLICA in settings.DATABASES


def is_replica_due() -> bool:
    """Whether the replica may be asked: after a fault one request tries it, and no other waits."""
    global away_until
    now = monotonic()
    if now < away_until:
        return False
    if away_until > float("-inf"):
        away_until = now + PAUSE_SECONDS
    return True


def trust_replica() -> None:
    """Let all ask the replica again: it has made a page."""
    global away_until
    away_until = float("-inf")


def has_replica_seen(version: str) -> bool:
    """Whether the replica has seen the change that began a version."""
    name = version.partition("-")[0]
    rows = CacheVersion.objects.using(REPLICA).filter(pk=CacheVersion.ONLY, name=name)
    try:
        with cutting_when_late():
            return rows.exists()
    except FAULTS as error:
        leave_replica_alone(error)
        return False


def leave_replica_alone(error: Exception) -> None:
    """Ask the primary alone for some seconds: the replica is away, or has ended what it was at."""
    global away_until
    away_until = monotonic() + PAUSE_SECONDS
    logger.warning("The replica could not be read (%s).", type(error).__name__)
    connections[REPLICA].close()


def measure_delay() -> float | None:
    """Seconds by which the replica is behind, to the worker's last round; None if it is away.

    One that knows of no round although there was one is no replica of this database.
    """
    newest = WorkerHeartbeat.last_beat()
    try:
        with cutting_when_late():
            seen = WorkerHeartbeat.last_beat(REPLICA)
    except FAULTS:
        connections[REPLICA].close()
        return None
    if newest and seen:
        return max(0.0, (newest - seen).total_seconds())
    return None if newest else 0.0


@contextmanager
def reading_from_replica() -> Iterator[None]:
    """Read from the replica until the end of the block."""
    token = is_reading.set(True)
    try:
        with connections[REPLICA].execute_wrapper(ask_in_time):
            yield
    finally:
        is_reading.reset(token)


def ask_in_time(execute: Callable[..., Any], *query: Any) -> Any:
    """Run a query of Django's, which fails when the replica does not answer in time."""
    with cutting_when_late():
        return execute(*query)


@contextmanager
def cutting_when_late() -> Iterator[None]:
    """Cut this thread's connection to the replica if the block takes too long.

    The server's own limit would not do: a process that is stopped keeps no time, and PgBouncer
    takes no settings for a session.
    """
    timer = Timer(ANSWER_SECONDS, cut_connection, [connections[REPLICA]])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # it must not cut what has the same number next


def cut_connection(replica: Any) -> None:
    """Let whoever waits for an answer hear that the connection has ended."""
    connection = replica.connection
    if connection is None or connection.closed:  # `connect_timeout` looks after those being made
        return
    with suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as waiting:
        waiting.shutdown(socket.SHUT_RDWR)
