"""Whether letters are taken now, and what an asker may honestly expect."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils import timezone

from questions.models import Column, Letter

WEEK = timedelta(days=7)
ODDS_PERIOD = timedelta(days=120)
MIN_SETTLED_LETTERS = 10  # settled letters, before odds mean anything


@dataclass(frozen=True)
class AnswerOdds:
    """What happened to the letters of the last months.

    Attributes:
        one_in: one letter in so many was answered.
        weeks: the usual wait for an answer, rounded up.
    """

    one_in: int
    weeks: int


def is_open(column: Column) -> bool:
    """Whether the form is there; it opens and closes by itself."""
    today = timezone.localdate()
    if column.closed_until and today < column.closed_until:
        return False
    if not column.takes_letters and not column.closed_until:
        return False
    return column.letters_a_week is None or letters_this_week() < column.letters_a_week


def letters_this_week() -> int:
    """Letters of the last seven days, spam apart."""
    since = timezone.localdate() - WEEK
    letters = Letter.objects.filter(received_on__gt=since, kind=Letter.Kind.LETTER)
    return letters.exclude(state=Letter.State.SPAM).count()


def answer_odds() -> AnswerOdds | None:
    """Odds and wait, worked out from the real queue; nothing while there are too few letters."""
    since = timezone.localdate() - ODDS_PERIOD
    letters = Letter.objects.filter(kind=Letter.Kind.LETTER, received_on__gte=since)
    settled = letters.filter(settled_on__isnull=False)
    answered = Letter.State.ANSWERED
    rows = list(settled.values_list("state", "received_on", "settled_on")[:2000])
    waits = [(end - start).days for state, start, end in rows if end and state == answered]
    if len(rows) < MIN_SETTLED_LETTERS or not waits:
        return None
    return AnswerOdds(max(1, round(len(rows) / len(waits))), max(1, -(-int(median(waits)) // 7)))
