"""Numbers for the desk's first page: about letters and questions, never about a reader."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncMonth, TruncWeek
from django.utils import timezone
from django.utils.formats import date_format

from questions.models import Letter, Question, Tag, WeeklyCount

WEEKS, MONTHS, TOPICS = 12, 12, 6
HEIGHT, STEP = 40, 14
WAIT_SAMPLE_SIZE = 500  # answered letters, for the usual wait


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, in the chart's own units.

    Attributes:
        label: what it counts, such as a week.
        value: how many.
        x: where it stands.
        y: where it begins.
        height: how tall it is.
    """

    label: str
    value: int
    x: int
    y: int
    height: int

    @property
    def label_x(self) -> int:
        """Where its number stands."""
        return self.x + 5

    @property
    def label_y(self) -> int:
        """The line of its number."""
        return self.y - 2


def build_bars(values: list[tuple[str, int]]) -> list[Bar]:
    """A chart's bars, the tallest as tall as the chart."""
    most = max([value for _label, value in values] or [0]) or 1
    heights = [round(value / most * HEIGHT) for _label, value in values]
    return [
        Bar(label, value, place * STEP, HEIGHT - height, height)
        for place, ((label, value), height) in enumerate(zip(values, heights, strict=True))
    ]


def index_statistics() -> dict[str, Any]:
    """All that the first page shows, in eight queries whatever the number of letters."""
    waiting = Letter.objects.filter(state__in=Letter.WAITING)
    urgent = Count("pk", filter=~Q(flags=[]))
    facts = waiting.aggregate(many=Count("pk"), oldest=Min("received_on"), urgent=urgent)
    oldest = facts["oldest"]
    return {
        "waiting": facts["many"],
        "oldest_days": (timezone.localdate() - oldest).days if oldest else None,
        "urgent": facts["urgent"],
        "usual_wait": median_wait_days(),
        "helped": count_helped_writers(),
        "weeks": build_bars(letters_by_week()),
        "months": build_bars(questions_by_month()),
        "ends": Letter.objects.aggregate(
            answered=Count("pk", filter=Q(state=Letter.State.ANSWERED)),
            declined=Count("pk", filter=Q(state=Letter.State.DECLINED)),
        ),
        "topics": sorted(Tag.objects.in_use(), key=lambda tag: -tag.question_count)[:TOPICS],
    }


def median_wait_days() -> int | None:
    """Days that letters waited for their answer, in the middle; nothing while there are none."""
    settled = Letter.objects.filter(state=Letter.State.ANSWERED, settled_on__isnull=False)
    rows = settled.order_by("-settled_on").values_list("received_on", "settled_on")[
        :WAIT_SAMPLE_SIZE
    ]
    waits = [(end - start).days for start, end in rows if end]
    return round(median(waits)) if waits else None


def count_helped_writers() -> int:
    """How often in the last weeks a question helped, so that no letter was sent."""
    since = timezone.localdate() - timedelta(weeks=WEEKS)
    rows = WeeklyCount.objects.filter(name=WeeklyCount.HELPED, week__gte=since)
    return rows.aggregate(many=Sum("count"))["many"] or 0


def letters_by_week() -> list[tuple[str, int]]:
    """Letters that came in each of the last weeks, spam left out."""
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    rows = Letter.objects.exclude(state=Letter.State.SPAM).filter(received_on__gte=starts[0])
    found = dict(rows.values_list(TruncWeek("received_on")).annotate(Count("pk")).order_by())
    return [(date_format(start, "j M"), found.get(start, 0)) for start in starts]


def questions_by_month() -> list[tuple[str, int]]:
    """Questions that became public in each of the last months."""
    this = timezone.localdate().replace(day=1)
    starts = [subtract_months(this, back) for back in range(MONTHS - 1, -1, -1)]
    rows = Question.objects.published().order_by().filter(publish_at__date__gte=starts[0])
    counted = rows.values_list(TruncMonth("publish_at")).annotate(Count("pk"))
    found = {timezone.localtime(month).date(): many for month, many in counted}
    return [(date_format(start, "YEAR_MONTH_FORMAT"), found.get(start, 0)) for start in starts]


def subtract_months(first: date, back: int) -> date:
    """The first day of an earlier month."""
    months = first.year * 12 + first.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)
