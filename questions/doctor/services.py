"""Database, clock, worker and mail server."""

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone

from questions import health
from questions.checks import MAIL_HINT
from questions.doctor.findings import Diagnosis, Level, all_well

MAX_SKEW = timedelta(seconds=5)
SET_CLOCK = "Switch on time synchronisation: `timedatectl set-ntp true`; `timedatectl` shows it."


def check_database() -> Iterator[Diagnosis]:
    """Which engine answers, if one does."""
    try:
        with connection.cursor() as cursor:
            is_sqlite = connection.vendor == "sqlite"
            cursor.execute("SELECT sqlite_version()" if is_sqlite else "SHOW server_version")
            version = str(cursor.fetchone()[0])
    except DatabaseError as error:
        words = f"The database does not answer ({type(error).__name__})."
        yield Diagnosis("database", Level.ERROR, words, "Start it, and check DATABASE_URL.")
        return
    yield all_well("database", f"{connection.display_name} {version} answers.")


def check_clock() -> Iterator[Diagnosis]:
    """Whether this machine and the database agree about the time."""
    if connection.vendor != "postgresql":
        return  # SQLite has no clock of its own
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        yield compare_clocks("clock", "the database's", cursor.fetchone()[0])


def compare_clocks(name: str, whose: str, moment: datetime) -> Diagnosis:
    """Whether another clock says what ours says.

    Args:
        name: of the finding.
        whose: the other clock.
        moment: what it says.
    """
    apart = abs(timezone.now() - moment)
    if apart > MAX_SKEW:
        words = f"This machine's clock and {whose} are {apart.total_seconds():.0f} seconds apart."
        return Diagnosis(name, Level.ERROR, words, SET_CLOCK)
    return all_well(name, f"This machine's clock and {whose} agree.")


def check_state() -> Iterator[Diagnosis]:
    """What `/readyz` would say: migrations, keys, worker, mail that waits, retention, scrubbing."""
    faults = health.find_faults()
    for fault in faults:
        level = Level.WARNING if fault.can_wait else Level.ERROR
        remedy = f"docs/operations.md, under “{fault.name}”, says more."
        yield Diagnosis(f"state.{fault.name}", level, fault.words, remedy)
    if not faults:
        yield all_well("state", "Migrations, keys, worker, mail and retention are in order.")


def check_mail() -> Iterator[Diagnosis]:
    """Whether the mail server lets us in. Nothing is sent."""
    if not settings.MAIL_IS_SET and settings.SITE_IS_LOCAL:
        return
    if not settings.EMAIL_HOST:
        words = "EMAIL_URL names no mail server: no mail leaves this machine."
        yield Diagnosis("mail", Level.WARNING, words, MAIL_HINT)
        return
    server = get_connection(fail_silently=False)
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        words = f"The mail server {settings.EMAIL_HOST} cannot be used ({type(error).__name__})."
        remedy = (
            "Check EMAIL_URL, and that the port is open." if settings.MAIL_IS_SET else MAIL_HINT
        )
        yield Diagnosis("mail", Level.ERROR, words, remedy)
        return
    server.close()
    yield all_well("mail", f"The mail server {settings.EMAIL_HOST} accepts our connection.")
