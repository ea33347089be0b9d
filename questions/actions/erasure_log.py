"""What a restored backup must not bring back: rows in the database, and files beside it.

Every node sees the rows. The files are for a database that is lost or replaced: they hold numbers,
days and kinds, never words. A line is `<number> <day> <kind>`; older lines have no kind.
"""

import logging
import os
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from questions.models import Erasure

Kind = Erasure.Kind
LOG_FILES = {
    Kind.LETTER: "erasures.txt",
    Kind.EXPIRED: "erasures.txt",
    Kind.ORIGINAL: "erasures.txt",
    Kind.SUBSCRIBER: "erasures.txt",
    Kind.WITHDRAWN: "withdrawals.txt",
    Kind.REFUSED: "refusals.txt",
    Kind.INVITED: "invitations.txt",
    Kind.REVOKED: "revocations.txt",
}
KINDS_BEFORE = {
    "erasures.txt": Kind.LETTER,
    "withdrawals.txt": Kind.WITHDRAWN,
    "refusals.txt": Kind.REFUSED,
    "invitations.txt": Kind.INVITED,
    "revocations.txt": Kind.REVOKED,
}
RECENT_DAYS = 30  # what a failover can have lost; older lines are looked at when `prepare` runs
log = logging.getLogger(__name__)


class Entry(NamedTuple):
    """What happened to a letter or a subscriber, and on which day."""

    number: UUID
    kind: str
    day: date


def record(kind: str, number: UUID) -> None:
    """Note an erasure or a withdrawal, in the transaction that does it.

    The line is on the disk before the change is: what somebody wanted erased is erased later if
    the change fails. But access that stays open after all must not end at the next `prepare`, so
    its line is written after the commit.

    Args:
        kind: an `Erasure.Kind`.
        number: of the letter or the subscriber.
    """
    Erasure.objects.get_or_create(number=number, kind=kind)
    write = partial(write_line, Entry(number, kind, timezone.localdate()))
    if kind == Kind.REVOKED:
        transaction.on_commit(write)
    else:
        write()


def write_line(entry: Entry) -> None:
    """Add one line to its file.

    A disk that is full stops nobody from erasing: the row is there, and `copy_to_files` writes the
    line later.
    """
    try:
        write_missing([entry])
    except OSError as error:
        log.error("The list of erasures cannot be written: %s.", error.strerror)


def write_missing(entries: Iterable[Entry], folder: Path | None = None) -> None:
    """Add to the files what is not in them yet.

    Args:
        entries: what they are to say.
        folder: where they are (default: DATA_DIR).
    """
    known = {(entry.number, entry.kind) for entry in read_files(folder)}
    lines: dict[str, list[str]] = {}
    for entry in sorted(set(entries)):
        if (entry.number, entry.kind) not in known:
            line = f"{entry.number} {entry.day.isoformat()} {entry.kind}\n"
            lines.setdefault(LOG_FILES[Kind(entry.kind)], []).append(line)
    for name, added in lines.items():
        append_lines((folder or Path(settings.DATA_DIR)) / name, added)


def append_lines(path: Path, lines: list[str]) -> None:
    """Add lines to a file, down to the disk; a last line that was cut short stays by itself."""
    with path.open("a+", encoding="ascii", errors="replace") as file:
        file.seek(0)
        is_cut = (file.read() or "\n")[-1] != "\n"
        file.writelines(["\n", *lines] if is_cut else lines)
        file.flush()
        os.fsync(file.fileno())


def read_files(folder: Path | None = None) -> set[Entry]:
    """What the files in a folder say (default: DATA_DIR), save for lines that were cut short.

    Bytes that we never wrote are no reason to stop: then nobody could erase or restore anything.
    """
    found = set()
    for name, kind in KINDS_BEFORE.items():
        path = (folder or Path(settings.DATA_DIR)) / name
        text = path.read_text(encoding="utf-8-sig", errors="replace") if path.exists() else ""
        lines = text.splitlines()
        found |= {entry for line in lines if (entry := parse_line(line, kind))}
    return found


def parse_line(line: str, kind: str) -> Entry | None:
    """One line of a file, or None when it is not whole.

    Args:
        line: number, day and kind.
        kind: what a line without a kind means.
    """
    words = line.split()
    try:
        number, day = UUID(words[0]), date.fromisoformat(words[1])
        return Entry(number, Kind(words[2]) if words[2:] else kind, day)
    except (IndexError, ValueError):
        return None


def read_rows() -> set[Entry]:
    """What the database says; nothing when it has no such table (yet)."""
    with connection.cursor() as cursor:
        table = Erasure._meta.db_table
        if table not in connection.introspection.table_names(cursor):
            return set()
        columns = connection.introspection.get_table_description(cursor, table)
    if "kind" not in {column.name for column in columns}:
        return set()
    rows = Erasure.objects.filter(kind__in=Kind.values)  # a newer version may know more kinds
    return set(map(Entry._make, rows.values_list("number", "kind", "erased_on")))


def read_entries() -> set[Entry]:
    """All that is known, from the database and from the files."""
    return read_rows() | read_files()


def has_files() -> bool:
    """Whether there is any file."""
    return any((Path(settings.DATA_DIR) / name).exists() for name in KINDS_BEFORE)


def lost_numbers(kind: str) -> set[UUID]:
    """What the files know of one kind and the database does not: it is older than they are."""
    listed = {entry.number for entry in read_files() if entry.kind == kind}
    return listed - set(Erasure.objects.filter(kind=kind).values_list("number", flat=True))


def has_lost_rows() -> bool:
    """Whether the database has forgotten what the files say of the last days.

    It has when a replica was promoted that had not seen all that was acknowledged.
    """
    since = timezone.localdate() - timedelta(days=RECENT_DAYS)
    recent = {(one.number, one.kind) for one in read_files() if one.day >= since}
    rows = Erasure.objects.filter(number__in={number for number, _ in recent})
    return not recent <= set(rows.values_list("number", "kind"))


def copy_to_files() -> None:
    """Write into the files what other nodes have noted, and what a full disk kept out."""
    write_missing(read_rows())


def copy_to_folder(folder: Path) -> None:
    """Write into the files beside the backups what ours say.

    Args:
        folder: where the backups are.
    """
    write_missing(read_files(), folder)


def copy_to_database() -> None:
    """Bring the rows of a restored database up to date with the files."""
    rows = [Erasure(number=one.number, kind=one.kind, erased_on=one.day) for one in read_files()]
    Erasure.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def merge_from_folder(folder: Path) -> None:
    """Before a backup is restored: keep in the files all that it must not bring back.

    Args:
        folder: where the backup is; the files were copied beside it.
    """
    write_missing(read_files(folder) | read_rows())
