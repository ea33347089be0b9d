"""What goes on in the background: mail is sent, letters are compared, old ones are deleted.

Answers whose time is over are sealed.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from advice.logging import describe_error
from questions import actions, disk_reserve, retention, search, wrong_clock
from questions.actions import similar_letters
from questions.answering import notices
from questions.answering.transfer.access import background_options
from questions.calls import delivery
from questions.checks import OWN_CHECKS
from questions.mail import outbox
from questions.models import Column, WorkerHeartbeat
from questions.newsletter import issues

HOURLY = 3600.0  # seconds between two looks at sign-ups that nobody confirmed
ROUND = 15.0  # seconds of sending, before what else there is to do gets its turn
CALLS_ROUND = 5.0  # seconds of calls to other machines in a round
PURGE_PAUSE = 0.5  # seconds between two looks whether the CDN must forget something
PAUSE = 1.0  # seconds between two rounds
CONNECTION_CHECK = 30.0  # seconds between two looks at the database's connection
REPEAT = 60.0  # seconds before the same fault of the same job is logged again
log = logging.getLogger("questions.worker")


class Connections(threading.local):
    """Looks whether the database's connection still works: now and then, and after a fault.

    Django would ask the server so before each job, which is one more query for each query. Each
    thread has a connection of its own, and so a look of its own.
    """

    def __init__(self) -> None:
        self.check_at = float("-inf")

    def check_if_due(self) -> None:
        """Drop a connection that is too old; the next query tries the one that stays."""
        if time.monotonic() >= self.check_at:
            close_old_connections()
            self.check_at = time.monotonic() + CONNECTION_CHECK

    def suspect_fault(self) -> None:
        """Something went wrong: look before the next job."""
        self.check_at = float("-inf")


CONNECTIONS = Connections()


class Job:
    """Something that a worker does again and again.

    Args:
        name: how the log calls it.
        interval: seconds between two times; they keep an idle worker under two queries a second.
        work: what is done. When it returns True there is more, which the next round does.
    """

    def __init__(self, name: str, interval: float, work: Callable[[], object]) -> None:
        self.name, self.interval, self.work = name, interval, work
        self.due_at = float("-inf")
        self.last_fault, self.logged_at = "", float("-inf")

    def run_if_due(self) -> None:
        """Do it, if it is due. What goes wrong is logged and keeps no other job from its turn."""
        if time.monotonic() < self.due_at:
            return
        has_more: object = False
        try:
            CONNECTIONS.check_if_due()
            has_more = self.work()
        except BaseException as error:  # a panic of a library in Rust is no Exception
            CONNECTIONS.suspect_fault()
            self.log_fault(error)
        self.due_at = time.monotonic() + (0 if has_more is True else self.interval)

    def log_fault(self, error: BaseException) -> None:
        """Say what went wrong, and not each second anew while it goes on."""
        now, fault = time.monotonic(), describe_error(error)
        if fault != self.last_fault or now - self.logged_at >= REPEAT:
            log.error("%s failed: %s", self.name, fault, extra={"error": error})
            self.last_fault, self.logged_at = fault, now


class Command(BaseCommand):
    """Send mail as it becomes due, compare new letters, and enforce retention once a day."""

    requires_system_checks = OWN_CHECKS
    is_stopped = False
    cleaned_on: date | None = None
    forgot_at = float("-inf")
    help = (
        "Draws up and sends the newsletter, sends the outbox's mail, looks which waiting letters "
        "are much alike (one a second), and enforces retention once a day (sign-ups: each hour), "
        "until SIGTERM. Several may run at once; one that is killed loses nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Once for tests and timers; with a parent for `serve`."""
        parser.add_argument("--once", action="store_true", help="Do what is due, and end.")
        parser.add_argument("--parent", type=int, help="End when this parent process is gone.")
        parser.add_argument(
            "--name", default=socket.gethostname()[:80], help="Its name in the heartbeat's table."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go round, pause, until told to stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.request_stop)
        jobs = self.list_jobs(options["name"])
        if settings.CDN and not options["once"]:
            threading.Thread(target=self.purge_until_stopped, daemon=True).start()
        while not self.is_stopped:
            for job in jobs:
                job.run_if_due()
            if options["once"] or options["parent"] not in (None, os.getppid()):
                return
            time.sleep(PAUSE)

    def list_jobs(self, name: str) -> list[Job]:
        """All that a worker of this name does, mail first."""
        return [
            Job("Sending mail", 3, self.send_mail),
            Job("Calling other machines", 5, self.send_calls),
            Job("Noting the heartbeat", 10, lambda: WorkerHeartbeat.record_beat(name)),
            Job("Preparing newsletters", 20, self.prepare_newsletters),
            Job("Reading mail that came back", 300, lambda: actions.bounces.read_mailbox(bool)),
            Job("Asking readers once a year", HOURLY, self.ask_readers),
            Job("Looking for misdated mail", 600, outbox.bring_forward_misdated),
            Job("Looking for misdated calls", 600, delivery.bring_forward_misdated),
            Job("Retention", 5, self.enforce_retention),
            Job("Sealing what has expired", 20, retention.unpublish_expired),
            Job("Inviting writers", 600, retention.invite_writers),
            Job("Replaying lost erasures", 20, actions.erasure.replay_lost),
            Job("Keeping room for erasures", 600, disk_reserve.keep_reserve),
            Job("Scrubbing", 10, lambda: not actions.scrub.finish_pending()),
            Job("Telling staff", 60, notices.send_due_notices),
            Job("Keeping search in line", 20, search.catch_up),
            Job("Comparing letters", 10, similar_letters.compare_next),
            Job("Importing", 10, lambda: actions.import_jobs.advance_next(background_options())),
        ]

    def prepare_newsletters(self) -> None:
        """Draw up and hand over issues, unless the clock may be wrong: no mail can be called back.

        By a clock that is ahead, what is still to come would be long past, and never be sent.
        """
        if not wrong_clock.wrong_clock_reason():
            issues.process_issues()

    def request_stop(self, *args: Any) -> None:
        """Finish the mail in hand, then end."""
        self.is_stopped = True

    def send_mail(self) -> None:
        """Send what is due, for a while."""
        over = time.monotonic() + ROUND
        outbox.send_due_mail(lambda: self.is_stopped or time.monotonic() > over)

    def send_calls(self) -> None:
        """Make the calls that are due, for a while; slow machines of others must not stop mail."""
        over = time.monotonic() + CALLS_ROUND
        delivery.send_due_calls(lambda: self.is_stopped or time.monotonic() > over)

    def purge_until_stopped(self) -> None:
        """Tell the CDN of changes at once, in a thread: mail and other machines may take long."""
        job = Job("Purging the CDN", 0, delivery.send_due_purges)
        while not self.is_stopped:
            job.run_if_due()
            time.sleep(PURGE_PAUSE)

    def ask_readers(self) -> None:
        """Ask who still wants the newsletter, unless the clock may be wrong or there is none."""
        if Column.get_current().offers_newsletter and not wrong_clock.wrong_clock_reason():
            actions.renewals.ask_readers()

    def enforce_retention(self) -> None:
        """Retention, on the first round of each day; addresses not confirmed, each hour.

        A round that waits for somebody looks again each hour: the clock may have been set right.
        So does one that failed, and not each time: it rewrites tables to take out what was erased.
        """
        is_hour = time.monotonic() - self.forgot_at > HOURLY
        if is_hour:
            retention.erase_expired_signups()
            retention.discard_abandoned_imports()
            self.forgot_at = time.monotonic()
        today = timezone.localdate()
        is_new_day = self.cleaned_on not in {None, today}
        if is_new_day or (is_hour and (self.cleaned_on is None or retention.paused_reason())):
            self.cleaned_on = None
            retention.run_round()
            self.cleaned_on = today
