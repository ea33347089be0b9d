"""The newsletter at the desk: what goes next, to how many, and how it will look. No address."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from questions import actions, rate_limits
from questions.answering.access import StaffRequest, render_desk, require_staff
from questions.answering.plain_admin import PlainAdmin
from questions.forms import CleanForm, CleanModelForm
from questions.models import Column, Issue, OutgoingMail, Signup, Subscriber, SubscriptionRequest
from questions.newsletter import audience, emails

VIEW = "questions.view_issue"
CHANGE = "questions.change_issue"
PAST_ISSUES_SHOWN = 12
TEST_MAILS_PER_HOUR = 20


class SendTestForm(CleanForm):
    """Where to send an issue to look at it."""

    address = forms.EmailField(
        label=gettext_lazy("Send a test to"),
        help_text=gettext_lazy("We delete the address once the test is sent."),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "email"}),
    )


@admin.register(Issue)
class IssueAdmin(PlainAdmin):
    """A line in the desk's list of rooms; the pages themselves are below."""

    form = CleanModelForm
    can_add = False  # they are drawn up from what is published
    can_delete = False  # they are skipped instead


@require_staff(VIEW)
@require_safe
def list_issues(request: HttpRequest) -> HttpResponse:
    """Sent next, the soonest first, and what went."""
    coming = Issue.objects.filter(state__in=[Issue.State.WAITING, Issue.State.HELD])
    past = Issue.objects.filter(state__in=[Issue.State.GONE, Issue.State.SKIPPED])
    context = {
        "title": _("Newsletter"),
        "opts": Issue._meta,
        "coming": [issue_context(issue) for issue in coming.order_by("due_at")[:50]],
        "past": [issue_context(issue) for issue in past.order_by("-due_at")[:PAST_ISSUES_SHOWN]],
        "readers": count_subscribers(),
        "settings": Column.get_current(),
    }
    return render_desk(request, "admin/questions/issue/issues.html", context)


def count_subscribers() -> dict[str, int]:
    """How many get what."""
    at_once = Count("pk", filter=Q(rhythm=SubscriptionRequest.Frequency.AT_ONCE))
    counts = Subscriber.objects.aggregate(all=Count("pk"), at_once=at_once)
    return counts | {
        "weekly": counts["all"] - counts["at_once"],
        "unconfirmed": Signup.objects.count(),
        "asked": actions.renewals.count_pending(),
    }


def issue_context(issue: Issue) -> dict[str, Any]:
    """An issue with its questions and its numbers."""
    kinds = {"issue": issue, "questions": list(issue.chosen_questions())}
    if issue.can_change:
        return kinds | {"count": audience.count_subscribers(issue)}
    states = issue.mails.filter(kind=OutgoingMail.Kind.ISSUE).values_list("state")
    numbers = dict(states.annotate(Count("pk")))
    left = {state: numbers.get(state, 0) for state in ("waiting", "dead")}
    return kinds | left | {"count": issue.recipients}


@require_staff(VIEW)
@require_safe
def show_issue(request: StaffRequest, pk: int) -> HttpResponse:
    """One issue, as text; its look has an address of its own."""
    form = SendTestForm(initial={"address": request.user.email})
    return render_issue_page(request, get_object_or_404(Issue, pk=pk), form)


def render_issue_page(request: HttpRequest, issue: Issue, form: SendTestForm) -> HttpResponse:
    """The page of one issue."""
    shown = issue_context(issue)
    words = emails.build_issue_content(issue, shown["questions"]) if shown["questions"] else None
    context = shown | {"title": _("Newsletter email"), "opts": Issue._meta, "form": form}
    context |= {"words": words, "contents": issue.contents.select_related("question")}
    response = render_desk(request, "admin/questions/issue/issue.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_staff(VIEW)
@require_safe
def preview_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The issue as mail programs show it; its styles come from the file they are made of."""
    issue = get_object_or_404(Issue, pk=pk)
    questions = list(issue.chosen_questions())
    if not questions:
        raise Http404
    return HttpResponse(emails.build_issue_content(issue, questions).render_html())


@require_staff(VIEW)
@require_POST
def send_test_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the issue to oneself."""
    issue, form = get_object_or_404(Issue, pk=pk), SendTestForm(request.POST)
    if not form.is_valid():
        return render_issue_page(request, issue, form)
    who = f"staff {request.user.pk}"
    if rate_limits.hit("newsletter trial", who, TEST_MAILS_PER_HOUR):
        form.add_error(None, _("Those were many tests. Try again in an hour."))
        return render_issue_page(request, issue, form)
    actions.issues.send_test(issue, form.cleaned_data["address"])
    messages.success(request, _("The test is on its way."))
    return redirect("issue", pk)


def changing_view(change: Callable[..., None], said: Any) -> Callable[..., HttpResponseBase]:
    """The view of a button on an issue's page.

    Args:
        change: the verb, called with the issue and the key of a letter if the address has one.
        said: what is said when it is done.
    """

    @require_staff(VIEW, CHANGE)
    @require_POST
    def view(request: HttpRequest, pk: int, **letter: int) -> HttpResponse:
        change(get_object_or_404(Issue, pk=pk), **letter)
        messages.success(request, said)
        return redirect("issue", pk)

    return view


hold_issue = changing_view(
    actions.issues.hold, gettext_lazy("Held. Nothing is sent until you release it.")
)
skip_issue = changing_view(
    actions.issues.skip,
    gettext_lazy("It is not sent. What was sent already cannot be called back."),
)
release_issue = changing_view(
    actions.issues.release, gettext_lazy("It goes at its time; at once, if that is past.")
)
exclude_question = changing_view(
    actions.issues.exclude_question,
    gettext_lazy("The letter is left out of this issue. It stays on the site."),
)
include_question = changing_view(
    partial(actions.issues.exclude_question, is_left_out=False),
    gettext_lazy("The letter is in this issue again."),
)
