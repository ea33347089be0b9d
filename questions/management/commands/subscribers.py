"""The newsletter's readers, out into a table and in from one."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questions import actions
from questions.actions.subscriber_lists import ListReport, NotVouched
from questions.checks import OWN_CHECKS
from questions.management.commands.export import write_file
from questions.transfer.sources import SourceRefused
from questions.transfer.subscribers import read_list, write_list

LINES_SHOWN = 20
NOT_VOUCHED = (
    "Add --they-opted-in if every reader in the file asked for this newsletter. "
    "Nothing was imported."
)


class Command(BaseCommand):
    """Export or import the list of readers."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Writes everybody who gets the newsletter into a CSV file (--to), or imports a list "
        "(--from). A line is imported only if it has an address, the day on which the reader "
        "opted in, and where: in a column, or by --source. Each new reader gets one email "
        "that says so, with one-click unsubscribe. Addresses that unsubscribed, complained or are "
        "dead are left out. Addresses are never printed: lines are named by number."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which way, and whose word."""
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--to", type=Path, help="A new file for the list.")
        way.add_argument("--from", type=Path, dest="source_file", help="A CSV file to import.")
        parser.add_argument(
            "--source", default="", help="Where readers opted in, if a line does not say."
        )
        parser.add_argument("--dry-run", action="store_true", help="Report, and change nothing.")
        parser.add_argument(
            "--they-opted-in",
            action="store_true",
            help="Confirm that every reader in the file asked for this newsletter.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        if options["to"]:
            self.export_list(options["to"])
        else:
            self.import_list(options)

    def export_list(self, place: Path) -> None:
        """Write the list; only the column's own user can read it."""
        if place.exists():
            raise CommandError(f"{place} is there already. Nothing was written.")
        write_file(place, write_list(actions.subscriber_lists.export_readers()))
        self.stdout.write(f"The list is in {place}. It has every reader's address: guard it.")

    def import_list(self, options: dict[str, Any]) -> None:
        """Take a list in."""
        words = {"is_vouched": options["they_opted_in"], "is_dry_run": options["dry_run"]}
        try:
            path: Path = options["source_file"]
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                lines = read_list(file, options["source"])
                report = actions.subscriber_lists.import_readers(lines, **words)
        except OSError as error:
            raise CommandError(f"The file can't be read ({type(error).__name__}).") from None
        except SourceRefused as reason:
            raise CommandError(str(reason)) from None
        except NotVouched:
            raise CommandError(NOT_VOUCHED) from None
        self.print_report(report, is_dry_run=options["dry_run"])

    def print_report(self, report: ListReport, *, is_dry_run: bool) -> None:
        """Print numbers, and the numbers of lines."""
        would = "would be" if is_dry_run else "were"
        self.stdout.write(f"{report.added} readers {would} added.")
        for why, numbers in report.left_out.items():
            shown = ", ".join(map(str, sorted(numbers)[:LINES_SHOWN]))
            more = ", …" if len(numbers) > LINES_SHOWN else ""
            self.stdout.write(f"{len(numbers)} left out, {why}: line {shown}{more}")
