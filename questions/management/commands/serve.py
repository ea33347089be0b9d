"""The column as production runs it."""

import os
import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

MOST_REQUESTS_WAITING = 1024


class Command(BaseCommand):
    """Serve the column with granian, and let the worker send its mail."""

    help = "Serves the column until it is told to stop (SIGTERM or Ctrl-C), and runs the worker."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument(
            "--no-worker", action="store_true", help="`manage.py worker` is run elsewhere."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the worker, then become granian, so that signals reach it directly.

        The worker is in a session of its own, so that Ctrl-C does not cut a mail in two; it ends
        by itself when its parent does.
        """
        self.check(databases=["default"])
        if not options["no_worker"]:
            command = [sys.executable, sys.argv[0], "worker", "--with-parent"]
            subprocess.Popen(command, start_new_session=True)  # noqa: S603
        # glibc gives each thread an arena of its own, of which most stays empty and is paid for.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        os.execv(sys.executable, granian(options))  # noqa: S606


def granian(options: dict[str, Any]) -> list[str]:
    """The words that start granian."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", options["host"], "--port", str(options["port"])]
    command += ["--workers", str(options["workers"]), "--blocking-threads", "4"]
    command += ["--backlog", str(MOST_REQUESTS_WAITING), "--respawn-failed-workers"]
    return [*command, "--workers-kill-timeout", "10", "advice.served:application"]
