"""The column as production runs it."""

import ctypes
import gc
import os
import signal
import sys
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import connections
from granian.constants import Interfaces
from granian.server import MPServer

from questions.page_cache import PageCache, wrap_in_page_cache

MOST_REQUESTS_WAITING = 1024
M_ARENA_MAX = -8  # in glibc's malloc.h


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
        """Load the column once, and let the worker and granian's processes share it."""
        self.check(databases=["default"])
        application = load_application()
        if not options["no_worker"]:
            start_worker()
        server = build_server(options["host"], options["port"], options["workers"])
        server.serve(target_loader=partial(build_process_app, application), wrap_loader=False)


def load_application() -> WSGIHandler:
    """Load all that a process needs, so that those that are forked from this one share it."""
    limit_malloc_arenas()
    gc.disable()
    application = get_wsgi_application()
    warm_up(application)
    connections.close_all()  # a connection cannot be shared
    gc.collect()
    gc.freeze()  # the collector would write to what is shared, and so make copies of it
    gc.enable()
    return application


def warm_up(application: WSGIHandler) -> None:
    """Make some pages as if somebody read them, which loads views, templates and translations.

    A page that cannot be made now (the database is away) is of no harm: it is only not loaded.
    """
    site = urlsplit(settings.SITE_URL)
    for path in ("/", "/ask/", "/search/"):
        request = {"PATH_INFO": path, "HTTP_HOST": site.netloc, "wsgi.url_scheme": site.scheme}
        setup_testing_defaults(request)
        response = application(request, lambda *said: bytes)
        b"".join(response)
        response.close()


def build_process_app(application: WSGIHandler) -> PageCache:
    """What granian's processes serve.

    A terminal's Ctrl-C reaches them as well as granian, which then tells them to end; the two
    signals together leave a process hanging for ten seconds. So they listen to granian alone.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    return wrap_in_page_cache(application)


def limit_malloc_arenas() -> None:
    """Keep glibc from giving each thread an arena of its own, mostly empty, and paid for."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, 2)


def start_worker() -> None:
    """Fork the worker, in a session of its own, so that Ctrl-C does not cut a mail in two.

    It ends by itself when its parent does.
    """
    if os.fork():
        return
    os.setsid()
    try:
        call_command("worker", with_parent=True)
    finally:
        sys.stdout.flush()
        os._exit(0)


def build_server(host: str, port: int, workers: int) -> MPServer:
    """The server, whose processes fork from this one."""
    return MPServer(
        "advice",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        blocking_threads=4,
        backlog=MOST_REQUESTS_WAITING,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
