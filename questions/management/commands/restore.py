"""A backup comes back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questions import backups
from questions.backups.restore import RestoreReport
from questions.checks import OWN_CHECKS

NO_LOG = (
    "There was no erasures.txt here: if you have the one of the former machine, put it into"
    " DATA_DIR and run `manage.py retain --replay` before anybody reads."
)

REVOKED = (
    "{count} accounts, second factors, private feeds or webhooks are closed again. Whoever lost"
    " their last second factor by it is let in by `manage.py reset_sign_in NAME`."
)
CONFIRM = "check `date`, then `manage.py retain --dry-run` and `manage.py retain --confirm`."


class Command(BaseCommand):
    """Let a backup take the place of the database."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Brings a backup back while the column is stopped: looks at all of it first, keeps the "
        "present state as a backup of its own, changes the database in one transaction, then "
        "erases and withdraws again what was erased and withdrawn since. If anything goes "
        "wrong, everything is as it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and what it may overwrite."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="The present column may be replaced."
        )
        parser.add_argument(
            "--other-keys", action="store_true", help="Restore although its letters stay closed."
        )

    def handle(self, *args: Any, file: Path, replace: bool, other_keys: bool, **more: Any) -> None:
        """Restore, and say what happened, what was kept, and what comes next."""
        try:
            report = backups.restore_backup(file, replace=replace, with_other_keys=other_keys)
        except backups.BackupError as reason:
            raise CommandError(f"{reason}\nThe column is as it was.") from reason
        for line in report_lines(report):
            self.stdout.write(line)


def report_lines(report: RestoreReport) -> list[str]:
    """The report, for a person."""
    rows = report.manifest.facts.rows
    lines = [f"Restored as of {report.manifest.made_at:.16} UTC: {sum(rows.values())} rows."]
    if report.aside:
        lines.append(f"The state before is kept: {report.aside}")
    lines.append(f"Erased again: {report.erased}. Withdrawn again: {report.withdrawn}.")
    if report.revoked:
        lines.append(REVOKED.format(count=report.revoked))
    if report.mails:
        lines.append(f"{report.mails} waiting mails were set aside: see Outgoing mail at the desk.")
    if not report.has_log:
        lines.append(NO_LOG)
    if report.paused:
        lines.append(f"{report.paused} Retention waits: {CONFIRM}")
    lines.append("Everybody signs in anew, with the passwords of that day.")
    return [*lines, "Next: `manage.py prepare --no-demo`, then start the column."]
