"""The WSGI application around Django that serves what it keeps in memory."""

import atexit
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from advice.logging import UNKNOWN
from questions.counters import COUNTERS, HIT, ROUTE
from questions.page_cache.counts import READS
from questions.page_cache.encoding import choose_encoding
from questions.page_cache.replica import VERSION
from questions.page_cache.response import (
    StartResponse,
    is_cacheable,
    make_response,
    withhold_from_caches,
)
from questions.page_cache.store import PageStore

Environ = dict[str, Any]
READ_METHODS = {"GET", "HEAD"}


class PageCache:
    """Serves pages from memory, and keeps the pages that Django makes.

    Args:
        django: the application that makes the pages.
        store: where they are kept.
    """

    def __init__(self, django: Any, store: PageStore) -> None:
        self.django = django
        self.store = store
        self.host = urlsplit(settings.SITE_URL).netloc

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A page from memory at once; anything else from Django."""
        if not self.is_ours(environ):
            return self.django(environ, start_response)
        encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = (environ["PATH_INFO"], encoding)
        if not environ.get("QUERY_STRING") and (response := self.store.get_response(key)):
            self.count_read(environ)
            environ[HIT] = response.route
            return response.send_response(environ, start_response)
        return self.render_page(key, environ, start_response)

    def count_read(self, environ: Environ) -> None:
        """Count the page by its path alone, and now and then tell the database."""
        if environ["REQUEST_METHOD"] == "GET":
            READS.count_read(environ["PATH_INFO"])
        if READS.is_due():
            with suppress(TimeoutError):  # they are kept until the database listens
                self.store.run_query(READS.flush_counts)

    def is_ours(self, environ: Environ) -> bool:
        """Whether it reads a page under the site's own address, and over its own protocol.

        Unknown hosts and plain http are Django's to refuse and to redirect.
        """
        if environ["REQUEST_METHOD"] not in READ_METHODS or environ.get("HTTP_HOST") != self.host:
            return False
        return not settings.SITE_IS_HTTPS or environ.get("HTTP_X_FORWARDED_PROTO") == "https"

    def render_page(
        self, key: tuple[str, str], environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have Django make the page; compress it, and keep it if only its path decides on it.

        A page with a query string is compressed but never kept.

        Args:
            key: the page's path and the encoding that the client takes.
            environ: the request.
            start_response: how the server wants to hear of status and headers.
        """
        self.store.refresh_version()
        version = environ[VERSION] = self.store.version
        started: list[Any] = []
        made = self.django(environ, lambda *words: started.extend(words))
        status, headers = started[0], started[1]
        if not is_cacheable(status, headers):
            start_response(status, withhold_from_caches(headers), *started[2:])
            return made
        response = make_response(headers, read_body(made), key[1], environ.get(ROUTE, UNKNOWN))
        COUNTERS.count_miss()
        if not environ.get("QUERY_STRING"):
            self.store.store_response(key, response, version)
        self.count_read(environ)
        return response.send_response(environ, start_response)


def wrap_in_page_cache(django: Any) -> PageCache:
    """Django behind a page cache of its own. What is counted is not lost when the process ends."""
    atexit.register(READS.flush_counts)
    return PageCache(django, PageStore())


def read_body(made: Iterable[bytes]) -> bytes:
    """The body of a response, which is closed as WSGI demands (PEP 3333)."""
    try:
        return b"".join(made)
    finally:
        close = getattr(made, "close", None)
        if close:
            close()
