"""Make search's index anew."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questions import search


class Command(BaseCommand):
    """Rebuild what search keeps, from the published questions."""

    help = (
        "Rebuilds the search index, its vocabulary and the related questions from the published "
        "questions, in batches. Needed after words.py, stemmer.py or LANGUAGE_CODE changed. May be "
        "stopped and run again; until it is done, search finds only what is in the index already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """After an update, `prepare` asks only for what is missing."""
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when there is an index already."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Report now and then, because a large column takes minutes."""
        if options["if_empty"] and not search.is_missing():
            return
        self.said_at = time.monotonic()
        done = search.rebuild_index(self.report_progress)
        self.stdout.write(f"{done} questions can be found.")

    def report_progress(self, step: str, done: int) -> None:
        """A line every few seconds."""
        if time.monotonic() - self.said_at > 2:
            self.said_at = time.monotonic()
            self.stdout.write(f"  {step}: {done}")
            self.stdout.flush()
