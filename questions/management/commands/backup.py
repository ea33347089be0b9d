"""A backup, while the column goes on."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from questions import backups, wrong_clock
from questions.backups.create import default_folder
from questions.checks import OWN_CHECKS


def find_reason_to_wait() -> str:
    """Why older backups are not removed now, or nothing."""
    try:
        reason = wrong_clock.wrong_clock_reason()
    except DatabaseError:
        return "The database is that of another version. Run `manage.py prepare`."
    return f"{reason} See `manage.py retain`." if reason else ""


class Command(BaseCommand):
    """Put the database and the pictures into one file."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Makes one file of the database and the uploaded pictures, readable by its owner alone, "
        "while the column goes on; then removes backups that are older than /privacy/ promises. "
        "The keys are not in it: without LETTER_KEYS and RECEIPT_KEY, which you keep elsewhere, "
        "no letter in it can be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and how many are enough."""
        parser.add_argument("--to", type=Path, help="The folder (default: DATA_DIR/backups).")
        parser.add_argument("--keep", type=int, help="Keep only this many, the newest.")

    def handle(self, *args: Any, to: Path | None, keep: int | None, **options: Any) -> None:
        """Make it first; only then are others removed."""
        if keep is not None and keep < 1:
            raise CommandError("--keep needs a number from 1 on. Nothing was done.")
        folder = to or default_folder()
        try:
            file, said = backups.create_backup(folder)
        except backups.BackupError as reason:
            raise CommandError(str(reason)) from reason
        rows, pictures = sum(said.facts.rows.values()), len(said.members) - 1
        self.stdout.write(f"{file}  {file.stat().st_size / 2**20:.1f} MiB")
        self.stdout.write(f"  {rows} rows in {len(said.facts.rows)} tables, {pictures} pictures.")
        self.stdout.write("  The keys are not in it. Keep them elsewhere, and copy the file away.")
        self.prune_backups(folder, file, keep)

    def prune_backups(self, folder: Path, newest: Path, keep: int | None) -> None:
        """Let old ones go, and say how many; none by a clock that may be wrong."""
        if reason := find_reason_to_wait():
            self.stdout.write(f"  Older backups stay. {reason}")
            return
        gone = backups.prune_backups(folder, newest, keep)
        if (own := default_folder()).is_dir() and own != folder:  # what restores have put aside
            gone += backups.prune_backups(own, newest)
        if gone:
            days = settings.RETENTION_DAYS["backups"]
            why = f"older than {days} days" + (f", or not among the newest {keep}" if keep else "")
            self.stdout.write(f"  Removed {len(gone)} older backups ({why}).")
