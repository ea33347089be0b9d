"""A page as it goes over the wire: status, headers and compressed bytes, ready to hand over."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from questions.page_cache.decorators import PUBLIC
from questions.page_cache.encoding import PLAIN, compress_body

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

REPLACED = {"content-length", "content-encoding", "etag", "vary"}
ONLY_WITH_A_BODY = {"content-length", "content-type", "content-encoding"}
ETAG = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """One page in one encoding.

    Attributes:
        etag: a strong validator of these very bytes.
        headers: everything that a 200 carries.
        brief: what a 304 carries of it (RFC 9110, section 15.4.5), policies included.
        body: the bytes.
    """

    etag: str
    headers: Headers
    brief: Headers
    body: bytes

    @property
    def is_html(self) -> bool:
        """Whether it is a page for a browser."""
        return ("Content-Type", "text/html; charset=utf-8") in self.headers

    def send_response(
        self, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a GET or HEAD, with no more than the client lacks."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and (known.strip() == "*" or self.etag in ETAG.findall(known)):
            start_response("304 Not Modified", self.brief)
            return []
        start_response("200 OK", self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


def make_response(headers: Headers, body: bytes, encoding: str) -> CachedResponse:
    """Compress a page and work out its headers."""
    packed = compress_body(body, encoding)
    etag = f'"{hashlib.blake2b(packed, digest_size=12).hexdigest()}"'
    shown = [pair for pair in headers if pair[0].lower() not in REPLACED]
    shown += [("ETag", etag), ("Vary", "Accept-Encoding")]
    brief = [pair for pair in shown if pair[0].lower() not in ONLY_WITH_A_BODY]
    shown.append(("Content-Length", str(len(packed))))
    if encoding != PLAIN:
        shown.append(("Content-Encoding", encoding))
    return CachedResponse(etag, shown, brief, packed)


def is_cacheable(status: str, headers: Headers) -> bool:
    """Whether a view marked this answer for everybody, and nothing in it is for one reader."""
    found: dict[str, str] = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and found.get("cache-control") == PUBLIC
        and "set-cookie" not in found
        and "cookie" not in found.get("vary", "").lower()
    )
