"""Which backups go: the promise of /privacy/ holds for copies too."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

NAME = re.compile(
    r"(?:(?:column|before-restore)-(\d{4}-\d\d-\d\d-\d{6})(?:-\d+)?\.zip"
    r"|damaged-(\d{4}-\d\d-\d\d-\d{6})(?:-\d+)?)"
)
STAMP = re.compile(r"\d{4}-\d\d-\d\d-\d{6}")


def prune_backups(folder: Path, newest: Path, keep: int | None = None) -> list[Path]:
    """Remove backups that are older than the promise, and all but the newest few.

    Args:
        folder: where they are; files with other names are left alone.
        newest: the one that was just made; it stays.
        keep: how many stay at most.

    Returns:
        What was removed.
    """
    redate_backups(folder)
    ours = sorted(
        (backup_time(file), file) for file in folder.iterdir() if NAME.fullmatch(file.name)
    )
    oldest = now() - timedelta(days=settings.RETENTION_DAYS["backups"])
    gone = {file for moment, file in ours if moment < oldest}
    if keep:
        regular = [file for _, file in ours if file.name.startswith("column-")]
        gone |= set(regular[:-keep])
    gone.discard(newest)
    for file in gone:
        remove_backup(file)
    return sorted(gone)


def newest_backup(folder: Path) -> Path | None:
    """The newest backup in a folder, by its name; not one that a restore put aside."""
    found = [file for file in folder.glob("column-*.zip") if NAME.fullmatch(file.name)]
    return max(found, key=backup_time, default=None)


def redate_backups(folder: Path) -> None:
    """Let a backup that is dated in the future, by a clock that was ahead, count from now on.

    Otherwise it would stay for as long as the clock was ahead, and push the right ones out.
    """
    moment = now()
    for file in list(folder.iterdir()):
        if NAME.fullmatch(file.name) and backup_time(file) > moment + timedelta(days=1):
            stem = f"{STAMP.split(file.name)[0]}{moment.astimezone(UTC):%Y-%m-%d-%H%M%S}"
            file.rename(unused_path(folder, stem, file.suffix))


def unused_path(folder: Path, stem: str, suffix: str = ".zip") -> Path:
    """A name that no file has."""
    names = (f"{stem}-{number}{suffix}" if number else f"{stem}{suffix}" for number in range(1000))
    return next(folder / name for name in names if not (folder / name).exists())


def remove_backup(file: Path) -> None:
    """A backup, or the folder of a database that was put aside because it was damaged."""
    if file.is_dir():
        shutil.rmtree(file, ignore_errors=True)
    else:
        file.unlink(missing_ok=True)


def backup_time(file: Path) -> datetime:
    """When a backup was made, by its name: copying a file changes its other times."""
    match = NAME.fullmatch(file.name)
    stamp = (match[1] or match[2]) if match else ""
    return datetime.strptime(stamp, "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)
