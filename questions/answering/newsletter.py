"""The newsletter at the desk: what goes next, to how many, and how it will look. No address."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from questions import actions, rate_limits
from questions.answering.access import at_the_desk
from questions.models import Column, Issue, OutgoingMail, Signup, Subscriber, SubscriptionRequest
from questions.newsletter import audience, emails

LOOK = "questions.view_issue"
CHANGE = "questions.change_issue"
PAST = 12
TRIALS_AN_HOUR = 20


class TrialForm(forms.Form):
    """Where to send an issue to look at it."""

    address = forms.EmailField(
        label=gettext_lazy("Send it to me, at"),
        help_text=gettext_lazy("The address is wiped when the mail was sent."),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "email"}),
    )


@admin.register(Issue)
class IssueAdmin(admin.ModelAdmin):
    """A line in the desk's list of rooms; the pages themselves are below."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Issues are drawn up from what is published."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are skipped instead."""
        return False


@at_the_desk(LOOK)
@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """What goes next, the soonest first, and what went."""
    coming = Issue.objects.filter(state__in=[Issue.State.WAITING, Issue.State.HELD])
    past = Issue.objects.filter(state__in=[Issue.State.GONE, Issue.State.SKIPPED])
    context = admin.site.each_context(request) | {
        "title": _("Newsletter"),
        "opts": Issue._meta,
        "coming": [described(issue) for issue in coming.order_by("due_at")[:50]],
        "past": [described(issue) for issue in past.order_by("-due_at")[:PAST]],
        "readers": readers(),
        "settings": Column.get_current(),
    }
    return render(request, "admin/questions/issue/issues.html", context)


def readers() -> dict[str, int]:
    """How many get what."""
    at_once = Count("pk", filter=Q(rhythm=SubscriptionRequest.Frequency.AT_ONCE))
    counts = Subscriber.objects.aggregate(all=Count("pk"), at_once=at_once)
    weekly = counts["all"] - counts["at_once"]
    return counts | {"weekly": weekly, "unconfirmed": Signup.objects.count()}


def described(issue: Issue) -> dict[str, Any]:
    """An issue with its pairs and its numbers."""
    kinds = {"issue": issue, "pairs": list(issue.chosen_questions())}
    if issue.can_change:
        return kinds | {"count": audience.count_subscribers(issue)}
    states = issue.mails.filter(kind=OutgoingMail.Kind.ISSUE).values_list("state")
    numbers = dict(states.annotate(Count("pk")))
    left = {state: numbers.get(state, 0) for state in ("waiting", "dead")}
    return kinds | left | {"count": issue.recipients}


@at_the_desk(LOOK)
@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue, as text; its look has an address of its own."""
    return issue_page(request, get_object_or_404(Issue, pk=pk), trial_form(request))


def trial_form(request: HttpRequest) -> TrialForm:
    """The form for a test, with the address of the account if there is one."""
    email = getattr(request.user, "email", "")
    return TrialForm(initial={"address": email})


def issue_page(request: HttpRequest, issue: Issue, form: TrialForm) -> HttpResponse:
    """The page of one issue."""
    shown = described(issue)
    words = emails.build_issue_content(issue, shown["pairs"]) if shown["pairs"] else None
    context = admin.site.each_context(request) | shown
    context |= {"title": _("An issue of the newsletter"), "opts": Issue._meta, "form": form}
    context |= {"words": words, "contents": issue.contents.select_related("question")}
    response = render(request, "admin/questions/issue/issue.html", context)
    response["Cache-Control"] = "no-store"
    return response


@at_the_desk(LOOK)
@require_safe
def issue_look(request: HttpRequest, pk: int) -> HttpResponse:
    """The issue as mail programs show it; its styles come from the file they are made of."""
    issue = get_object_or_404(Issue, pk=pk)
    pairs = list(issue.chosen_questions())
    if not pairs:
        raise Http404
    return HttpResponse(emails.build_issue_content(issue, pairs).html())


@at_the_desk(LOOK)
@require_POST
def try_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the issue to oneself."""
    issue, form = get_object_or_404(Issue, pk=pk), TrialForm(request.POST)
    if not form.is_valid():
        return issue_page(request, issue, form)
    who = f"staff {request.user.pk}"
    if rate_limits.hit("newsletter trial", who, TRIALS_AN_HOUR):
        form.add_error(None, _("Those were many tests. Try again in an hour."))
        return issue_page(request, issue, form)
    actions.subscriptions.try_issue(issue, form.cleaned_data["address"])
    messages.success(request, _("The test is on its way."))
    return to_issue(pk)


@at_the_desk(LOOK, CHANGE)
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it wait until John says more."""
    actions.subscriptions.hold_issue(get_object_or_404(Issue, pk=pk))
    messages.success(request, _("Held: nothing of it goes before you let it go."))
    return to_issue(pk)


@at_the_desk(LOOK, CHANGE)
@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not send it."""
    actions.subscriptions.skip_issue(get_object_or_404(Issue, pk=pk))
    messages.success(request, _("It is not sent. What was sent already cannot be called back."))
    return to_issue(pk)


@at_the_desk(LOOK, CHANGE)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it go after all."""
    actions.subscriptions.release_issue(get_object_or_404(Issue, pk=pk))
    messages.success(request, _("It goes at its time; at once, if that is past."))
    return to_issue(pk)


@at_the_desk(LOOK, CHANGE)
@require_POST
def leave_out(request: HttpRequest, pk: int, pair_pk: int) -> HttpResponse:
    """Leave a pair out."""
    actions.subscriptions.leave_out(get_object_or_404(Issue, pk=pk), pair_pk)
    messages.success(request, _("The pair is left out of this issue. In the column it stays."))
    return to_issue(pk)


@at_the_desk(LOOK, CHANGE)
@require_POST
def take_in(request: HttpRequest, pk: int, pair_pk: int) -> HttpResponse:
    """Take a pair in again."""
    actions.subscriptions.leave_out(get_object_or_404(Issue, pk=pk), pair_pk, is_left_out=False)
    messages.success(request, _("The pair is in this issue again."))
    return to_issue(pk)


def to_issue(pk: int) -> HttpResponse:
    """Back to the issue."""
    return redirect("issue", pk)
