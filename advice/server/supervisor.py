"""Keeps a few processes running until it is told to stop.

It loads nothing and knows nothing of Django: it forks a process for each job, starts one that ended
again, hands SIGTERM on, and kills what has not ended in time.
"""

import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import NoReturn

from advice.logging import describe_error

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
STOP_SECONDS = 9.0  # for a process to finish what it has in hand
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 64.0  # seconds before a process that failed is started again
CLOCK_CHECK = 10.0  # seconds between two looks at the clock
STEP_BACK = 60.0  # seconds: less is a clock that is kept in time
SETTLED_SECONDS = 60.0  # a process that ran for so long has recovered: its pauses begin anew

log = logging.getLogger("questions.serve")


class Supervisor:
    """Runs jobs, each in a process of its own.

    Args:
        jobs: what each process does, by its name. A job that returns is started again at once; one
            that raises, or is killed, after a pause that doubles each time.
    """

    def __init__(self, jobs: dict[str, Callable[[], object]]) -> None:
        self.children = [Child(name, job) for name, job in jobs.items()]
        self.is_stopping = False
        self.inbox, outbox = socket.socketpair()
        outbox.setblocking(False)
        self.outbox = outbox
        self.clock_offset = read_clock_offset()

    def run_until_stopped(self) -> None:
        """Keep the processes running until SIGTERM or SIGINT, then end them."""
        self.listen_for_signals()
        while not self.is_stopping:
            pause = self.start_what_is_due()
            self.wait_for_signal(pause)
            self.restart_after_step_back()
            for child in self.children:
                child.check_end()
        self.stop_children()

    def listen_for_signals(self) -> None:
        """Have each signal's number written to the inbox, whichever thread it reaches."""
        signal.set_wakeup_fd(self.outbox.fileno(), warn_on_full_buffer=False)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, ignore_signal)

    def start_what_is_due(self) -> float:
        """Start each process that does not run and whose pause is over.

        Returns:
            Seconds until the next one is due, or the clock is looked at.
        """
        for child in self.children:
            if not child.is_running and child.start_at <= time.monotonic():
                child.start_process()
        waiting = [child.start_at for child in self.children if not child.is_running]
        return max(0.0, min([CLOCK_CHECK, *(at - time.monotonic() for at in waiting)]))

    def restart_after_step_back(self) -> None:
        """Start all processes anew when the clock went back: what they remember is to come.

        Granian, for one, would name the former moment in each answer's Date until it comes again.
        """
        offset = read_clock_offset()
        if offset < self.clock_offset - STEP_BACK:
            log.warning("The clock went back: all processes are started again.")
            for child in self.children:
                child.send_signal(signal.SIGTERM)
        self.clock_offset = offset

    def wait_for_signal(self, seconds: float) -> None:
        """Wait for a signal, or until the time is over."""
        ready, _, _ = select.select([self.inbox], [], [], seconds)
        if ready and set(self.inbox.recv(64)) & set(STOP_SIGNALS):
            self.is_stopping = True

    def stop_children(self) -> None:
        """Tell each process to end, wait, and kill the ones that are left."""
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            child.send_signal(signal.SIGTERM)
        while self.has_running_child() and time.monotonic() < deadline:
            self.wait_for_signal(deadline - time.monotonic())
        for child in self.children:
            child.kill_process()

    def has_running_child(self) -> bool:
        """Whether any process is left."""
        for child in self.children:
            child.check_end()
        return any(child.is_running for child in self.children)


class Child:
    """One process and what is to happen when it ends."""

    def __init__(self, name: str, job: Callable[[], object]) -> None:
        self.name, self.job = name, job
        self.pid = 0
        self.started_at = self.start_at = 0.0
        self.pause = FIRST_PAUSE

    @property
    def is_running(self) -> bool:
        """Whether its end has not been seen yet."""
        return self.pid != 0

    def start_process(self) -> None:
        """Fork. A signal that comes meanwhile is held back until the child can take it."""
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
        self.started_at = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            run_child(self.name, self.job)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)

    def check_end(self) -> None:
        """If it has ended, say so and settle when it is started again."""
        pid, status = os.waitpid(self.pid, os.WNOHANG) if self.is_running else (0, 0)
        if pid == 0:
            return
        self.pid = 0
        self.plan_restart(os.waitstatus_to_exitcode(status))

    def plan_restart(self, code: int) -> None:
        """Start it again: at once after a clean end, otherwise after a pause that doubles."""
        now = time.monotonic()
        if now - self.started_at > SETTLED_SECONDS:
            self.pause = FIRST_PAUSE
        if code == 0:
            self.start_at = now
            return
        log.error("%s ended (%s); it is started again in %d s", self.name, code, self.pause)
        self.start_at = now + self.pause
        self.pause = min(2 * self.pause, LONGEST_PAUSE)

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.is_running:
            os.kill(self.pid, number)

    def kill_process(self) -> None:
        """End it at once, if it still runs, and wait until it is gone."""
        if self.is_running:
            log.error("%s did not end in %d s and was killed", self.name, STOP_SECONDS)
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0


def read_clock_offset() -> float:
    """How far the wall's clock is ahead of the one that never leaps, in seconds."""
    return time.time() - time.monotonic()


def ignore_signal(*_: object) -> None:
    """Do nothing: the signal's number is in the inbox."""


def run_child(name: str, job: Callable[[], object]) -> NoReturn:
    """Do a job in the process that was just forked, and end the process, come what may.

    Until the job sets handlers of its own, a signal ends it at once: it has nothing in hand yet.
    """
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        job()
        code = 0
    except BaseException as error:
        log.critical("%s failed: %s", name, describe_error(error), extra={"error": error})
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
