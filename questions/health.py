"""What stands in the way of the column's work, in words that say what to do.

`/readyz` says it to whoever watches the server, and the desk's first page to the columnist.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from questions import retention
from questions.crypto import Unreadable, text_fingerprint
from questions.models import (
    CacheVersion,
    Letter,
    OutgoingCall,
    OutgoingMail,
    PendingScrub,
    RetentionRound,
    WorkerHeartbeat,
)
from questions.page_cache import replica

MIN_FREE_FILES = 1000  # the worker, uploads and SQLite make some as they go
MIN_FREE_BYTES = 64 * 1024 * 1024  # a backup of a column with thousands of letters fits into it
MAX_SILENCE = timedelta(minutes=3)  # of the worker: its longest round takes half a minute
MAX_MAIL_AGE = timedelta(minutes=15)  # since a mail was due: a failed one is due again later
MAX_BULK_AGE = timedelta(hours=6)  # of a newsletter's mails, of which many wait in a row
MAX_PURGE_AGE = timedelta(minutes=1)  # since the CDN was to forget something
MAX_REPLICA_DELAY = 60.0  # seconds: a worker's round, which tells it, takes half of them
MAX_ROUND_AGE = timedelta(hours=30)  # of retention, which has one a day, and tries each hour
MAX_SCRUB_AGE = timedelta(days=1)  # a scrub waits while somebody reads an older state
CAN_WAIT = frozenset({"replica"})  # the primary does its work meanwhile


class Fault(NamedTuple):
    """Something that is not in order.

    Attributes:
        name: one word, for programs.
        words: what is wrong and what to do, for people.
    """

    name: str
    words: str

    @property
    def can_wait(self) -> bool:
        """Whether everything goes on meanwhile, so that nobody has to be woken."""
        return self.name in CAN_WAIT


def find_faults() -> list[Fault]:
    """All that is not in order. Without a database only what can be seen without one."""
    faults = run_checks(check_disk, check_database)
    if any(fault.name == "database" for fault in faults) and not can_read_database():
        return faults
    return faults + (run_checks(check_migrations) or run_checks(*CHECKS_OF_ROWS))


def find_desk_faults() -> list[Fault]:
    """What the desk's first page says; what it needs to be shown at all is in order."""
    return run_checks(check_disk, *CHECKS_OF_ROWS)


def run_checks(*checks: Callable[[], str]) -> list[Fault]:
    """What some checks found. A check is named after what it looks at: `check_disk`."""
    found = ((name_check(check), check()) for check in checks)
    return [Fault(name, words) for name, words in found if words]


def name_check(check: Callable[[], str]) -> str:
    """The name of the fault that a check finds."""
    return check.__name__.removeprefix("check_")


