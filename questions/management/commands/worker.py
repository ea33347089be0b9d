"""What goes on in the background: mail is sent, letters are compared, old ones forgotten."""

import logging
import os
import signal
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from questions import actions, retention
from questions.actions import similar_letters
from questions.mail import outbox
from questions.newsletter import issues

HOURLY = 3600.0  # seconds between two looks at sign-ups that nobody confirmed
ROUND = 15.0  # seconds of sending, before what else there is to do gets its turn
PAUSE = 1.0  # seconds between two looks at the outbox
log = logging.getLogger("questions.worker")


class Command(BaseCommand):
    """Send mail as it becomes due, compare new letters, and enforce retention once a day."""

    help = (
        "Draws up and sends the newsletter, sends the outbox's mail, looks which waiting letters "
        "are much alike (one a second), and enforces retention once a day (sign-ups: each hour), "
        "until SIGTERM. Several may run at once; one that is killed loses nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Once for tests and timers; with a parent for `serve`."""
        parser.add_argument("--once", action="store_true", help="Do what is due, and end.")
        parser.add_argument("--parent", type=int, help="End when this parent process is gone.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, work, pause, until told to stop."""
        self.is_stopped = False
        self.cleaned_on: date | None = None
        self.forgot_at = float("-inf")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.request_stop)
        while not self.is_stopped:
            self.run_round()
            if options["once"] or options["parent"] not in (None, os.getppid()):
                return
            time.sleep(PAUSE)

    def request_stop(self, *args: Any) -> None:
        """Finish the mail in hand, then end."""
        self.is_stopped = True

    def run_round(self) -> None:
        """One round; a database that is away is waited for."""
        try:
            close_old_connections()
            issues.process_issues()
            over = time.monotonic() + ROUND
            outbox.send_due_mail(lambda: self.is_stopped or time.monotonic() > over)
            self.enforce_retention()
            actions.erasure.finish_scrubbing()
            similar_letters.compare_next()
        except DatabaseError as error:
            log.warning("The database did not answer: %s", type(error).__name__)

    def enforce_retention(self) -> None:
        """Retention, on the first round of each day; addresses not confirmed, each hour.

        A round that waits for somebody looks again each hour: the clock may have been set right.
        """
        is_hour = time.monotonic() - self.forgot_at > HOURLY
        if is_hour:
            retention.erase_expired_signups()
            self.forgot_at = time.monotonic()
        today = timezone.localdate()
        if self.cleaned_on != today or (is_hour and retention.paused_reason()):
            retention.run_round()
            self.cleaned_on = today
