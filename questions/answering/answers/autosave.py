"""While an answer is written: autosave, both texts after a conflict, and what was changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questions import actions, search
from questions.actions import checklist
from questions.actions.public_text import WRITTEN_FIELDS
from questions.answering.access import (
    StaffRequest,
    redirect_to_answer,
    render_question_page,
    require_staff,
)
from questions.answering.answers.forms import AutosaveForm, NewTagForm
from questions.answering.answers.history import changed_texts
from questions.answering.answers.pseudonyms import names_context
from questions.answering.letters.views import readable_letters
from questions.models import Passage, Question, Tag
from questions.text.diff import diff_words

EARLIER_SHOWN = 8


@require_staff("questions.change_question")
@require_POST
def autosave_question(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep what is being written; answers 409 with the other text when somebody else saved."""
    question = get_object_or_404(Question, pk=pk)
    form = AutosaveForm(request.POST, instance=question)
    if not form.is_valid():
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"errors": errors}, status=400)
    try:
        kept = form.save_draft(request.user)
    except actions.revisions.StaleRevision as stale:
        return JsonResponse(conflict_payload(stale), status=409)
    return JsonResponse({"revision": kept} | render_editor_panels(request, question))


def conflict_payload(stale: actions.revisions.StaleRevision) -> dict[str, Any]:
    """What stands now, for the page to show beside what is in it."""
    names = Tag.objects.filter(pk__in=stale.now.tags).values_list("name", flat=True)
    theirs = {name: getattr(stale.now, name) for name in WRITTEN_FIELDS}
    lists = {name: getattr(stale.now, name) for name in ("content_notes", "care", "tags")}
    return {"revision": stale.revision, "theirs": theirs, "lists": lists, "tag_names": list(names)}


def render_editor_panels(request: HttpRequest, question: Question) -> dict[str, str]:
    """The parts of the page that follow what is written, as HTML."""
    question.refresh_from_db()
    context = {"original": question} | editor_context(request, question)
    parts = {
        "checklist": "_checklist.html",
        "differences": "_differences.html",
        "names": "_pseudonyms.html",
    }
    folder = "admin/questions/question/"
    return {name: render_to_string(folder + file, context) for name, file in parts.items()}


def editor_context(request: HttpRequest, question: Question) -> dict[str, Any]:
    """The checklist, the names, and the public letter against the letter as it came."""
    letters, _unreadable = readable_letters(request, question)
    text = actions.history.working_text(question)
    changes = diff_words(letters[0].text, text.letter_text) if letters else []
    points = checklist.list_items(question)
    still_open = sum(not point.is_done for point in points)
    return {"points": points, "open_points": still_open, "changes": changes} | names_context(
        request, question
    )


@require_staff("questions.change_question")
@require_safe
def get_csrf_token(request: HttpRequest) -> HttpResponse:
    """A fresh form token after signing in again in another window."""
    response = JsonResponse({"token": get_token(request)})
    response["Cache-Control"] = "no-store"
    return response


@require_staff("questions.change_question")
@require_http_methods(["GET", "HEAD", "POST"])
def discard_changes(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which changes readers have not seen; then throw them away."""
    question = get_object_or_404(Question, pk=pk)
    if request.method == "POST":
        actions.revisions.discard_pending(question, request.user)
        messages.success(request, _("The changes are discarded. They are still in the history."))
        return redirect_to_answer(question)
    if not actions.history.has_pending_changes(question):
        return redirect_to_answer(question)
    text = actions.history.working_text(question)
    context = {"changes": changed_texts(text, question.public_text)}
    return render_question_page(request, question, "question/discard.html", context)


@require_staff("questions.change_question", "questions.add_tag")
@require_POST
def add_tag(request: HttpRequest) -> HttpResponse:
    """Make a tag while an answer is being written, or find the one of this name."""
    form = NewTagForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors["name"]}, status=400)
    tag = actions.tags.create_tag(form.cleaned_data["name"])
    return JsonResponse({"pk": tag.pk, "name": tag.name})


@require_staff("questions.change_question", "questions.view_passage")
@require_safe
def show_passage(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    """A passage's text for one question, with the names of its writer and the columnist in it."""
    found = get_object_or_404(Passage, pk=pk)
    question = get_object_or_404(Question, pk=question_pk)
    sign_off = actions.history.working_text(question).sign_off
    return JsonResponse({"text": found.text_for(sign_off)})


@require_staff("questions.change_question")
@require_safe
def search_published_questions(request: HttpRequest) -> HttpResponse:
    """Published letters and answers that have the words, to read and to link."""
    words = request.GET.get("q", "").strip()[:100]
    by_search = search.find_questions(words).questions
    starting = Question.objects.published().for_lists()  # also while a word is half typed
    for word in words.split()[:6]:
        starting = starting.filter(headline__icontains=word)
    found = dict.fromkeys([*by_search, *(starting[:EARLIER_SHOWN] if words else [])])
    rows = [{"headline": one.headline, "path": one.get_absolute_url()} for one in found]
    none = _("No published letter or answer contains “%(words)s”.") % {"words": words}
    return JsonResponse({"questions": rows[:EARLIER_SHOWN], "none": none})
