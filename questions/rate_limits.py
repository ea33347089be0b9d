"""One small table for all limits: who did what how often, without saying who.

A client is known by a keyed hash that changes every day; rows are swept when their time is over.
"""

import logging
import re
import secrets
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from questions import crypto
from questions.models import RateLimit

HOUR = timedelta(hours=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORWARDED_FOR = re.compile(r"(?:^|;)\s*for=(\"[^\"]*\"|[^;\s]+)", re.IGNORECASE)
BRACKETED = re.compile(r"\[([^\]]*)\](?::\w+)?")
WITH_PORT = re.compile(r"([0-9.]+):\w+")
UNKNOWN = {"", "-", "unknown"}  # a socket of the machine; RFC 7239, section 6.2
EMBEDDING = tuple(map(ip_network, ("::ffff:0:0:0/96", "64:ff9b::/96")))
TRANSLATED = ip_network("64:ff9b:1::/48")  # RFC 8215
log = logging.getLogger(__name__)


def hit(action: str, who: str, limit: int, period: timedelta = HOUR) -> timedelta | None:
    """Count one more try, unless there were enough.

    Args:
        action: what is limited, such as `letter`.
        who: a client's address, or `everybody`.
        limit: how often within the period.
        period: how long a stretch lasts, from its first try; see `stretch_end`.

    Returns:
        None if this try may go ahead; otherwise how long to wait. Twenty tries at the same moment
        let through no more than the limit, because the count is a conditional update.
    """
    now = timezone.now()
    row = RateLimit.objects.filter(key=daily_key(action, who, now))
    if count_hit(row, now, limit, period):
        return None
    fresh = RateLimit(key=daily_key(action, who, now), ends_at=stretch_end(now, period))
    RateLimit.objects.bulk_create([fresh], ignore_conflicts=True)
    if count_hit(row, now, limit, period):
        return None
    return row.values_list("ends_at", flat=True).get() - now


def count_hit(row: QuerySet[RateLimit], now: datetime, limit: int, period: timedelta) -> bool:
    """Count one more in the stretch that runs, or begin a new one after one that ended.

    No stretch is twice as long as it may be: that one was begun while the clock was ahead.
    """
    over = Q(ends_at__lte=now) | Q(ends_at__gt=now + 2 * period)
    if row.filter(~over, count__lt=limit).update(count=F("count") + 1):
        return True
    return bool(row.filter(over).update(count=1, ends_at=stretch_end(now, period)))


def stretch_end(now: datetime, period: timedelta) -> datetime:
    """When a stretch ends that begins now: up to a quarter of the period early, on a round moment.

    Otherwise the row would tell the second at which somebody sent their letter.
    """
    step = period / 4
    return EPOCH + (now + period - EPOCH) // step * step


def undo_hit(action: str, who: str) -> None:
    """Take one try back that `hit` counted: it turned out not to be of the kind that counts."""
    row = RateLimit.objects.filter(key=daily_key(action, who, timezone.now()), count__gt=0)
    row.update(count=F("count") - 1)


def daily_key(action: str, who: str, now: datetime) -> str:
    """Today's name for somebody; tomorrow nobody can tell that it was the same one."""
    return crypto.keyed_hash(f"throttle:{now.date().isoformat()}", f"{action}:{who}").hex()


def client_network(request: HttpRequest) -> str:
    """The client's network, counted from the right through the proxies that we run.

    What a client itself writes into X-Forwarded-For stands further left and is never looked at.
    An IPv6 client is known by its /64, because it may use every address in it. What is no address
    stands for itself, and a proxy's "unknown" for this request alone, so that neither is ever the
    whole world; the log is told once, without it.
    """
    claimed = claimed_client(request)
    try:
        return find_network(claimed)
    except ValueError:
        warn_of_odd_address()
        name = secrets.token_hex(8) if claimed.strip('"').lower() in UNKNOWN else claimed
        return f"not an address: {name[:100]}"


def claimed_client(request: HttpRequest) -> str:
    """What the outermost of our proxies wrote, or the address of the connection without one.

    A client can write X_Forwarded_For, which is the same to WSGI (PEP 3333) as the proxy's own
    header. `Forwarded` has no second spelling, so behind a proxy that passes everything on it is
    the only one to be believed.
    """
    if is_named_by_proxy(request):
        return read_claims(request)[-settings.TRUSTED_PROXY_HOPS]
    return str(request.META.get("REMOTE_ADDR", ""))


def is_named_by_proxy(request: HttpRequest) -> bool:
    """Whether as many addresses arrive as there are proxies of ours, so that one is the client's.

    Of several lines of a header, WSGI is shown the last one alone by granian.
    """
    return 0 < settings.TRUSTED_PROXY_HOPS <= len(read_claims(request))


def read_claims(request: HttpRequest) -> list[str]:
    """Who asked each of the proxies, as they say; the nearest one is the last to speak."""
    claims = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.TRUSTED_PROXY_FORWARDED or claims == [""]:
        return read_forwarded(request.headers.get("Forwarded", ""))
    return claims


def read_forwarded(header: str) -> list[str]:
    """Who each proxy says that it was asked by (RFC 7239).

    No node has a comma in it, so a quote that a client left open ends with its own part.
    """
    found = [FORWARDED_FOR.search(part) for part in header.split(",") if part.strip()]
    return [match[1] if match else "" for match in found]


def find_network(claimed: str) -> str:
    """The network of a client's address in any form that proxies write.

    Args:
        claimed: an address, perhaps with a port, brackets or quotes (RFC 7239, section 6), or an
            IPv4 address in IPv6's form (RFC 4291, section 2.5.5.2; RFC 6052).

    Raises:
        ValueError: it is no address.
    """
    node = claimed.strip().removeprefix("for=").strip('" ')
    if match := BRACKETED.fullmatch(node) or WITH_PORT.fullmatch(node):
        node = match[1]
    address = ip_address(node.partition("%")[0])
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped or any(address in network for network in EMBEDDING):
        return str(IPv4Address(int(address) & 0xFFFFFFFF))
    # RFC 6052 has six places for the IPv4 address, so what is translated is one client as it is.
    return str(address if address in TRANSLATED else ip_network((address, 64), strict=False))


@cache
def warn_of_odd_address() -> None:
    """Say once in a process that the proxy's header cannot be read."""
    log.warning(
        "A client's address could not be read. Check TRUSTED_PROXY_HOPS, and what the proxy "
        "writes into X-Forwarded-For."
    )


def delete_expired() -> int:
    """Forget every stretch that is over, or was begun by a clock that was ahead.

    Returns:
        How many rows went.
    """
    now = timezone.now()
    old = Q(ends_at__lt=now) | Q(ends_at__gt=now + RateLimit.LONGEST)
    return RateLimit.objects.filter(old).delete()[0]
