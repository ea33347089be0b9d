"""A client that speaks WSGI, because the page cache stands outside of Django's own test client."""

import gzip
from dataclasses import dataclass

import brotli
from django.core.handlers.wsgi import WSGIHandler

from questions.pages import PageCache
from questions.pages.shelf import Shelf

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
    """One process that serves the column, with a shelf of its own."""

    def __init__(self):
        self.cache = PageCache(WSGIHandler(), Shelf())

    def get(self, path, method="GET", query="", **headers):
        said = []
        environ = an_environ(path, method, query, headers)
        made = self.cache(environ, lambda *words: said.extend(words))
        body = b"".join(made)
        getattr(made, "close", lambda: None)()
        return Got(int(said[0][:3]), dict(said[1]), body)

    def half_a_second_later(self):
        """As if the time had passed after which a process looks for a new edition."""
        self.cache.shelf._look_at = 0


def an_environ(path, method, query, headers):
    import io

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
