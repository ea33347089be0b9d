"""The reader's door: the archive, by year and by month."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from questions.models import Question
from questions.page_cache import cache_until_changed
from questions.reading.pagination import MICROSECOND, PAGE_SIZE, Page, get_page

MOST_HEADLINES = 1000  # on a page of headlines: a daily column's year, and a weekly one's score
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
def show_all_letters(request: HttpRequest) -> HttpResponse:
    """The headlines of all questions, year by year."""
    page = get_page(request, size=MOST_HEADLINES)
    periods = group_by_period(page.questions, "Y")
    context = {"page": page, "periods": periods, "time": _("All letters")}
    return render(request, "reading/archive_all.html", context)


@require_safe
@cache_until_changed
def show_archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """The headlines of one year, month by month."""
    first, following = month_start(int(year)), month_start(int(year) + 1)
    page = get_period_page(request, first, following, size=MOST_HEADLINES)
    context = {
        "page": page,
        "periods": group_by_period(page.questions, "F"),
        "time": dateformat.format(first, "Y"),
    }
    return render(request, "reading/archive_year.html", context)


def group_by_period(questions: Iterable[Question], name: str) -> list[tuple[str, list[Question]]]:
    """Questions by the year or the month of their publication.

    Args:
        questions: the newest first.
        name: what the period is called, as a date format: `Y` for years, `F` for months.
    """
    period = lambda one: dateformat.format(timezone.localtime(one.publish_at), name)  # noqa: E731
    return [(title, list(found)) for title, found in groupby(questions, period)]


@require_safe
@cache_until_changed
def show_archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """The questions of one month."""
    first = month_start(int(year), int(month))
    following = month_start(first.year + first.month // 12, first.month % 12 + 1)
    page = get_period_page(request, first, following)
    context = {"page": page, "time": dateformat.format(first, "F Y")}
    return render(request, "reading/archive_time.html", context)


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


def get_period_page(
    request: HttpRequest, start: datetime, end: datetime, size: int = PAGE_SIZE
) -> Page:
    """The questions of a period, the newest first.

    Args:
        request: whose `?before=` is the place in the list.
        start: the period's first moment.
        end: the first moment after it.
        size: how many a page has at most.

    Raises:
        Http404: there are none.
    """
    page = get_page(request, Q(publish_at__gte=start), until=end - MICROSECOND, size=size)
    if not page.questions:
        raise Http404
    return page
