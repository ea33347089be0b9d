"""The publishing schedule: a month, with drafts to put onto its days.

A draft is picked up by its link, and put down by a button on a day: with a keyboard, a mouse or a
finger alike, and without JavaScript. With it, a draft can be dragged as well.
"""

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from questions import actions
from questions.actions import checklist
from questions.answering.access import StaffRequest, add_error_messages, render_desk, require_staff
from questions.answering.answers.answer_list import listed_headline, open_texts
from questions.models import Question
from questions.models.column import utc_from_column_time

DRAFTS_SHOWN, DATES_SHOWN = 40, 200
USUAL_TIME = time(9)  # where the weekly plan has no time on a day
AHEAD = timedelta(days=2 * 365)
BEHIND = timedelta(days=10 * 365)


@dataclass
class Day:
    """One day of the month that is shown.

    Attributes:
        date: which.
        is_in_month: whether it belongs to the month, and not to the weeks around it.
        is_past: whether it is over.
        entries: what comes out, came out or goes: moment, kind and answer.
        slots: times of the weekly plan at which nothing comes out yet.
    """

    date: date
    is_in_month: bool
    is_past: bool
    entries: list[tuple[datetime, str, Question]] = field(default_factory=list)
    slots: list[datetime] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        """Whether it is today."""
        return self.date == timezone.localdate()


@require_staff("questions.view_question")
@require_safe
def show_schedule(request: HttpRequest) -> HttpResponse:
    """A month with what comes out and what goes, its free times, and the drafts."""
    first = chosen_month(request.GET)
    weeks = build_weeks(first)
    drafts = list_drafts() if request.user.has_perm("questions.publish_question") else []
    on_days = [entry[2] for week in weeks for day in week for entry in day.entries]
    context = {
        "title": _("Publishing schedule"),
        "opts": Question._meta,
        "weeks": weeks,
        "first": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=32)).replace(day=1),
        "drafts": drafts,
        "picked": find_picked(request.GET.get("pick", ""), [*drafts, *on_days]),
        "slot": actions.schedule.next_free_slot(),
    }
    return render_desk(request, "admin/questions/question/schedule.html", context)


def chosen_month(query: QueryDict) -> date:
    """The first day of the month that was asked for; of this month when it makes no sense."""
    today = timezone.localdate()
    try:
        chosen = parse_date(f"{query.get('month', '')[:7]}-01")
    except ValueError:
        chosen = None
    if chosen is None or not today - BEHIND < chosen < today + AHEAD:
        chosen = today
    return chosen.replace(day=1)


def build_weeks(first: date) -> list[list[Day]]:
    """The weeks of a month, Monday first, with all that is on their days."""
    today = timezone.localdate()
    weeks = [
        [Day(one, one.month == first.month, one < today) for one in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    days = {day.date: day for week in weeks for day in week}
    for moment, kind, question in list_entries(weeks[0][0].date, weeks[-1][-1].date):
        days[timezone.localdate(moment)].entries.append((moment, kind, question))
    for slot in actions.schedule.free_slots_until(weeks[-1][-1].date):
        if day := days.get(timezone.localdate(slot)):
            day.slots.append(slot)
    return weeks


def list_entries(start: date, end: date) -> list[tuple[datetime, str, Question]]:
    """What comes out, came out or goes between two days, both included, in its order."""
    now = timezone.now()
    published = Question.objects.filter(state=Question.State.PUBLISHED)
    begin = utc_from_column_time(start, time())
    over = utc_from_column_time(end + timedelta(days=1), time())
    coming = published.filter(publish_at__gte=begin, publish_at__lt=over).order_by("publish_at")
    going = published.filter(unpublish_at__gte=begin, unpublish_at__lt=over)
    entries = [
        (one.publish_at, "out" if one.publish_at > now else "was-out", one)
        for one in coming[:DATES_SHOWN]
        if one.publish_at
    ]
    entries += [(one.unpublish_at, "down", one) for one in going[:DATES_SHOWN] if one.unpublish_at]
    return sorted(entries, key=lambda entry: (entry[0], entry[2].pk))


def list_drafts() -> list[Question]:
    """The drafts that were changed last and could be published, each with its headline."""
    drafts = actions.questions.with_consent().filter(state=Question.State.DRAFT, revision__gt=0)
    found = list(drafts.order_by("-changed_at")[:DRAFTS_SHOWN])
    texts = open_texts(found)
    for draft in found:
        draft.listed_text = texts.get(draft.pk)  # type: ignore[attr-defined]
        draft.shown_headline = listed_headline(draft)  # type: ignore[attr-defined]
    return found


def find_picked(key: str, questions: list[Question]) -> Question | None:
    """The answer that was picked up, if it is one that can be put onto a day."""
    return next((one for one in questions if str(one.pk) == key and can_be_moved(one)), None)


def can_be_moved(question: Question) -> bool:
    """Whether readers have not seen it yet."""
    return question.state == Question.State.DRAFT or question.is_scheduled


@require_staff("questions.change_question", "questions.publish_question")
@require_POST
def schedule_question(request: StaffRequest, pk: int) -> HttpResponse:
    """Put an answer onto a day; what is open about it is asked on the page that publishes."""
    question = get_object_or_404(Question, pk=pk)
    day = parse_day(request.POST.get("day", ""))
    back = f"{reverse('calendar')}?month={(day or timezone.localdate()):%Y-%m}"
    if day is None or not can_be_moved(question):
        messages.error(request, _("Choose a draft or a scheduled answer, and a day to come."))
        return HttpResponseRedirect(back)
    moment = choose_moment(question, day)
    if is_open(question):
        at = f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"
        return HttpResponseRedirect(f"{reverse('question-publish', args=[pk])}?at={at}")
    publish_at(request, question, moment)
    return HttpResponseRedirect(back)


def publish_at(request: StaffRequest, question: Question, moment: datetime) -> None:
    """Schedule an answer, and say for when, or what stands against it.

    Args:
        request: who does it.
        question: the answer.
        moment: when it comes out.
    """
    try:
        actions.questions.publish(question, moment, until=question.unpublish_at, by=request.user)
    except actions.questions.NotPublishable as refusal:
        add_error_messages(request, refusal.reasons)
        return
    said = date_format(timezone.localtime(moment), "l, j F Y, H:i")
    messages.success(request, _("Scheduled for %(moment)s.") % {"moment": said})


def parse_day(text: str) -> date | None:
    """A day to come within the schedule, or nothing."""
    try:
        day = parse_date(text[:10])
    except ValueError:
        return None
    today = timezone.localdate()
    return day if day and today <= day < today + AHEAD else None


def choose_moment(question: Question, day: date) -> datetime:
    """When an answer comes out on a day: a free time of the plan, its own hour, or the usual one.

    Args:
        question: the answer.
        day: the day.
    """
    free = actions.schedule.free_slots_until(day)
    slot = next((slot for slot in free if timezone.localdate(slot) == day), None)
    if slot:
        return slot
    own = timezone.localtime(question.publish_at).time() if question.is_scheduled else USUAL_TIME
    moment = utc_from_column_time(day, own)
    soon = (timezone.now() + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    return max(moment, soon + timedelta(hours=1)) if day == timezone.localdate() else moment


def is_open(question: Question) -> bool:
    """Whether a draft has points to look at before it is published."""
    if question.state != Question.State.DRAFT:
        return False
    reasons = actions.questions.reasons_against_publishing(question)
    return bool(reasons or checklist.list_open_items(question))
