"""Backups: how old the newest is, and whether it comes back."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from questions import backups
from questions.doctor.findings import Diagnosis, Level, all_well

MAX_AGE = timedelta(hours=36)  # one is made each night
MAKE_ONE = "Run `manage.py backup`, and have it run each night: column-backup.timer in docs/systemd"
MAKE_ANOTHER = (
    "Put right what it says. If the backup itself is damaged, make another one with `manage.py "
    "backup`, and keep the older ones for now."
)


def check_backups() -> Iterator[Diagnosis]:
    """Whether there is one of last night."""
    folder = backups.default_folder()
    newest = backups.newest_backup(folder)
    if newest is None:
        yield Diagnosis("backups", Level.ERROR, f"There is no backup in {folder}.", f"{MAKE_ONE}.")
        return
    age = timezone.now() - backups.backup_time(newest)
    hours = int(age.total_seconds() // 3600)
    if abs(age) > MAX_AGE:  # a clock that was ahead is no sign that there is one of last night
        words = f"The newest backup, {newest.name}, is {hours} hours old."
        words = words if hours >= 0 else f"The newest backup, {newest.name}, is of a day to come."
        yield Diagnosis(
            "backups", Level.ERROR, words, f"{MAKE_ONE}. `systemctl list-timers` shows it."
        )
    else:
        yield all_well("backups", f"The newest backup is {hours} hours old ({newest.name}).")


def check_restore() -> Iterator[Diagnosis]:
    """Whether the newest backup comes back, in a database of its own that is removed again."""
    newest = backups.newest_backup(backups.default_folder())
    if newest is None:
        return
    try:
        trial = backups.try_backup(newest)
    except backups.BackupError as error:
        yield Diagnosis("restore", Level.ERROR, str(error), MAKE_ANOTHER)
        return
    yield describe_trial(newest.name, trial)


def describe_trial(name: str, trial: backups.Trial) -> Diagnosis:
    """What a trial showed.

    Args:
        name: the backup's.
        trial: what was done with it.
    """
    rows = f"{name}: {trial.rows} rows in {trial.tables} tables, {trial.pictures} pictures"
    if trial.is_whole:
        return all_well("restore", f"The newest backup comes back. {rows}.")
    words = f"The newest backup can be read to its end, but was not restored. {rows}."
    remedy = "Let the database's user create a scratch database: ALTER ROLE … CREATEDB."
    return Diagnosis("restore", Level.WARNING, words, remedy)
