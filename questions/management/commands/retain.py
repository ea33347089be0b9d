"""Retention, by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questions import actions, retention
from questions.checks import OWN_CHECKS

WAITS = (
    "{reason} What waits was not deleted. Check the server's clock (`date`), that STORAGE_URL and"
    " the database belong together, and what would go (`manage.py retain --dry-run`); if all is"
    " right, run `manage.py retain --confirm`."
)


class Command(BaseCommand):
    """Delete what is too old."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Erases letters that were not answered within RETENTION_DAYS, letters that were answered "
        "privately, the originals of published letters, addresses that were not used, addresses "
        "for the newsletter that were not confirmed within a day, who was sent which issue, and "
        "pictures that nothing names. "
        "The worker does this once a day. Run again, it finds nothing. When the clock leapt, or "
        "unusually many letters or pictures would go at once, they wait until --confirm is said."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """A rehearsal changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="Count only, change nothing.")
        parser.add_argument(
            "--confirm",
            action="store_true",
            help="The clock is right, and what would go may go: delete it now.",
        )
        parser.add_argument(
            "--replay",
            action="store_true",
            help="Erase and withdraw again what a restored backup brought back.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Each rule with its count."""
        if options["dry_run"]:
            unused = len(actions.pictures.find_unused()[0])
            self.print_counts(retention.enforce_rules(is_rehearsal=True) | {"pictures": unused})
            return
        if options["replay"]:
            self.stdout.write(f"erased again: {actions.erasure.replay_erasures()}")
            self.stdout.write(f"withdrawn again: {actions.erasure.replay_withdrawals()}")
        self.print_counts(retention.run_round(is_confirmed=options["confirm"]))
        if reason := retention.paused_reason():
            raise CommandError(WAITS.format(reason=reason))

    def print_counts(self, found: dict[str, int]) -> None:
        """What each rule found."""
        for rule, count in found.items():
            self.stdout.write(f"{rule}: {count}")
