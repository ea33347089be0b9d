"""The site as the world sees it: certificate, redirect, headers, and what the proxy lets through.

The doctor asks the site as a stranger would, with headers that a client could forge, and is told
by the column how each request has arrived (`advice/arrival.py`).
"""

import http.client
import json
import socket
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from advice.arrival import sign_request
from questions.doctor.findings import Diagnosis, Level, all_well
from questions.doctor.services import compare_clocks

TIMEOUT = 15.0  # seconds for an answer
MIN_CERTIFICATE_DAYS = 14  # Let's Encrypt renews 30 days before the end
FORGED = "203.0.113.7"  # an address for documentation (RFC 5737): nobody has it
FORGERIES = {
    "X-Forwarded-For": FORGED,
    "X_Forwarded_For": FORGED,
    "Forwarded": f"for={FORGED}",
}
EXPECTED = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")
HTTPS_ONLY = ("Strict-Transport-Security",)
PROXY = "docs/nginx.conf does it right; docs/deployment.md says what other proxies need."
REPLACE_ADDRESSES = (
    "Let the proxy replace X-Forwarded-For, remove Forwarded, and drop header names with "
    f"underscores; check TRUSTED_PROXY_HOPS. {PROXY}"
)
WRITE_ADDRESS = (
    "Let it write the client's address into X-Forwarded-For. Each proxy that TRUSTED_PROXY_HOPS "
    f"counts writes one, and all of them stand on one line. {PROXY}"
)


class Answer(NamedTuple):
    """What came back.

    Attributes:
        status: its status.
        headers: all of them.
        body: as text.
        certificate_days: until the certificate ends; None without one.
    """

    status: int
    headers: http.client.HTTPMessage
    body: str
    certificate_days: float | None


def check_site(url: str, http_url: str) -> Iterator[Diagnosis]:
    """Everything that can be seen from outside.

    Args:
        url: where the site is.
        http_url: where plain http is; nothing if it is not asked.
    """
    try:
        plain = fetch_answer(url, "/livez", sign_request())
    except (OSError, http.client.HTTPException) as error:
        yield describe_unreachable(url, error)
        return
    arrival = read_arrival(plain)
    if arrival is None:
        yield stranger_answers(url, plain)
        yield from check_date(plain)  # by another clock our signature is out of date
        return
    yield all_well("outside.reached", f"The column answers at {url}.")
    yield from check_answer(plain)
    yield from check_scheme(url, arrival)
    yield from check_client(url, arrival)
    if settings.SITE_IS_HTTPS and http_url:
        yield from check_redirect(http_url)


def check_answer(answer: Answer) -> Iterator[Diagnosis]:
    """What one answer shows."""
    yield from check_certificate(answer)
    yield from check_headers(answer)
    yield from check_date(answer)


def fetch_answer(url: str, path: str, headers: dict[str, str]) -> Answer:
    """Ask for a path under the site's own name, wherever that leads.

    Args:
        url: scheme, host and port to connect to.
        path: what is asked for.
        headers: sent beside the host.
    """
    connection = open_connection(url)
    try:
        name = urlsplit(settings.SITE_URL).netloc
        connection.request("GET", path, headers={"Host": name} | headers)
        days = measure_certificate(connection.sock)
        response = connection.getresponse()
        body = response.read().decode(errors="replace")
        return Answer(response.status, response.headers, body, days)
    finally:
        connection.close()


def open_connection(url: str) -> http.client.HTTPConnection:
    """A connection to where an address is."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=TIMEOUT)


def measure_certificate(connection: socket.socket | None) -> float | None:
    """Days until the certificate of a connection ends."""
    if not isinstance(connection, ssl.SSLSocket):
        return None
    ends = (connection.getpeercert() or {}).get("notAfter")
    return (ssl.cert_time_to_seconds(str(ends)) - time.time()) / 86_400 if ends else None


def describe_unreachable(url: str, error: Exception) -> Diagnosis:
    """Nobody answers, or nobody whom we can trust."""
    if isinstance(error, ssl.SSLError):
        remedy = "Check SITE_URL, renew the certificate for its host, and reload the proxy."
        words = f"The certificate at {url} is not trusted."
        return Diagnosis("outside.certificate", Level.ERROR, words, remedy)
    remedy = "Check SITE_URL, DNS, the firewall and the proxy; or give the doctor another --url."
    words = f"Nobody answers at {url} ({type(error).__name__})."
    return Diagnosis("outside.reached", Level.ERROR, words, remedy)


def read_arrival(answer: Answer) -> dict[str, Any] | None:
    """What the column says of how a request arrived; None if it was not this column."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "client" in found else None


def stranger_answers(url: str, answer: Answer) -> Diagnosis:
    """Something else than this column answers."""
    words = f"What answers at {url} is not this column (status {answer.status})."
    if answer.status in (502, 503, 504):
        words = f"The proxy at {url} does not reach the column (status {answer.status})."
    remedy = (
        "Let the proxy pass requests to the port of `manage.py serve`, with the Host header as it "
        "came, run the doctor with the column's own settings, and restart the column after a "
        "change of SITE_URL or SECRET_KEY."
    )
    return Diagnosis("outside.reached", Level.ERROR, words, remedy)


