"""The WSGI application around Django that answers what it holds."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from questions.page_cache.encoding import chosen
from questions.page_cache.files import PageFiles
from questions.page_cache.response import StartResponse, make_answer, may_be_kept
from questions.page_cache.store import Shelf

Environ = dict[str, Any]
READING = {"GET", "HEAD"}


class PageCache:
    """Serves held pages, and holds the pages that Django makes.

    Args:
        django: the application that makes the pages.
        shelf: where they are held.
    """

    def __init__(self, django: Any, shelf: Shelf) -> None:
        self.django = django
        self.shelf = shelf
        self.host = urlsplit(settings.SITE_URL).netloc

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """A held page at once; anything else from Django."""
        if not self.is_ours(environ):
            return self.django(environ, start_response)
        encoding = chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = (environ["PATH_INFO"], encoding)
        if not environ.get("QUERY_STRING") and (answer := self.shelf.get(key)):
            return answer.send(environ, start_response)
        return self.render(key, environ, start_response)

    def is_ours(self, environ: Environ) -> bool:
        """Whether it reads a page under the site's own address, and over its own protocol.

        Unknown hosts and plain http are Django's to refuse and to redirect.
        """
        if environ["REQUEST_METHOD"] not in READING or environ.get("HTTP_HOST") != self.host:
            return False
        return not settings.SITE_IS_HTTPS or environ.get("HTTP_X_FORWARDED_PROTO") == "https"

    def render(
        self, key: tuple[str, str], environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Have Django make the page; compress it, and hold it when its address is all it hangs on.

        A query string makes another page of the same address, which is compressed but not held.
        """
        self.shelf.refresh()
        edition = self.shelf.edition
        said: list[Any] = []
        made = self.django(environ, lambda *words: said.extend(words))
        status, headers = said[0], said[1]
        if not may_be_kept(status, headers):
            start_response(*said)
            return made
        answer = make_answer(headers, whole(made), key[1])
        if not environ.get("QUERY_STRING"):
            self.shelf.keep(key, answer, edition)
        return answer.send(environ, start_response)


def serve_pages(django: Any) -> PageCache:
    """Django behind a page cache as the settings want it."""
    if not settings.PAGE_FILES:
        return PageCache(django, Shelf())
    shelf = Shelf(files=PageFiles(settings.DATA_DIR / "pages"))
    shelf.keep_looking()
    return PageCache(django, shelf)


def whole(made: Iterable[bytes]) -> bytes:
    """The body of an answer, which is closed as WSGI demands (PEP 3333)."""
    try:
        return b"".join(made)
    finally:
        close = getattr(made, "close", None)
        if close:
            close()
