"""A column comes in from another system."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questions import actions
from questions.actions.import_leases import LeaseLost
from questions.actions.import_runs import RunOptions, import_path
from questions.answering.answers.pictures import store_imported
from questions.checks import OWN_CHECKS
from questions.models import ImportRun
from questions.risk import find_risk_flags_quickly
from questions.transfer.report import TransferReport, report_text
from questions.transfer.sources import SourceRefused
from questions.transfer.tag_mapping import read_mapping, write_mapping


class Command(BaseCommand):
    """Import letters and answers, or say what an import would do."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Imports a column from WordPress (XML or zip), Blogger (XML), Ghost or Tumblr (JSON), "
        "Substack (zip or folder), Medium (folder), Jekyll, Hugo, Pelican or Eleventy (folder), "
        "CSV, or an export of ours. Only what everybody could read over there becomes public. "
        "Run it with --dry-run first. A second run brings only what is new or changed, and never "
        "changes what was edited here."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what, and how."""
        parser.add_argument("path", type=Path, nargs="?", help="A file, a folder or a zip.")
        parser.add_argument("--dry-run", action="store_true", help="Report, and change nothing.")
        parser.add_argument("--drafts", action="store_true", help="Let nothing become public.")
        parser.add_argument("--uploads", type=Path, help="A folder with the site's pictures.")
        parser.add_argument(
            "--fetch-pictures",
            action="store_true",
            help="Fetch pictures that are not in the folder from the site's own host, never from "
            "a private address. WordPress's file says where the site is.",
        )
        parser.add_argument(
            "--site", default="", metavar="URL", help="Where the site is, for --fetch-pictures."
        )
        parser.add_argument(
            "--tag-map",
            type=Path,
            help="A CSV file that says what each tag becomes. A dry run writes it if it is not "
            "there; edit the column `becomes` (nothing drops a tag, a bar stands between two).",
        )
        parser.add_argument("--post-type", action="append", help="WordPress: instead of `post`.")
        parser.add_argument(
            "--min-confidence",
            type=float,
            default=0.7,
            metavar="0…1",
            help="How sure a cut between letter and answer must be for a letter to become public: "
            "0.7 is fairly sure, 0.8 quite sure, 0.9 almost certain.",
        )
        parser.add_argument("--zone", help="Of dates that name none, such as Europe/London.")
        parser.add_argument("--undo", type=int, metavar="NUMBER", help="Take an import back.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import or report, or take back."""
        if options["undo"] is not None:
            self.undo_import(options["undo"])
            return
        if options["path"] is None:
            raise CommandError("Say which file, folder or zip to import.")
        try:
            report = import_path(options["path"], self.run_options(options))
        except SourceRefused as reason:
            raise CommandError(f"{reason} Nothing was imported.") from reason
        except LeaseLost as error:
            raise CommandError(
                "Another process is importing this, or was until a minute ago. Try again then."
            ) from error
        self.print_report(report, options)

    def run_options(self, options: dict[str, Any]) -> RunOptions:
        """Return what was said on the command line as options of an import."""
        table = options["tag_map"]
        return RunOptions(
            is_dry_run=options["dry_run"],
            is_draft_only=options["drafts"],
            uploads=options["uploads"],
            is_fetching=options["fetch_pictures"],
            site=options["site"],
            store_picture=store_imported,
            tag_mapping=read_mapping(table) if table and table.exists() else {},
            find_risk_flags=find_risk_flags_quickly,
            min_confidence=options["min_confidence"],
            zone=zone_named(options["zone"]),
            post_types=tuple(options["post_type"] or ["post"]),
            report_progress=self.print_progress,
        )

    def print_progress(self, done: int) -> None:
        """Say now and then how far it is."""
        if done % 500 == 0:
            self.stderr.write(f"  {done} letters")

    def print_report(self, report: TransferReport, options: dict[str, Any]) -> None:
        """Print what happened, and what to do next.

        Args:
            report: the result.
            options: what was said on the command line.
        """
        for line in report_text(report):
            self.stdout.write(line)
        table = options["tag_map"]
        if options["dry_run"] and table and not table.exists():
            write_mapping(table, report.tags)
            self.stdout.write(f"The tags are in {table}: edit it, and import with it.")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed. Run it without --dry-run to import.")
        else:
            self.stdout.write(f"To take it back: manage.py import --undo {report.run}")

    def undo_import(self, number: int) -> None:
        """Take an import back."""
        run = ImportRun.objects.filter(pk=number).first()
        if run is None:
            known = ", ".join(str(one.pk) for one in ImportRun.objects.filter(undone_at=None))
            raise CommandError(f"There is no import {number}. There are: {known or 'none'}.")
        if run.undone_at:
            raise CommandError(f"It was taken back already, on {run.undone_at:%-d %B %Y, %H:%M}.")
        try:
            count = actions.imports.undo(run)
        except actions.imports.EditedSinceImport as error:
            raise CommandError(
                f"{error.count} letters of it were edited here. Nothing was changed."
            ) from error
        self.stdout.write(f"{count} letters were taken back.")


def zone_named(name: str | None) -> ZoneInfo | None:
    """Return a time zone by its name.

    Raises:
        CommandError: there is none.
    """
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CommandError(f"There is no time zone called {name}.") from error
