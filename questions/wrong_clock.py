"""Whether this machine's clock can be trusted, by what the database says of earlier moments.

What is deleted by a wrong clock is lost for good, so whatever goes by days asks here first.
"""

from datetime import datetime, time, timedelta

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from questions.models import Letter, RetentionRound

Pause = RetentionRound.Pause
LEAP = timedelta(days=3)  # rounds come daily, so a longer gap is an outage or a wrong clock
STEP_BACK = timedelta(hours=1)  # a clock that is set right goes back by less


def wrong_clock_reason() -> str:
    """Why the clock is not to be trusted, in words; nothing while it is."""
    return describe_pause(find_wrong_clock(RetentionRound.load_row().finished_at))


def describe_pause(pause: str) -> str:
    """A reason to wait, in words, or nothing for none."""
    reasons = {
        Pause.BACK: _("The server's clock went back."),
        Pause.LEAP: _("The server's clock leapt forward, or nothing ran for more than three days."),
        Pause.MANY: _("Unusually many letters or pictures would be deleted at once."),
    }
    return reasons[Pause(pause)] if pause else ""


def find_wrong_clock(last_round: datetime | None) -> str:
    """Why the clock is not to be trusted, by the last round; before the first, by other rows.

    Args:
        last_round: when it ended, by the clock of that time.
    """
    now = timezone.now()
    earlier = last_round or newest_known_moment()
    if earlier and earlier > now + STEP_BACK:
        return Pause.BACK
    return Pause.LEAP if earlier and now - earlier > LEAP else Pause.NONE


def newest_known_moment() -> datetime | None:
    """When the database was last migrated, or something last happened to a letter.

    A letter's days are as long as a day: one of today begins before now.
    """
    day = Letter.objects.aggregate(day=Max("active_on"))["day"]
    migrated = MigrationRecorder.Migration.objects.aggregate(at=Max("applied"))["at"]
    begun = timezone.make_aware(datetime.combine(day, time.min)) if day else None
    return max(filter(None, (begun, migrated)), default=None)