def check_disk() -> str:
    """Whether DATA_DIR is there and has room, for files too (some disks know no limit of them)."""
    try:
        room = os.statvfs(settings.DATA_DIR)
    except OSError:
        return _("DATA_DIR cannot be reached. Check its disk and its mount.")
    free = room.f_bavail * room.f_frsize
    if free < MIN_FREE_BYTES:
        return _(
            "The disk is nearly full: %(free)d MB are free. "
            "Free some space, or letters will be refused."
        ) % {"free": free // 1024**2}
    if room.f_files and room.f_favail < MIN_FREE_FILES:
        return _("The disk can hold almost no more files. Delete some, or letters will be refused.")
    return ""


def check_database() -> str:
    """Whether the database takes changes. Nothing is changed: no row has this number."""
    try:
        with transaction.atomic():
            CacheVersion.objects.filter(pk=-1).update(name="")
    except DatabaseError:
        if can_read_database():
            return _("The database can only be read, so nothing can be saved.")
        return _("The database does not answer.")
    return ""


def can_read_database() -> bool:
    """Whether it answers at all."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def check_migrations() -> str:
    """Whether the database is the one that this version expects."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return _("The database has not been updated. Run `manage.py prepare`.")
    return ""


def check_keys() -> str:
    """Whether the keys are those with which the newest letter was sealed and got its receipt."""
    letter = Letter.objects.exclude(text="").order_by("-received_on").first()
    try:
        if letter is None or letter.likeness in {"", text_fingerprint(letter.text)}:
            return ""
    except Unreadable:
        return _("The newest letter cannot be opened. Check LETTER_KEYS.")
    return _(
        "The newest letter came with another RECEIPT_KEY, so no receipt works that was given "
        "before, and no link in an email. Check RECEIPT_KEY."
    )


def check_worker() -> str:
    """Whether a worker went round lately."""
    last = WorkerHeartbeat.last_beat()
    if last and timezone.now() - last < MAX_SILENCE:
        return ""
    return _(
        "The background worker has stopped, so no email is sent and no old letter is deleted. "
        "Start `manage.py serve` again, or `manage.py worker`."
    )


def check_mail() -> str:
    """Whether mail that is due gets sent."""
    now = timezone.now()
    is_late = Q(is_bulk=False, due_at__lt=now - MAX_MAIL_AGE) | Q(due_at__lt=now - MAX_BULK_AGE)
    waiting = OutgoingMail.objects.filter(is_late, state=OutgoingMail.State.WAITING)
    oldest = waiting.order_by("due_at").first()
    if oldest is None:
        return ""
    minutes = int((now - oldest.due_at).total_seconds() // 60)
    return _("An email has been due for %(minutes)d minutes. Check the mail server.") % {
        "minutes": minutes
    }


def check_cdn() -> str:
    """Whether the CDN hears of what has changed."""
    late = OutgoingCall.objects.filter(
        kind=OutgoingCall.Kind.PURGE, happened_at__lt=timezone.now() - MAX_PURGE_AGE
    )
    if not (settings.CDN and late.exists()):
        return ""
    return _(
        "The CDN has not been told of a change, so it may show a page that is not public any "
        "more. Check CDN and CDN_TOKEN, or purge it by hand."
    )


def check_replica() -> str:
    """Whether the replica takes readers, where there is one."""
    if not replica.has_replica():
        return ""
    delay = replica.measure_delay()
    if delay is not None and delay < MAX_REPLICA_DELAY:
        return ""
    return _(
        "The replica does not answer or is more than a minute behind, so the primary serves all "
        "readers. Nobody notices, but check DATABASE_REPLICA_URL and the replica's log."
    )


def check_retention() -> str:
    """Whether old letters and unused pictures are deleted."""
    if reason := retention.paused_reason():
        return _(
            "%(reason)s What is due to be deleted is kept until somebody runs "
            "`manage.py retain --confirm`."
        ) % {"reason": reason}
    if has_missed_round():
        return _(
            "Old letters have not been deleted for more than a day, because each try failed. The "
            "worker's log says what went wrong. It tries again each hour."
        )
    if not has_overdue_letters():
        return ""
    return _(
        "Letters that are old enough to be deleted could not be deleted. The worker's log says "
        "what went wrong. It tries again, and all other letters were deleted."
    )


def has_missed_round() -> bool:
    """Whether a worker goes round, and yet no round of retention has ended for too long."""
    finished_at = RetentionRound.load_row().finished_at
    return bool(finished_at and timezone.now() - finished_at > MAX_ROUND_AGE and not check_worker())


def has_overdue_letters() -> bool:
    """Whether letters are still due although today's round is over: each of them failed."""
    finished_at = RetentionRound.load_row().finished_at
    if not finished_at or timezone.localdate(finished_at) != timezone.localdate():
        return False
    return any(retention.due_letters(rule).exists() for rule in retention.RULES.values())


def check_scrubbing() -> str:
    """Whether deleted text leaves the database's files: a forgotten transaction can keep it."""
    limit = timezone.localdate() - MAX_SCRUB_AGE
    if not PendingScrub.objects.filter(since__lt=limit).exists():
        return ""
    return _(
        "Deleted text has been in the database's files for more than a day, because something "
        "keeps an old state of the database open. End what has been connected to it for long: a "
        "program, an unfinished backup, a replica that is gone."
    )


CHECKS_OF_ROWS = (
    *(check_keys, check_worker, check_mail, check_cdn, check_replica, check_retention),
    check_scrubbing,
)


def list_fault_names() -> list[str]:
    """Every name that a fault can have."""
    checks = (check_disk, check_database, check_migrations, *CHECKS_OF_ROWS)
    return [name_check(check) for check in checks]
