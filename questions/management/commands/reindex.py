"""Make search's index anew."""

import time
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questions import search
from questions.checks import OWN_CHECKS
from questions.models import CacheVersion


class Command(BaseCommand):
    """Rebuild what search keeps, from the published questions."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Makes the vectors of all published letters, this node's index of words and the related "
        "letters anew, in batches, while the column runs. Needed after another model was "
        "installed. It can be stopped and run again; readers search on meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """After an update, `prepare` asks only for what is missing."""
        parser.add_argument(
            "--processes",
            type=int,
            help="How many share the work; as many as there are processors, four at most.",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when there is an index already."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Report now and then, because a large column takes minutes."""
        if options["if_empty"] and not search.is_missing():
            return
        self.said_at = time.monotonic()
        processes = options["processes"] or search.choose_processes()
        done = search.rebuild_index(self.report_progress, processes, self.make_file)
        CacheVersion.bump()
        search.fill_word_index(self.report_progress)
        self.stdout.write(f"{done} letters can be found.")

    def make_file(self) -> None:
        """Make the file of words anew; where that fails, it is tried again when all is related."""
        with suppress(OSError):
            search.fill_word_index(self.report_progress, is_anew=True)

    def report_progress(self, step: str, done: int) -> None:
        """A line every few seconds."""
        if time.monotonic() - self.said_at > 2:
            self.said_at = time.monotonic()
            self.stdout.write(f"  {step}: {done}")
            self.stdout.flush()
