"""Letting an old letter come first again: the page says first what that means."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions
from questions.answering.access import (
    StaffRequest,
    redirect_to_answer,
    render_question_page,
    require_staff,
)
from questions.forms import CleanForm, make_moment_field, sent_data
from questions.models import Question, Rerun


class RerunForm(CleanForm):
    """Until when a letter comes first again."""

    until = make_moment_field(gettext_lazy("Until (optional)"))


MAY_RUN = ("questions.change_question", actions.permissions.PUBLISH)


@require_staff(*MAY_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def start_rerun(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what a re-run is; then begin it."""
    question = get_object_or_404(Question, pk=pk)
    form = RerunForm(sent_data(request))
    if form.is_valid() and start_from_form(request, question, form):
        return redirect_to_answer(question)
    current: Any = Rerun.objects.find_current().select_related("question").first()
    is_on = current is not None and current.question_id == question.pk
    context = {"form": form, "current": current, "is_on": is_on}
    return render_question_page(request, question, "question/rerun.html", context)


@require_staff(*MAY_RUN)
@require_POST
def end_rerun(request: StaffRequest, pk: int) -> HttpResponse:
    """End a re-run before its time."""
    question = get_object_or_404(Question, pk=pk)
    actions.reruns.cancel_rerun(question, by=request.user)
    messages.success(request, _("The letter doesn’t come first any more."))
    return redirect_to_answer(question)


def start_from_form(request: StaffRequest, question: Question, form: RerunForm) -> bool:
    """Begin a re-run. Returns whether nothing stood against it; if so, the form says what."""
    try:
        until = form.cleaned_data["until"]
        actions.reruns.start_rerun(question, until=until, by=request.user)
    except actions.reruns.NotRunAgain as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The letter comes first now, in the column and in the feed."))
    return True
