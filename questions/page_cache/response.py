"""A page as it goes over the wire: its headers and compressed bytes."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from advice.logging import UNKNOWN
from questions.page_cache.cdn import CDN_HEADERS
from questions.page_cache.decorators import PRIVATE, PUBLIC
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
        route: the pattern of the page's address, for whoever counts.
    """

    etag: str
    headers: Headers
    brief: Headers
    body: bytes
    route: str = UNKNOWN

    def send_response(
        self, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a GET or HEAD: 304 without a body if the client has these very bytes.

        Args:
            environ: the request.
            start_response: how the server wants to hear of status and headers.
        """
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and (known.strip() == "*" or self.etag in ETAG.findall(known)):
            start_response("304 Not Modified", self.brief)
            return []
        start_response("200 OK", self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


def make_response(
    headers: Headers, body: bytes, encoding: str, route: str = UNKNOWN
) -> CachedResponse:
    """Compress a page and work out its headers.

    Args:
        headers: those that Django gave the page.
        body: the page, not compressed.
        encoding: one that `choose_encoding` returned.
        route: the pattern of its address.
    """
    packed = compress_body(body, encoding)
    etag = f'"{hashlib.blake2b(packed, digest_size=12).hexdigest()}"'
    shown = [pair for pair in headers if pair[0].lower() not in REPLACED]
    shown += [("ETag", etag), ("Vary", "Accept-Encoding")]
    brief = [pair for pair in shown if pair[0].lower() not in ONLY_WITH_A_BODY]
    shown.append(("Content-Length", str(len(packed))))
    if encoding != PLAIN:
        shown.append(("Content-Encoding", encoding))
    return CachedResponse(etag, shown, brief, packed, route)


def is_cacheable(status: str, headers: Headers) -> bool:
    """Whether a view marked this response for everybody, and nothing in it is for one reader.

    Args:
        status: as WSGI has it, such as `200 OK`.
        headers: all of the response's.
    """
    return status.startswith("200 ") and is_public(headers) and not is_personal(headers)


def is_public(headers: Headers) -> bool:
    """Whether caches on the way may keep the response for the second."""
    return ("Cache-Control", PUBLIC) in headers


def is_personal(headers: Headers) -> bool:
    """Whether a response sets a cookie or depends on one, whatever its view said."""
    found = {name.lower(): value.lower() for name, value in headers}
    return "set-cookie" in found or "cookie" in found.get("vary", "")


def withhold_from_caches(headers: Headers) -> Headers:
    """The headers, but no proxy may keep what is for one reader, although a view marked it."""
    if not (is_public(headers) and is_personal(headers)):
        return headers
    withheld = CDN_HEADERS | {"cache-control"}
    kept = [header for header in headers if header[0].lower() not in withheld]
    return [*kept, ("Cache-Control", PRIVATE)]
