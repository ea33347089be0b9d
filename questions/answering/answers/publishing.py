"""Making a question public, and taking it down: each says first what it means."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.actions import checklist
from questions.actions.history import open_question
from questions.answering.access import (
    StaffRequest,
    add_done_message,
    add_error_messages,
    redirect_to_answer,
    render_question_page,
    require_staff,
)
from questions.answering.answers.forms import PublishChangesForm, PublishForm
from questions.answering.answers.history import changed_texts
from questions.forms import sent_data
from questions.models import Letter, Question


@require_staff("questions.change_question", "questions.publish_question")
@require_http_methods(["GET", "HEAD", "POST"])
def publish_question(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what will be public and when; then do it. Changes of a public one are published alike."""
    question = get_object_or_404(Question, pk=pk)
    if actions.history.has_pending_changes(question):
        return publish_changes(request, question)
    soft = checklist.list_open_items(question)
    form = PublishForm(
        sent_data(request),
        slot=actions.schedule.next_free_slot(),
        asks=bool(soft),
        initial=chosen_time(request),
    )
    if form.is_valid():
        return publish_from_form(request, question, form)
    reasons = actions.questions.reasons_against_publishing(question)
    context = {"form": form, "soft": soft, "reasons": reasons}
    return render_question_page(request, question, "question/publish.html", context)


def chosen_time(request: StaffRequest) -> dict[str, Any]:
    """The time that was chosen in the schedule, for the form."""
    at = request.GET.get("at", "")[:16]
    return {"when": PublishForm.LATER, "at": at} if at else {}


def publish_changes(request: StaffRequest, question: Question) -> HttpResponse:
    """Say what stands against the changes; then show them to everybody."""
    soft = checklist.list_open_items(question)
    form = PublishChangesForm(sent_data(request), asks=bool(soft))
    if form.is_valid():
        return publish_changes_from_form(request, question)
    context = {
        "form": form,
        "reasons": actions.questions.reasons_against_changes(question),
        "soft": soft,
        "must_show": has_unseen_changes(question),
        "changes": changed_texts(actions.history.working_text(question), question.public_text),
    }
    return render_question_page(request, question, "question/publish_changes.html", context)


def has_unseen_changes(question: Question) -> bool:
    """Whether a writer who was shown the letter has not seen it as it is now."""
    opened = open_question(question)
    shown = question.letters.exclude(approval=Letter.Approval.NOT_ASKED)
    return any(actions.approvals.has_changed_since(letter, opened) for letter in shown)


def publish_changes_from_form(request: StaffRequest, question: Question) -> HttpResponse:
    """Publish the changes, and say what happened, or what stands against it."""
    try:
        actions.questions.publish_changes(question, by=request.user)
    except actions.questions.NotPublishable as refusal:
        add_error_messages(request, refusal.reasons)
        return redirect_to_answer(question)
    messages.success(request, changes_success_message(question))
    return redirect_to_answer(question)


def changes_success_message(question: Question) -> str:
    """What publishing the changes did, in a sentence."""
    if not question.is_scheduled:
        return _("Your changes are public now.")
    moment = date_format(timezone.localtime(question.publish_at), "l, j F Y, H:i")
    return _("Updated. This version will be public on %(moment)s.") % {"moment": moment}


def publish_from_form(request: StaffRequest, question: Question, form: PublishForm) -> HttpResponse:
    """Publish, and tell the columnist what happened, or what stands against it."""
    data = form.cleaned_data
    try:
        actions.questions.publish(question, data["at"], until=data["until"], by=request.user)
    except actions.questions.NotPublishable as refusal:
        add_error_messages(request, refusal.reasons)
        return redirect_to_answer(question)
    add_done_message(request, publish_success_message(question))
    return redirect_to_answer(question)


def publish_success_message(question: Question) -> str:
    """What publishing did, in a sentence."""
    if not question.is_scheduled:
        return _("The answer is public now.")
    moment = date_format(timezone.localtime(question.publish_at), "l, j F Y, H:i")
    return _("The answer will be public on %(moment)s.") % {"moment": moment}


@require_staff("questions.change_question", "questions.publish_question")
@require_http_methods(["GET", "HEAD", "POST"])
def unpublish_question(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what unpublishing means, or cancelling what is scheduled; then do it."""
    question = get_object_or_404(Question, pk=pk)
    if question.state != Question.State.PUBLISHED:
        messages.warning(request, _("This answer isn't published, so nothing was changed."))
        return redirect_to_answer(question)
    if request.method != "POST":
        return render_question_page(request, question, "question/unpublish.html")
    said = unpublish_success_message(question)
    actions.questions.unpublish(question, by=request.user)
    messages.success(request, said)
    return redirect_to_answer(question)


def unpublish_success_message(question: Question) -> str:
    """What unpublishing does, or cancelling, in a sentence."""
    if question.is_scheduled:
        return _("Publication is cancelled. The answer is a draft again.")
    return _("The answer is no longer public. It’s a draft again.")
