"""Looks a running column over, from inside and from outside."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from questions import doctor

MARKS = {"ok": "✓", "warning": "!", "error": "✗"}


def guess_http_url(url: str) -> str:
    """Where plain http is, if https is at its usual port."""
    parts = urlsplit(url)
    return f"http://{parts.hostname}" if parts.scheme == "https" and not parts.port else ""


class Command(BaseCommand):
    """Print each finding with what to do."""

    help = (
        "Checks a column that runs: settings, files, disk, clock, database, worker, mail, backups "
        "(the newest is restored into a scratch database), and the site as it is seen from "
        "outside. Ends with 1 if anything is wrong. Run it as the column's user, with its settings."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to ask, and what for."""
        names = [*doctor.CHECKS, "outside"]
        parser.add_argument("--url", default="", help="Where the site is (default: SITE_URL).")
        parser.add_argument(
            "--http-url", default="", help="Where plain http is (default: port 80)."
        )
        parser.add_argument(
            "--only", nargs="+", choices=names, default=names, help="Checks to make."
        )
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine, print, and end with 1 if anything is wrong."""
        url = (options["url"] or settings.SITE_URL).rstrip("/")
        http_url = options["http_url"].rstrip("/") or guess_http_url(url)
        found = list(doctor.examine_column(url, http_url, options["only"]))
        if options["json"]:
            self.stdout.write(json.dumps([one._asdict() for one in found], indent=1))
        else:
            self.print_findings(found)
        if any(one.level == doctor.Level.ERROR for one in found):
            raise SystemExit(1)

    def print_findings(self, found: list[doctor.Diagnosis]) -> None:
        """A line for each, and one for what to do."""
        for one in found:
            self.stdout.write(f"{MARKS[one.level]} {one.name}: {one.words}")
            if one.remedy:
                self.stdout.write(f"    {one.remedy}")
        wrong = sum(one.level != doctor.Level.OK for one in found)
        self.stdout.write(
            f"{len(found)} findings, {wrong} to look at." if wrong else "All is well."
        )
