"""Whether this machine's clock can be trusted, by what the database says of earlier moments.

What is deleted by a wrong clock is lost for good, and no mail can be called back, so whatever goes
by days asks here first. What a clock that was ahead has dated is dated anew.
"""

from datetime import datetime, time, timedelta

from django.db.migrations.recorder import MigrationRecorder
from django.db.models import DateTimeField, Max, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from questions.models import (
    ImportRun,
    Invitation,
    Letter,
    OutgoingMail,
    Resource,
    RetentionRound,
    Signup,
    Subscriber,
)

Pause = RetentionRound.Pause
LEAP = timedelta(days=3)  # rounds come daily, so a longer gap is an outage or a wrong clock
STEP_BACK = timedelta(hours=1)  # a clock that is set right goes back by less
REDATED: dict[type[Model], tuple[str, ...]] = {  # by which something is kept, counted or sent
    Letter: ("received_on", "active_on", "settled_on", "approval_asked_on"),
    Invitation: ("agreed_on",),
    Signup: ("asked_at",),
    Subscriber: ("confirmed_at", "rhythm_since"),
    ImportRun: ("started_at",),
    Resource: ("verified_on",),
}


def wrong_clock_reason() -> str:
    """Why the clock is not to be trusted, in words; nothing while it is."""
    return describe_pause(find_wrong_clock(RetentionRound.load_row().finished_at))


def describe_pause(pause: str) -> str:
    """A reason to wait, in words, or nothing for none."""
    reasons = {
        Pause.BACK: _("The server's clock went back, so no newsletter is sent."),
        Pause.LEAP: _(
            "The server's clock leapt forward, or nothing ran for more than three days, so no "
            "newsletter is sent."
        ),
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


def redate_what_is_to_come() -> None:
    """Let what a clock that was ahead has dated count from now, or it would be kept too long.

    A limit of letters a week would be reached for as long, and a reader would get no newsletter.
    """
    for model, names in REDATED.items():
        for name in names:
            redate_rows(model._default_manager.all(), name)
    redate_rows(OutgoingMail.objects.exclude(state=OutgoingMail.State.WAITING), "due_at")


def redate_rows(rows: QuerySet, name: str) -> None:
    """Date what lies more than a day ahead from now on.

    Args:
        rows: which.
        name: of a field with a day or a moment that has passed.
    """
    has_time = isinstance(rows.model._meta.get_field(name), DateTimeField)
    now = timezone.now() if has_time else timezone.localdate()
    rows.filter(**{f"{name}__gt": now + timedelta(days=1)}).update(**{name: now})
