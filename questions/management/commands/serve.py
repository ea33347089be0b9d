"""The column as production runs it."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

MOST_REQUESTS_WAITING = 1024


class Command(BaseCommand):
    """Serve the column with granian."""

    help = "Serves the column with granian until it is told to stop (SIGTERM or Ctrl-C)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        """Become granian, so that signals reach it directly."""
        self.check(databases=["default"])
        # glibc gives each thread an arena of its own, of which most stays empty and is paid for.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
        command += ["--host", options["host"], "--port", str(options["port"])]
        command += ["--workers", str(options["workers"]), "--blocking-threads", "4"]
        command += ["--backlog", str(MOST_REQUESTS_WAITING), "--respawn-failed-workers"]
        command += ["--workers-kill-timeout", "10", "advice.wsgi:application"]
        os.execv(sys.executable, command)  # noqa: S606
