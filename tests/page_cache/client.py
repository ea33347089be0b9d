"""A client that speaks WSGI, because the page cache stands outside of Django's own test client.

Time does not pass by itself here: a test says when a process looks for a new version.
"""

import gzip
import io
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import brotli
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections

from questions.page_cache import PageCache
from questions.page_cache.store import PageStore

HOST = "127.0.0.1:8000"
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@dataclass
class Got:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self):
        return UNPACK[self.headers.get("Content-Encoding")](self.body).decode()


class Process:
    """One process that serves the column, with a store of its own."""

    def __init__(self):
        self.cache = PageCache(WSGIHandler(), PageStore())

    def get(self, path, method="GET", query="", **headers):
        said = []
        environ = an_environ(path, method, query, headers)
        with connections_kept():
            made = self.cache(environ, lambda *words: said.extend(words))
            body = b"".join(made)
            getattr(made, "close", lambda: None)()
        return Got(int(said[0][:3]), dict(said[1]), body)

    def ask(self, path, method="GET", query="", **headers):
        """Ask for a page, and return the request's environ as it is afterwards."""
        environ = an_environ(path, method, query, headers)
        with connections_kept():
            made = self.cache(environ, lambda *_: None)
            getattr(made, "close", lambda: None)()
        return environ

    def when_it_checks_again(self):
        """As if the time had passed after which a process checks for a new version."""
        self.cache.store._check_at = 0


@contextmanager
def connections_kept():
    """Do not close the connection that the test's own transaction is open on."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    try:
        with (
            patch("questions.page_cache.store.close_old_connections"),
            patch("questions.page_cache.store.CHECK_SECONDS", float("inf")),
        ):
            yield
    finally:
        for signal in ends:
            signal.connect(close_old_connections)


def an_environ(path, method, query, headers):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": HOST,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    return environ | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
