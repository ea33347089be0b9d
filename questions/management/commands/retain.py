"""Retention, by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questions import actions, retention


class Command(BaseCommand):
    """Forget what is too old."""

    help = (
        "Erases letters that were not answered within RETENTION_DAYS, letters that were answered "
        "privately, the originals of published letters, addresses that were not used, addresses "
        "for the newsletter that were not confirmed within a day, and who was sent which issue. "
        "The worker does this once a day. Run again, it finds nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A rehearsal changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="Count only, change nothing.")
        parser.add_argument(
            "--replay",
            action="store_true",
            help="Erase and take back again what a restored backup brought back.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Each rule with its count."""
        if options["replay"] and not options["dry_run"]:
            self.stdout.write(f"erased again: {actions.erasure.replay_erasures()}")
            self.stdout.write(f"taken back again: {actions.erasure.replay_withdrawals()}")
        for rule, count in retention.enforce_rules(is_rehearsal=options["dry_run"]).items():
            self.stdout.write(f"{rule}: {count}")
