"""The column as production runs it."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.db import Error, connections

from advice.server.metrics import serve_metrics
from advice.server.supervisor import Supervisor
from advice.server.web import open_listener, serve_pages
from questions import search, sentence_vectors
from questions.counters import COUNTERS, run_counted
from questions.metrics import list_routes
from questions.models import Question
from questions.pii.patterns import load_patterns

Headers = list[tuple[str, str]]
OF_ONE_PAGE = {"content-type", "content-length", "cache-control", "expires"}


class Command(BaseCommand):
    """Serve the column with granian, and let the worker send its mail."""

    help = "Serves the column until it is told to stop (SIGTERM or Ctrl-C), and runs the worker."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen, and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="Processes that serve pages.")
        parser.add_argument(
            "--no-worker", action="store_true", help="`manage.py worker` is run elsewhere."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the column once, and keep the processes running that share it."""
        listener = self.open_listener(options["host"], options["port"], "--port")
        apart: dict[str, Callable[[], object]] = {}
        if settings.METRICS_LISTEN:
            own = self.open_listener(*settings.METRICS_LISTEN, "METRICS_LISTEN")
            apart["metrics"] = partial(serve_metrics, own, os.getpid())
        self.check(databases=["default"])
        pages = load_column(listener)
        jobs = {f"web-{number}": pages for number in range(1, options["workers"] + 1)}
        jobs["search"] = partial(search.keep_in_line, os.getpid())
        if not options["no_worker"]:
            jobs["worker"] = partial(call_command, "worker", parent=os.getpid())
        jobs |= apart
        self.stdout.write(f"The column is at {settings.SITE_URL}. Stop it with Ctrl-C.")
        self.stdout.flush()
        Supervisor(count_jobs(jobs)).run_until_stopped()

    def open_listener(self, host: str, port: int, chosen_by: str) -> socket.socket:
        """The socket, or an error that says what to do.

        Args:
            host: where to listen.
            port: the same.
            chosen_by: what an operator sets to choose another one.
        """
        try:
            return open_listener(host, port)
        except OSError as error:
            raise CommandError(
                f"Cannot listen at {host}, port {port}: {error.strerror}. Stop the program that "
                f"uses the port, or choose another one with {chosen_by}."
            ) from None


def load_column(listener: socket.socket) -> Callable[[], object]:
    """Load all that the processes share. Returns what each of them does that serves pages."""
    application = get_wsgi_application()
    sentence_vectors.load_model()
    load_patterns()
    headers = warm_up(application)
    connections.close_all()  # a connection cannot be shared
    search.close_index()
    return partial(serve_pages, application, headers, listener, os.getpid())


def count_jobs(jobs: dict[str, Callable[[], object]]) -> dict[str, Callable[[], object]]:
    """The same jobs; if anybody may ask for numbers, they count what they do."""
    if not settings.METRICS_TOKEN and not settings.METRICS_LISTEN:
        return jobs
    COUNTERS.open_memory(list_routes(), list(jobs))
    return {name: partial(run_counted, name, job) for name, job in jobs.items()}


def warm_up(application: WSGIHandler) -> Headers:
    """Make some pages as if somebody read them, which loads views, templates and translations.

    A page that cannot be made now (the database is away) does no harm: it is only not loaded.

    Returns:
        The headers that every answer carries.
    """
    for path in list_first_pages():
        request_page(application, path)
    return [
        pair for pair in request_page(application, "/livez") if pair[0].lower() not in OF_ONE_PAGE
    ]


def list_first_pages() -> list[str]:
    """One page of each kind that readers ask for most, a letter's too if one is published."""
    paths = ["/", "/ask/", "/search/", "/search/?q=advice"]
    with suppress(Error):  # the database may be away
        paths += [one.get_absolute_url() for one in Question.objects.published()[:1]]
    return paths


def request_page(application: WSGIHandler, path: str) -> Headers:
    """Ask the application for a page of the site. Returns the answer's headers."""
    site = urlsplit(settings.SITE_URL)
    path, _, query = path.partition("?")
    request = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": site.netloc,
        "wsgi.url_scheme": site.scheme,
    }
    setup_testing_defaults(request)
    headers: Headers = []

    def start_response(_status: str, found: Headers, *_: Any) -> Callable[[bytes], object]:
        headers.extend(found)
        return bytes

    response = application(request, start_response)
    b"".join(response)
    response.close()
    return headers
