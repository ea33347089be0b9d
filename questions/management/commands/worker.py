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

from questions import gathering, mail, retention

PAUSE = 1.0  # seconds between two looks at the outbox
log = logging.getLogger("questions.worker")


class Command(BaseCommand):
    """Send mail as it becomes due, compare new letters, and enforce retention once a day."""

    help = (
        "Sends the outbox's mail, looks which waiting letters are much alike (one a second) and "
        "enforces retention once a day, until SIGTERM. Several may "
        "run at once; one that is killed loses nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Once for tests and timers; with its parent for `serve`."""
        parser.add_argument("--once", action="store_true", help="Do what is due, and end.")
        parser.add_argument("--with-parent", action="store_true", help="End when the parent ends.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, work, pause, until told to stop."""
        self.is_stopped = False
        self.cleaned_on: date | None = None
        signal.signal(signal.SIGTERM, self.stop)
        parent = os.getppid()
        while not self.is_stopped:
            self.work()
            if options["once"] or (options["with_parent"] and os.getppid() != parent):
                return
            time.sleep(PAUSE)

    def stop(self, *args: Any) -> None:
        """Finish the mail in hand, then end."""
        self.is_stopped = True

    def work(self) -> None:
        """One round; a database that is away is waited for."""
        try:
            close_old_connections()
            mail.send_all_due()
            self.clean()
            gathering.compare_next()
        except DatabaseError as error:
            log.warning("The database did not answer: %s", type(error).__name__)

    def clean(self) -> None:
        """Retention, on the first round of each day."""
        today = timezone.localdate()
        if self.cleaned_on != today:
            retention.enforce()
            self.cleaned_on = today
