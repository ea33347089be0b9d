"""What a restored backup must not bring back: lists of numbers beside the database."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from questions.models import Erasure

ERASED, WITHDRAWN, REFUSED = "erased", "withdrawn", "refused"
LEDGERS = {ERASED: "erasures.txt", WITHDRAWN: "withdrawals.txt", REFUSED: "refusals.txt"}


def note(ledger: str, number: UUID) -> None:
    """A line about a letter or a subscriber, on the disk before its change is."""
    add(ledger, {str(number)})


def add(ledger: str, numbers: set[str]) -> None:
    """Lines that are not there yet."""
    missing = numbers - listed(ledger)
    if not missing:
        return
    day = timezone.localdate().isoformat()
    with place_of(ledger).open("a", encoding="ascii") as file:
        file.writelines(f"{number} {day}\n" for number in sorted(missing))
        file.flush()
        os.fsync(file.fileno())


def listed(ledger: str, folder: Path | None = None) -> set[str]:
    """The numbers of a list; a line that was cut short counts for nothing."""
    path = (folder or Path(settings.DATA_DIR)) / LEDGERS[ledger]
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return {word for line in lines if (word := line.partition(" ")[0]) and is_number(word)}


def is_number(word: str) -> bool:
    """Whether it is the number of a letter or a subscriber."""
    try:
        return str(UUID(word)) == word
    except ValueError:
        return False


def place_of(ledger: str) -> Path:
    """Where a list is."""
    return Path(settings.DATA_DIR) / LEDGERS[ledger]


def exists() -> bool:
    """Whether there is any list."""
    return any(place_of(ledger).exists() for ledger in LEDGERS)


def gather(folder: Path) -> None:
    """Before a backup is restored: all that is known of what it must not bring back.

    Args:
        folder: where the backup is; the lists were copied beside it.
    """
    for ledger in LEDGERS:
        add(ledger, listed(ledger, folder))
    if Erasure._meta.db_table in connection.introspection.table_names():
        add(ERASED, {str(number) for number in Erasure.objects.values_list("letter_id", flat=True)})
