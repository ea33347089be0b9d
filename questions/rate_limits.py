"""One small table for all limits: who did what how often, without saying who.

A client is known by a keyed hash that changes every day; rows are swept when their time is over.
"""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from questions import crypto
from questions.models import RateLimit

HOUR = timedelta(hours=1)


def hit(action: str, who: str, limit: int, period: timedelta = HOUR) -> timedelta | None:
    """Count one more try, unless there were enough.

    Args:
        action: what is limited, such as `letter`.
        who: a client's address, or `everybody`.
        limit: how often within the period.
        period: how long a stretch lasts, from its first try.

    Returns:
        None if this try may go ahead; otherwise how long to wait. Twenty tries at the same moment
        let through no more than the limit, because the count is a conditional update.
    """
    now = timezone.now()
    row = RateLimit.objects.filter(key=daily_key(action, who, now))
    if count_hit(row, now, limit, period):
        return None
    fresh = RateLimit(key=daily_key(action, who, now), ends_at=now + period)
    RateLimit.objects.bulk_create([fresh], ignore_conflicts=True)
    if count_hit(row, now, limit, period):
        return None
    return row.values_list("ends_at", flat=True).get() - now


def count_hit(row: QuerySet[RateLimit], now: datetime, limit: int, period: timedelta) -> bool:
    """Count one more in the stretch that runs, or begin a new one after one that ended."""
    if row.filter(ends_at__gt=now, count__lt=limit).update(count=F("count") + 1):
        return True
    return bool(row.filter(ends_at__lte=now).update(count=1, ends_at=now + period))


def undo_hit(action: str, who: str) -> None:
    """Take one try back that `wait` counted: it turned out not to be of the kind that counts."""
    row = RateLimit.objects.filter(key=daily_key(action, who, timezone.now()), count__gt=0)
    row.update(count=F("count") - 1)


def daily_key(action: str, who: str, now: datetime) -> str:
    """Today's name for somebody; tomorrow nobody can tell that it was the same one."""
    return crypto.keyed_hash(f"throttle:{now.date().isoformat()}", f"{action}:{who}").hex()


def client_network(request: HttpRequest) -> str:
    """The client's network, counted from the right through the proxies that we run.

    What a client itself writes into X-Forwarded-For stands further left and is never looked at.
    An IPv6 client is known by its /64, because it may use every address in it.
    """
    hops = settings.TRUSTED_PROXY_HOPS
    claimed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    behind_proxy = 0 < hops <= len(claimed)
    address = claimed[-hops] if behind_proxy else request.META.get("REMOTE_ADDR", "")
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def delete_expired() -> int:
    """Forget every stretch that is over for a day. Returns how many rows went."""
    return RateLimit.objects.filter(ends_at__lt=timezone.now() - RateLimit.KEPT).delete()[0]
