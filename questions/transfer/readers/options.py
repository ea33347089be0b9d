"""What a reader is told besides the file."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

LAST_MOMENT = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a source.

    Attributes:
        zone: the zone of dates that name none.
        now: the present moment: what is dated later is not public.
        post_types: which of WordPress's kinds of entries are letters.
    """

    zone: tzinfo = UTC
    now: datetime = LAST_MOMENT
    post_types: tuple[str, ...] = ("post",)


def future_reason(moment: datetime | None, now: datetime) -> str:
    """Say why a date keeps a post from being public; empty if it does not.

    Args:
        moment: when it was published.
        now: the present moment.
    """
    if moment is None:
        return "It has no date of publication."
    return "Its date is still to come." if moment > now else ""
