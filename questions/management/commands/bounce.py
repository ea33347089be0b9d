"""Mail that came back comes in."""

import os
import sys
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from questions import actions
from questions.checks import OWN_CHECKS
from questions.mail.fates import Fate
from questions.mail.imap import MailboxError
from questions.mail.reports import MAX_BYTES

TRY_AGAIN = os.EX_TEMPFAIL  # 75 in sysexits.h: a mail server keeps the mail
WORDS = {
    Fate.HARD: "came back for good",
    Fate.SOFT: "came back for a while",
    Fate.COMPLAINT: "reported as spam",
    None: "not a report about our mail",
}


class Command(BaseCommand):
    """Take in one mail from the standard input, or all from a mailbox."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Reads one raw mail from the standard input, as an alias, a .forward file or a pipe hands "
        "it over; with --imap everything unread in the mailbox that BOUNCE_IMAP_URL names. "
        "Dead addresses are erased, and readers who complain are unsubscribed. Other mails "
        "change nothing. No mail and no address is ever printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from, and to whom it came."""
        parser.add_argument("--imap", action="store_true", help="Read the mailbox.")
        parser.add_argument(
            "--recipient",
            default=os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT", ""),
            help="The address that the mail came to, if the mail server knows it.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it in. A mail server tries a mail again only where the database is away.

        Raises:
            CommandError: it is away; nothing is quoted of what it said.
        """
        self.counts: Counter[Fate | None] = Counter()
        try:
            self.read_imap() if options["imap"] else self.read_input(options["recipient"])
        except DatabaseError as error:
            fault = f"The database can’t be used ({type(error).__name__}). Try again later."
            raise CommandError(fault, returncode=TRY_AGAIN) from None
        for fate, number in self.counts.items():
            self.stdout.write(f"{number} {WORDS[fate]}")

    def read_input(self, recipient: str) -> None:
        """Take the mail of the standard input in, to its end, whatever happens to it."""
        raw = sys.stdin.buffer.read(MAX_BYTES)
        drain_input()
        self.counts[actions.bounces.record_report(raw, recipient)] += 1

    def read_imap(self) -> None:
        """Take the mailbox in."""
        if settings.BOUNCE_IMAP is None:
            raise CommandError("BOUNCE_IMAP_URL is not set (docs/mail.md).")
        try:
            actions.bounces.read_mailbox(lambda fate: self.counts.update([fate]))
        except MailboxError as reason:
            raise CommandError(str(reason)) from None


def drain_input() -> None:
    """Read what is left, because a mail server whose pipe breaks would try again."""
    while sys.stdin.buffer.read(1024 * 1024):
        pass
