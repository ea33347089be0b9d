"""Numbers for the desk: about letters and answers, never about a reader."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek
from django.utils import timezone
from django.utils.formats import date_format

from questions.models import (
    Column,
    DailyCount,
    Letter,
    Question,
    Subscriber,
    Tag,
    WeeklyCount,
)

WEEKS, MONTHS, TOPICS = 12, 12, 6
HEIGHT, STEP = 40, 14
READ_DAYS, ANSWERS_LISTED = 30, 25
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


def build_bars(values: list[tuple[str, int]]) -> list[Bar]:
    """A chart's bars, the tallest as tall as the chart."""
    most = max([value for _label, value in values] or [0]) or 1
    heights = [round(value / most * HEIGHT) for _label, value in values]
    return [
        Bar(label, value, place * STEP, HEIGHT - height, height)
        for place, ((label, value), height) in enumerate(zip(values, heights, strict=True))
    ]


def index_statistics() -> dict[str, Any]:
    """Letters and answers in numbers, in eight queries however many letters there are."""
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
        "ends": count_ends(),
        "topics": sorted(Tag.objects.in_use(), key=lambda tag: -tag.question_count)[:TOPICS],
    }


def count_ends() -> dict[str, int]:
    """How many letters are answered, and how many declined; what is scheduled is not answered."""
    is_to_come = Q(question__publish_at__gt=timezone.now())
    return Letter.objects.aggregate(
        answered=Count("pk", filter=Q(state=Letter.State.ANSWERED) & ~is_to_come),
        declined=Count("pk", filter=Q(state=Letter.State.DECLINED)),
    )


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


def mail_statistics() -> dict[str, int]:
    """What became of the emails of twelve weeks, by fate; nothing about whom they went to."""
    since = timezone.localdate() - timedelta(weeks=WEEKS)
    names = {
        WeeklyCount.MAIL_SENT: "sent",
        WeeklyCount.MAIL_HARD: "hard",
        WeeklyCount.MAIL_SOFT: "soft",
        WeeklyCount.MAIL_COMPLAINT: "complaints",
    }
    rows = WeeklyCount.objects.filter(name__in=names, week__gt=since)
    found = dict(rows.values_list("name").annotate(Sum("count")))
    return {word: found.get(name, 0) for name, word in names.items()}


def reading_statistics() -> dict[str, Any]:
    """How often answers are read, and how many searches found nothing."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(WEEKS - 1, -1, -1)]
    return {
        "is_counted": Column.get_current().counts_reads,
        "read_answers": most_read_answers(today),
        "reads": build_bars(counts_by_day(days, is_search=False)),
        "empty_searches": build_bars(counts_by_day(days, is_search=True)),
        "subscribers": Subscriber.objects.count(),
    }


def counts_by_day(days: list[date], *, is_search: bool) -> list[tuple[str, int]]:
    """What was counted on each of some days.

    Args:
        days: which.
        is_search: searches that found nothing; otherwise answers that were read.
    """
    rows = DailyCount.objects.filter(day__gte=days[0])
    search = Q(name=DailyCount.EMPTY_SEARCH)
    found = dict(
        rows.filter(search if is_search else ~search).values_list("day").annotate(Sum("count"))
    )
    return [(date_format(day, "j M"), found.get(day, 0)) for day in days]


def most_read_answers(today: date) -> list[dict[str, Any]]:
    """The answers that were read most in thirty days, each with how often in which time."""
    counted = {row["name"].strip("/").rpartition("/")[2]: row for row in count_reads(today)}
    questions = Question.objects.published().filter(slug__in=counted).only("headline", "slug")
    read = [counted[one.slug or ""] | {"question": one} for one in questions]
    return sorted(read, key=lambda one: (-one["month"], one["question"].pk))


def count_reads(today: date) -> Any:
    """How often the pages that were read most were read today, in a week, in thirty days."""
    rows = DailyCount.objects.filter(day__gt=today - timedelta(days=READ_DAYS))
    in_week, is_today = Q(day__gt=today - timedelta(days=7)), Q(day=today)
    counted = rows.exclude(name=DailyCount.EMPTY_SEARCH).values("name")
    sums: Any = counted.annotate(
        month=Sum("count"),
        week=Coalesce(Sum("count", filter=in_week), 0),
        today=Coalesce(Sum("count", filter=is_today), 0),
    )
    return sums.order_by("-month", "name")[:ANSWERS_LISTED]
