"""What the desk does beyond Django's admin: one action, one address, one view."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from questions import lifecycle, rendering
from questions.answering import pictures
from questions.answering.forms import PublishForm
from questions.models import Letter, Question

View = Callable[..., HttpResponse]
PREVIEW_LIMIT = 60_000  # characters: as long as an answer may be


def at_the_desk(*permissions: str) -> Callable[[View], View]:
    """Only for staff who are signed in and hold the permissions; never cached."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admin.site.admin_view(checked)

    return decorate


@at_the_desk("questions.view_letter", "questions.change_question")
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Start an answer to a letter, or go on with the one that was started."""
    letter = get_object_or_404(Letter, pk=pk)
    try:
        question = lifecycle.answer(letter)
    except lifecycle.NotAnswerable:
        messages.error(request, _("This letter was declined, so no answer was started."))
        return redirect("admin:questions_letter_change", pk)
    return to_answer_page(question)


@at_the_desk("questions.view_letter", "questions.change_letter")
@require_POST
def decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Set a letter aside."""
    letter = get_object_or_404(Letter, pk=pk)
    lifecycle.decline(letter, request.POST.get("words", "").replace("\0", "").strip())
    if letter.state == Letter.State.DECLINED:
        messages.success(request, _("The letter is set aside. You find it under Declined."))
    return redirect("admin:questions_letter_changelist")


@at_the_desk("questions.change_question", "questions.publish_question")
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what will be public and when; then do it."""
    question = get_object_or_404(Question, pk=pk)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return publish_as_asked(request, question, form)
    reasons = lifecycle.reasons_against(question)
    context = desk_context(request, question) | {"form": form, "reasons": reasons}
    return render(request, "admin/questions/question/publish.html", context)


def publish_as_asked(request: HttpRequest, question: Question, form: PublishForm) -> HttpResponse:
    """Publish, and tell John what happened, or what stands against it."""
    try:
        lifecycle.publish(question, form.cleaned_data["at"])
    except lifecycle.NotPublishable as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return to_answer_page(question)
    messages.success(request, told(question))
    return to_answer_page(question)


def told(question: Question) -> str:
    """What publishing did, in a sentence."""
    if not question.is_scheduled:
        return _("The pair is public now.")
    moment = date_format(timezone.localtime(question.publish_at), "DATETIME_FORMAT")
    return _("The pair will be public on %(moment)s.") % {"moment": moment}


@at_the_desk("questions.change_question", "questions.publish_question")
@require_http_methods(["GET", "HEAD", "POST"])
def unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what taking a pair down means; then do it."""
    question = get_object_or_404(Question, pk=pk)
    if request.method != "POST":
        context = desk_context(request, question)
        return render(request, "admin/questions/question/unpublish.html", context)
    lifecycle.unpublish(question)
    messages.success(request, _("The pair is no longer public. It is kept here as a draft."))
    return to_answer_page(question)


def desk_context(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What a page about one pair needs to look like a page of the admin."""
    shared = {"question": question, "opts": Question._meta, "title": str(question)}
    return admin.site.each_context(request) | shared


def to_answer_page(question: Question) -> HttpResponseRedirect:
    """Back to where John writes."""
    return HttpResponseRedirect(reverse("admin:questions_question_change", args=[question.pk]))


@at_the_desk()
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What readers will see of a Markdown text, made by the function that makes the page."""
    text = request.POST.get("content", "")
    if len(text) > PREVIEW_LIMIT:
        return HttpResponse(_("The text is too long for a preview."), status=413)
    return HttpResponse(rendering.render_markdown(text))


@at_the_desk("questions.change_question")
@require_POST
def upload_picture(request: HttpRequest) -> HttpResponse:
    """Keep a picture and answer with the Markdown that shows it, as markdownx expects."""
    upload = request.FILES.get("image")
    if upload is None:
        return JsonResponse({"image": [_("There was no picture in what was sent.")]}, status=400)
    try:
        path = pictures.keep(upload)
    except ValidationError as refusal:
        return JsonResponse({"image": refusal.messages}, status=400)
    return JsonResponse({"image_code": f"![{_('What the picture shows')}]({path})"})
