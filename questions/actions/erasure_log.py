"""What a restored backup must not bring back: lists of numbers beside the database."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from questions.models import Erasure

ERASED, WITHDRAWN, REFUSED = "erased", "withdrawn", "refused"
LOG_FILES = {ERASED: "erasures.txt", WITHDRAWN: "withdrawals.txt", REFUSED: "refusals.txt"}


def append(ledger: str, number: UUID) -> None:
    """A line about a letter or a subscriber, on the disk before its change is."""
    append_missing(ledger, {str(number)})


def append_missing(ledger: str, numbers: set[str]) -> None:
    """Lines that are not there yet."""
    missing = numbers - read_numbers(ledger)
    if not missing:
        return
    day = timezone.localdate().isoformat()
    with log_path(ledger).open("a", encoding="ascii") as file:
        file.writelines(f"{number} {day}\n" for number in sorted(missing))
        file.flush()
        os.fsync(file.fileno())


def read_numbers(ledger: str, folder: Path | None = None) -> set[str]:
    """The numbers of a list; a line that was cut short counts for nothing."""
    path = (folder or Path(settings.DATA_DIR)) / LOG_FILES[ledger]
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return {word for line in lines if (word := line.partition(" ")[0]) and is_uuid(word)}


def is_uuid(word: str) -> bool:
    """Whether it is the number of a letter or a subscriber."""
    try:
        return str(UUID(word)) == word
    except ValueError:
        return False


def log_path(ledger: str) -> Path:
    """Where a list is."""
    return Path(settings.DATA_DIR) / LOG_FILES[ledger]


def exists() -> bool:
    """Whether there is any list."""
    return any(log_path(ledger).exists() for ledger in LOG_FILES)


def merge_from_folder(folder: Path) -> None:
    """Before a backup is restored: all that is known of what it must not bring back.

    Args:
        folder: where the backup is; the lists were copied beside it.
    """
    for ledger in LOG_FILES:
        append_missing(ledger, read_numbers(ledger, folder))
    if Erasure._meta.db_table in connection.introspection.table_names():
        append_missing(
            ERASED, {str(number) for number in Erasure.objects.values_list("letter_id", flat=True)}
        )
