"""Outgoing requests: never to a private address, bounded in time and in size.

A name is resolved once, every address that it has must be public, and the connection goes to the
very address that was looked at: a name that means something else a moment later leads nowhere.
The environment's proxies are not used.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.message import Message
from functools import cache
from urllib.parse import SplitResult, quote, urljoin, urlsplit

REDIRECTS = {301, 302, 303, 307, 308}
PORTS = {"http": 80, "https": 443}
SAFE = "/%:?&=+,;@!$'()*~[]"

MOST_PLACES = 4  # addresses of a host that are tried

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Place = tuple[str, int]


class OutgoingRefused(Exception):
    """A request that is not made, or whose answer is not taken; the text says why."""


class OutgoingFailed(Exception):
    """The other side cannot be reached, is too slow, or answers with nonsense."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a request may go.

    Attributes:
        seconds: from the first byte sent to the last one read, for each redirect anew.
        max_bytes: of the answer's body; 0 for an answer whose body is not read at all.
        redirects: how many are followed.
        ports: which may be asked; None for any.
    """

    seconds: float = 10
    max_bytes: int = 64 * 1024
    redirects: int = 0
    ports: frozenset[int] | None = frozenset(PORTS.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked.

    Attributes:
        url: absolute, with http or https.
        method: such as GET.
        body: what is sent.
        headers: beside those that every request has.
        is_host_allowed: tells of each host, also one that is redirected to, whether it is asked.
        may_be_private: the operator's settings name the machine, so that it is trusted.
    """

    url: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_host_allowed: Callable[[str], bool] = lambda host: True
    may_be_private: bool = False


def send_request(request: Request, bounds: Bounds) -> Answer:
    """Ask another server, and follow its redirects as far as they are allowed.

    Raises:
        OutgoingRefused: the address is private or not allowed, or the answer is too large.
        OutgoingFailed: it cannot be reached, or is too slow.
    """
    for _ in range(bounds.redirects + 1):
        answer = ask_once(request, bounds)
        target = answer.headers.get("Location")
        if answer.status not in REDIRECTS or not target or not bounds.redirects:
            return answer
        request = replace(request, url=join_target(request.url, target))
    raise OutgoingRefused("It redirects too often.")


def join_target(url: str, target: str) -> str:
    """Return where a redirect leads.

    Args:
        url: what was asked.
        target: as the other side wrote it.

    Raises:
        OutgoingRefused: it is no address.
    """
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise OutgoingRefused("It redirects to something that is not an address.") from error


def ask_once(request: Request, bounds: Bounds) -> Answer:
    """Ask at one address, without following anything."""
    parts = parse_url(request, bounds)
    places = resolve_host(parts, may_be_private=request.may_be_private)
    path = quote(parts.path or "/", safe=SAFE)
    target = f"{path}?{quote(parts.query, safe=SAFE)}" if parts.query else path
    try:
        with opened_connection(parts, places, bounds.seconds) as connection:
            connection.request(request.method, target, request.body, dict(request.headers))
            return read_answer(connection.getresponse(), bounds.max_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutgoingFailed(f"It cannot be reached ({type(error).__name__}).") from error


def parse_url(request: Request, bounds: Bounds) -> SplitResult:
    """Take an address apart.

    Raises:
        OutgoingRefused: it is none that is asked.
    """
    try:
        parts = urlsplit(request.url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError as error:
        raise OutgoingRefused("This is not an address.") from error
    if port is None or not parts.hostname or "@" in parts.netloc:
        raise OutgoingRefused("Only plain http and https addresses are allowed.")
    if bounds.ports is not None and port not in bounds.ports:
        raise OutgoingRefused("This port is not allowed.")
    if not request.is_host_allowed(parts.hostname):
        raise OutgoingRefused("This host is not allowed.")
    return parts


def resolve_host(parts: SplitResult, *, may_be_private: bool = False) -> list[Place]:
    """Return where a host is, all of whose addresses are public, the best first.

    Args:
        parts: the address.
        may_be_private: they need not be public.

    Raises:
        OutgoingRefused: one of them is private.
        OutgoingFailed: it has none.
    """
    port = parts.port or PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutgoingFailed("There is no such host.") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not (may_be_private or all(map(is_public, addresses))):
        raise OutgoingRefused("This host has a private address.")
    return [(address, port) for address in addresses[:MOST_PLACES]]


def is_public(text: str) -> bool:
    """Whether an address is one of the open internet, also where IPv6 carries one of IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(
        one.is_global and not (one.is_multicast or one.is_reserved or is_site_local(one))
        for one in (address, *carried_addresses(address))
    )


def is_site_local(address: Address) -> bool:
    """Whether an address is one of the old private ones of IPv6."""
    return isinstance(address, ipaddress.IPv6Address) and address.is_site_local


def carried_addresses(address: Address) -> Iterator[Address]:
    """Yield the addresses of IPv4 that one of IPv6 leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    inside = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    yield from (one for one in inside if one is not None)


@cache
def tls_context() -> ssl.SSLContext:
    """Certificates are checked as the system says."""
    return ssl.create_default_context()


@contextmanager
def opened_connection(
    parts: SplitResult, places: list[Place], seconds: float
) -> Iterator[http.client.HTTPConnection]:
    """Connect to a place that was looked at, under the host's own name; cut it off in time."""
    over = time.monotonic() + seconds
    host = str(parts.hostname)
    line = connect_to_any(places, seconds)
    line.settimeout(seconds)
    try:
        if parts.scheme == "https":
            line = tls_context().wrap_socket(line, server_hostname=host)
        connection = http.client.HTTPConnection(host, places[0][1], timeout=seconds)
        connection.default_port = PORTS[parts.scheme]  # which the header Host leaves out
        connection.sock = line
        with cut_off_at(line, over):
            yield connection
    finally:
        line.close()


def connect_to_any(places: list[Place], seconds: float) -> socket.socket:
    """Connect to the first address that answers: one of IPv6 may lead nowhere from here.

    Args:
        places: all of them.
        seconds: how long they may take together.
    """
    *others, last = places
    share = seconds / len(places)
    for place in others:
        with suppress(OSError):
            return socket.create_connection(place, timeout=share)
    return socket.create_connection(last, timeout=share)


@contextmanager
def cut_off_at(line: socket.socket, over: float) -> Iterator[None]:
    """Cut a connection at a moment of the monotonic clock, however slowly more is sent."""
    timer = threading.Timer(max(over - time.monotonic(), 0), shut_down, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if time.monotonic() >= over:
        raise TimeoutError


def shut_down(line: socket.socket) -> None:
    """End a connection at once; that of TLS would talk first."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def read_answer(response: http.client.HTTPResponse, max_bytes: int) -> Answer:
    """Read an answer, but no more than it may have.

    Raises:
        OutgoingRefused: it is larger.
    """
    if not max_bytes:
        return Answer(response.status, response.headers, b"")
    body = response.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise OutgoingRefused(f"The answer is larger than {max_bytes} bytes.")
    if missing := response.length:
        raise http.client.IncompleteRead(body, missing)
    return Answer(response.status, response.headers, body)
