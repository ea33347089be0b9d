"""Room for those who take their letter back: a file that is given up when the disk is full."""

import logging
import os
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

RESERVE_BYTES = 8 * 1024 * 1024  # a letter with its history takes a small part of it in the log
LEAST_ROOM = 3 * RESERVE_BYTES  # that a disk must have before any of it is set aside
log = logging.getLogger(__name__)


def reserve_path() -> Path:
    """The file whose room is given up."""
    return Path(settings.DATA_DIR) / "reserve"


def keep_reserve() -> None:
    """Set room aside for SQLite, whose file is in DATA_DIR too, where the disk has enough.

    Raises:
        OSError: the disk takes nothing after all; nothing is left of the file.
    """
    path, room = reserve_path(), os.statvfs(settings.DATA_DIR)
    is_kept = path.exists() and path.stat().st_size == RESERVE_BYTES
    if connection.vendor != "sqlite" or is_kept or room.f_bavail * room.f_frsize < LEAST_ROOM:
        return
    try:
        path.write_bytes(os.urandom(RESERVE_BYTES))  # zeros would take no room on some disks
    except OSError:
        path.unlink(missing_ok=True)
        raise


def give_up_reserve(error: OperationalError) -> bool:
    """Whether an error of the database was for want of room, and it is worth another try.

    Where there is no file, another withdrawal may have given up its room a moment ago.
    """
    if "full" not in str(error):
        return False
    if reserve_path().exists():
        reserve_path().unlink(missing_ok=True)
        log.warning("The disk is full. The room that was kept for erasures is used now.")
    return True
