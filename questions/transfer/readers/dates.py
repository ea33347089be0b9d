"""Moments as the exports of different systems spell them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

SPELLED = re.compile(
    r"(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*",
    re.IGNORECASE,
)
DAY_FIRST = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})\b")  # 31.12.2019; nobody has months first
LONGEST_OFFSET = timedelta(hours=16)
QUARTER = timedelta(minutes=15)


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """Read a moment.

    Args:
        text: a date with or without time and zone, or a date of a mail (RFC 5322).
        zone: the zone of a moment that names none.

    Returns:
        An aware moment, or None if the text is none.
    """
    if found := SPELLED.fullmatch(DAY_FIRST.sub(r"\3-\2-\1", text.strip())):
        return moment_from_match(found, zone)
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def moment_from_match(found: re.Match[str], zone: tzinfo) -> datetime | None:
    """Put the parts of a spelled moment together."""
    day = "-".join(part.zfill(2) for part in re.split(r"[-/.]", found["day"]))
    time = (found["time"] or "00:00").rjust(5, "0")
    part = (found["part"] or "0")[:6].ljust(6, "0")
    try:
        moment = datetime.fromisoformat(f"{day}T{time}").replace(microsecond=int(part))
        return moment.replace(tzinfo=parse_offset(found["zone"]) or zone)
    except ValueError:
        return None


def parse_offset(text: str | None) -> tzinfo | None:
    """Read an offset such as `+02:00` or `Z`."""
    if not text:
        return None
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def moment_with_offset(local: str, universal: str, zone: tzinfo) -> datetime | None:
    """Join a local time with the same moment in UTC: their difference is the offset.

    Args:
        local: as the author's clock showed it.
        universal: the same in UTC, or zeros.
        zone: the zone to take where the one in UTC is missing.

    Returns:
        An aware moment, or None if neither is a time.
    """
    here, there = parse_moment(local, UTC), parse_moment(universal, UTC)
    if there is None:
        return here.replace(tzinfo=zone) if here else None
    offset = here - there if here else timedelta(0)
    is_offset = abs(offset) <= LONGEST_OFFSET and offset % QUARTER == timedelta(0)
    return there.astimezone(timezone(offset)) if is_offset else there
