"""The WSGI application around Django that answers what it holds."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from questions.page_cache.encoding import choose_encoding
from questions.page_cache.files import PageFiles
from questions.page_cache.response import StartResponse, is_cacheable, make_response
from questions.page_cache.store import PageStore

Environ = dict[str, Any]
READ_METHODS = {"GET", "HEAD"}


class PageCache:
    """Serves held pages, and holds the pages that Django makes.

    Args:
        django: the application that makes the pages.
        shelf: where they are held.
    """

    def __init__(self, django: Any, shelf: PageStore) -> None:
        self.django = django
        self.shelf = shelf
        self.host = urlsplit(settings.SITE_URL).netloc

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A held page at once; anything else from Django."""
        if not self.is_ours(environ):
            return self.django(environ, start_response)
        encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = (environ["PATH_INFO"], encoding)
        if not environ.get("QUERY_STRING") and (answer := self.shelf.get(key)):
            return answer.send_response(environ, start_response)
        return self.render_page(key, environ, start_response)

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
        """Have Django make the page; compress it, and hold it when its address is all it hangs on.

        A query string makes another page of the same address, which is compressed but not held.
        """
        self.shelf.refresh_version()
        edition = self.shelf.edition
        said: list[Any] = []
        made = self.django(environ, lambda *words: said.extend(words))
        status, headers = said[0], said[1]
        if not is_cacheable(status, headers):
            start_response(*said)
            return made
        answer = make_response(headers, read_body(made), key[1])
        if not environ.get("QUERY_STRING"):
            self.shelf.store_response(key, answer, edition)
        return answer.send_response(environ, start_response)


def wrap_in_page_cache(django: Any) -> PageCache:
    """Django behind a page cache as the settings want it."""
    if not settings.PAGE_FILES:
        return PageCache(django, PageStore())
    shelf = PageStore(files=PageFiles(settings.DATA_DIR / "pages"))
    shelf.watch_version()
    return PageCache(django, shelf)


def read_body(made: Iterable[bytes]) -> bytes:
    """The body of an answer, which is closed as WSGI demands (PEP 3333)."""
    try:
        return b"".join(made)
    finally:
        close = getattr(made, "close", None)
        if close:
            close()
