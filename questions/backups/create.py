"""How a backup is made: all of it under another name, then in one move."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from functools import partial
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from questions import actions
from questions.backups import archive, postgres, sqlite
from questions.backups.manifest import BackupError, Manifest
from questions.backups.prune import unused_path

WORK_PREFIX = ".making-"


def database_engine(name: str = "") -> ModuleType:
    """What knows an engine; the one that DATABASE_URL names if none is named."""
    return postgres if (name or connection.vendor) == "postgresql" else sqlite


def default_folder() -> Path:
    """Where backups are kept unless somebody says otherwise."""
    return Path(settings.DATA_DIR) / "backups"


def restore_folder() -> Path:
    """Where a restore works."""
    return Path(settings.DATA_DIR) / ".restoring"


def create_backup(folder: Path, kind: str = "column") -> tuple[Path, Manifest]:
    """Make a backup while the column goes on.

    Args:
        folder: where; the file appears there when it is whole and on the disk.
        kind: how its name begins.

    Returns:
        The file, and what it says of itself.

    Raises:
        BackupError: the disk is full, a tool is missing, or another backup is being made there.
    """
    try:
        with locked_work_folder(folder) as place:
            made_at = timezone.now().astimezone(UTC)
            facts = database_engine().dump_database(place / "database")
            dump: archive.Source = (archive.DATABASE, (place / "database").open)
            files = [dump, *list_pictures()]
            said = archive.write_archive(place / "archive", files, made_at.isoformat(), facts)
            final = unused_path(folder, f"{kind}-{made_at:%Y-%m-%d-%H%M%S}")
            archive.move_into_place(place / "archive", final)
    except OSError as error:
        raise BackupError(
            f"No backup was made: {error.strerror}. The column is as it was."
        ) from error
    remove_leftovers(restore_folder())
    with suppress(DatabaseError):  # one that has not been updated yet knows no scrubbing
        actions.scrub.finish_pending()  # the copying may have stood in its way
    copy_erasure_logs(folder)
    return final, said


def list_pictures() -> Iterator[archive.Source]:
    """The uploaded pictures, wherever they are stored, after the database that names them."""
    try:
        names = default_storage.listdir("")[1]
    except FileNotFoundError:  # no picture was ever stored
        return
    for name in sorted(names):
        if archive.PICTURE.fullmatch(f"media/{name}"):
            yield f"media/{name}", partial(default_storage.open, name)


@contextmanager
def locked_work_folder(folder: Path) -> Iterator[Path]:
    """A place to work in that only its owner can enter, for one at a time.

    What a killed one left behind is removed first.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"Another command is at work in {folder}.") from error
        for left in folder.glob(f"{WORK_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=folder) as place:
            yield Path(place)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed restore left behind, unless one is at work there."""
    if folder.exists():
        with suppress(BackupError), locked_work_folder(folder):
            pass


def copy_erasure_logs(folder: Path) -> None:
    """Put the lists of erasures beside the backups, for a restore on another machine.

    Lines that are there already stay: this machine may be a new one that does not know them.
    """
    actions.erasure_log.copy_to_files()
    actions.erasure_log.copy_to_folder(folder)
