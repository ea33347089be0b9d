"""Settings, files and disk of this machine."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from questions import backups
from questions.doctor.findings import Diagnosis, Level, all_well

OTHERS = stat.S_IRWXG | stat.S_IRWXO
MOST_FILES = 20_000  # that are looked at; a column has a few thousand
ROOM_FACTOR = 3  # times the database: a restore needs the dump, a copy aside and the new state
SEE_SETTINGS = "README.md has all settings; most follow from SITE_URL, which begins with https://."
NEXT_TO = ("-wal", "-shm")


def check_settings() -> Iterator[Diagnosis]:
    """What Django's and our own system checks say, those for a server included."""
    is_server = not settings.SITE_IS_LOCAL
    try:
        found = checks.run_checks(include_deployment_checks=is_server, databases=["default"])
    except DatabaseError:
        found = checks.run_checks(include_deployment_checks=is_server)
    for one in (one for one in found if not one.is_silenced()):
        level = Level.ERROR if one.level >= checks.ERROR else Level.WARNING
        if one.level >= checks.WARNING:
            remedy = str(one.hint or SEE_SETTINGS)
            yield Diagnosis(one.id or "settings", level, str(one.msg), remedy)
    if not any(one.level >= checks.WARNING for one in found):
        yield all_well("settings", "Settings, SQLite's version and the keys are as they should be.")


def check_files() -> Iterator[Diagnosis]:
    """Whether what the column keeps is its own user's alone."""
    folder = Path(settings.DATA_DIR)
    found = list(list_files(folder))
    open_to_others = [path for path in found if path.lstat().st_mode & OTHERS]
    foreign = [path for path in found if path.lstat().st_uid != folder.stat().st_uid]
    if open_to_others:
        words = f"Others on this machine can reach {name_files(open_to_others)}."
        yield Diagnosis("files.mode", Level.ERROR, words, f"Run: chmod -R go= {folder}")
    if foreign:
        words = f"{name_files(foreign)} belong to another user than {folder}."
        remedy = f"Run as root: chown -R --reference={folder} {folder}, and commands as that user."
        yield Diagnosis("files.owner", Level.ERROR, words, remedy)
    if not open_to_others and not foreign:
        yield all_well("files", f"{folder} is its owner's alone ({len(found)} files and folders).")


def list_files(folder: Path) -> Iterator[Path]:
    """A folder, and what is in it, links left out."""
    yield folder
    count = 0
    for root, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            count += 1
            path = Path(root, name)
            if count > MOST_FILES:
                return
            if path.exists() and not path.is_symlink():
                yield path


def name_files(paths: list[Path]) -> str:
    """The first of some files, and how many more there are."""
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{paths[0]}{more}"


def check_disk() -> Iterator[Diagnosis]:
    """Whether there is room for what an operator may have to do."""
    room = os.statvfs(settings.DATA_DIR)
    free, needed = room.f_bavail * room.f_frsize, ROOM_FACTOR * measure_column()
    if free < needed:
        yield Diagnosis(
            "disk",
            Level.ERROR,
            f"{in_mb(free)} MB are free; a restore needs about {in_mb(needed)} MB.",
            f"Free some space on the disk of {settings.DATA_DIR}, or make it larger.",
        )
    else:
        yield all_well("disk", f"{in_mb(free)} MB are free; a restore needs {in_mb(needed)} MB.")


def measure_column() -> int:
    """Bytes of the database, if it is a file, and of the newest backup."""
    name = str(settings.DATABASES["default"]["NAME"])
    files = [Path(name), *(Path(f"{name}{ending}") for ending in NEXT_TO)]
    newest = backups.newest_backup(backups.default_folder())
    found = [path for path in [*files, newest] if path and path.is_file()]
    return sum(path.stat().st_size for path in found)


def in_mb(size: int) -> int:
    """Bytes as megabytes, never none."""
    return max(1, size // 10**6)
