"""The reader's door: the archive, by year and by month."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat, timezone
from django.views.decorators.http import require_safe

from questions.models import Question
from questions.page_cache import cache_until_changed
from questions.reading.pagination import MICROSECOND, get_page

YEARS = range(1900, 2201)  # the last one only as the end of the year before


@require_safe
@cache_until_changed
def show_archive(request: HttpRequest) -> HttpResponse:
    """The months with questions, the newest first."""
    return render(request, "reading/archive.html", {"months": list(months_with_questions())})


def months_with_questions() -> Iterator[dict[str, Any]]:
    """Each month with questions, and how many it has.

    Two small queries a month: grouping by month would work out every question's day, one by one.
    """
    until = timezone.now()
    while newest := Question.objects.published(until=until).only("publish_at").first():
        day = timezone.localtime(newest.publish_at)
        month = month_start(day.year, day.month)
        since_then = Question.objects.published(until=until).filter(publish_at__gte=month)
        yield {"month": month, "questions": since_then.count()}
        until = month - MICROSECOND


@require_safe
@cache_until_changed
def show_archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """The questions of one year."""
    first = month_start(int(year))
    return render_period(request, first, month_start(int(year) + 1), "Y")


@require_safe
@cache_until_changed
def show_archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """The questions of one month."""
    first = month_start(int(year), int(month))
    following = month_start(first.year + first.month // 12, first.month % 12 + 1)
    return render_period(request, first, following, "F Y")


def month_start(year: int, month: int = 1) -> datetime:
    """The start of a month where the column is.

    Raises:
        Http404: there is no such month.
    """
    if year not in YEARS:  # at the edge of the calendar a time fits into no other zone
        raise Http404
    try:
        return datetime(year, month, 1, tzinfo=timezone.get_current_timezone())
    except ValueError:
        raise Http404 from None


def render_period(request: HttpRequest, start: datetime, end: datetime, name: str) -> HttpResponse:
    """The questions from `start` up to `end`, under the time's name; if none, no page."""
    page = get_page(request, Q(publish_at__gte=start), until=end - MICROSECOND)
    if not page.questions:
        raise Http404
    context = {"page": page, "time": dateformat.format(start, name)}
    return render(request, "reading/archive_time.html", context)