def check_certificate(answer: Answer) -> Iterator[Diagnosis]:
    """Whether it lasts."""
    if answer.certificate_days is None:
        return
    days = int(answer.certificate_days)
    if days < MIN_CERTIFICATE_DAYS:
        words = f"The certificate ends in {days} days."
        remedy = "Renew it: `certbot renew`, or whatever made it, and reload the proxy."
        yield Diagnosis("outside.certificate", Level.WARNING, words, remedy)
    else:
        yield all_well("outside.certificate", f"The certificate is good for {days} days.")


def check_headers(answer: Answer) -> Iterator[Diagnosis]:
    """Whether the policies arrive, each once."""
    wanted = [*EXPECTED, *(HTTPS_ONLY if settings.SITE_IS_HTTPS else ())]
    counts = {name: len(answer.headers.get_all(name) or []) for name in wanted}
    missing = [name for name, count in counts.items() if count == 0]
    doubled = [name for name, count in counts.items() if count > 1]
    if missing:
        words = f"The proxy removes: {', '.join(missing)}."
        yield Diagnosis(
            "outside.headers", Level.ERROR, words, f"Let the column's headers through. {PROXY}"
        )
    if doubled:
        words = f"These headers are sent twice: {', '.join(doubled)}."
        remedy = f"Let the proxy add none that the column sends. {PROXY}"
        yield Diagnosis("outside.headers", Level.WARNING, words, remedy)
    if not missing and not doubled:
        yield all_well("outside.headers", "The column's security headers arrive.")


def check_scheme(url: str, arrival: dict[str, Any]) -> Iterator[Diagnosis]:
    """Whether the column knows that readers come by https, and whether a client can pretend."""
    if not settings.SITE_IS_HTTPS:
        return
    forged = read_arrival(
        fetch_answer(url, "/livez", sign_request() | {"X-Forwarded-Proto": "http"})
    )
    if not arrival["is_secure"]:
        words = "The proxy does not say that readers come by https, so pages redirect for ever."
        remedy = f"Let it set X-Forwarded-Proto to https. {PROXY}"
        yield Diagnosis("outside.scheme", Level.ERROR, words, remedy)
    elif not forged or not forged["is_secure"]:
        words = "A client can choose X-Forwarded-Proto for itself."
        remedy = f"Let the proxy replace that header. {PROXY}"
        yield Diagnosis("outside.scheme", Level.ERROR, words, remedy)
    else:
        yield all_well("outside.scheme", "The column knows that readers come by https.")


def check_client(url: str, arrival: dict[str, Any]) -> Iterator[Diagnosis]:
    """Whether limits count each client for itself, and whether it can choose its address."""
    believed = [name for name in FORGERIES if is_believed(url, name)]
    if believed:
        words = f"A client can choose its own address, by {', '.join(believed)}, and escape limits."
        yield Diagnosis("outside.client", Level.ERROR, words, REPLACE_ADDRESSES)
    elif settings.TRUSTED_PROXY_HOPS and not arrival["forwarded"]:
        words = "The proxy does not say who asks, so that all readers share one limit."
        yield Diagnosis("outside.client", Level.ERROR, words, WRITE_ADDRESS)
    else:
        yield all_well("outside.client", "Limits count each client by an address it cannot choose.")


def is_believed(url: str, name: str) -> bool:
    """Whether the column takes a client for what it says in a header."""
    found = read_arrival(fetch_answer(url, "/livez", sign_request() | {name: FORGERIES[name]}))
    return bool(found and FORGED in found["client"])


def check_date(answer: Answer) -> Iterator[Diagnosis]:
    """Whether the proxy's clock is right."""
    if date := answer.headers.get("Date"):
        yield compare_clocks("outside.clock", "the proxy's", parsedate_to_datetime(date))


def check_redirect(http_url: str) -> Iterator[Diagnosis]:
    """Whether somebody who types the address without https gets there."""
    try:
        answer = fetch_answer(http_url, "/", {})
    except (OSError, http.client.HTTPException) as error:
        words = f"Nobody answers at {http_url} ({type(error).__name__})."
        remedy = "Open port 80 for the proxy, and let it redirect to https."
        yield Diagnosis("outside.redirect", Level.WARNING, words, remedy)
        return
    target = answer.headers.get("Location", "")
    if answer.status in (301, 308) and target.startswith(settings.SITE_URL):
        yield all_well("outside.redirect", "Plain http redirects to https.")
        return
    words = (
        f"Plain http is answered with {answer.status} and not redirected to {settings.SITE_URL}."
    )
    remedy = f"Let the proxy answer 301 with the https address. {PROXY}"
    yield Diagnosis("outside.redirect", Level.ERROR, words, remedy)
