"""The verbs of re-runs: an old letter comes first again, until the next one or a day."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questions.actions.history import Actor
from questions.actions.permissions import PUBLISH, require_permission
from questions.models import CacheVersion, OutgoingCall, Question, Rerun


class NotRunAgain(Exception):
    """Why a letter cannot come first again, as a sentence for the columnist."""


@transaction.atomic
def start_rerun(question: Question, *, until: datetime | None = None, by: Actor = None) -> Rerun:
    """Let a letter come first again, and be new in the feed. Another re-run ends by this.

    Args:
        question: a public one.
        until: when it ends; None for the next publication, which ends it in any case.
        by: who does it.

    Raises:
        NotRunAgain: readers cannot see it, or it would end before it begins.
    """
    require_permission(by, PUBLISH)
    question.refresh_from_db(from_queryset=Question.objects.select_for_update(no_key=True))
    now = timezone.now()
    refuse_rerun(question, until, now)
    Rerun.objects.find_current().update(until=now)
    CacheVersion.bump()
    if until:
        OutgoingCall.add_purges(until)
    return Rerun.objects.create(question=question, started_at=now, until=until)


def refuse_rerun(question: Question, until: datetime | None, now: datetime) -> None:
    """Raise `NotRunAgain` where readers would see nothing of a re-run; for the rest see above."""
    if not question.is_public:
        raise NotRunAgain(_("Readers can’t see this letter. Publish it instead."))
    if until is not None and until <= now:
        raise NotRunAgain(_("The day is past. Choose one to come."))


@transaction.atomic
def cancel_rerun(question: Question, *, by: Actor = None) -> None:
    """End a letter's re-run as if it had not been: it leaves the feed too."""
    require_permission(by, PUBLISH)
    current = Rerun.objects.find_current().filter(question=question).values("pk")
    Rerun.objects.filter(pk__in=list(current.values_list("pk", flat=True))).delete()
    CacheVersion.bump()
