"""What is done about a letter: one action, one address, one view."""

import uuid
from collections import Counter
from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questions import actions, search
from questions.answering.access import (
    StaffRequest,
    add_done_message,
    redirect_to_answer,
    render_desk,
    render_question_page,
    require_staff,
)
from questions.answering.letters.forms import AttachForm, DeclineForm, HoldForm, NoteForm
from questions.answering.letters.ready_replies import find_ready_reply, ready_replies_context
from questions.forms import sent_data
from questions.models import Letter, Message, Question

LETTERS_COMPARED, SUGGESTIONS_SHOWN = 20, 5

require_letter_permissions = require_staff("questions.view_letter", "questions.change_letter")


@require_staff("questions.view_letter", "questions.change_question")
@require_POST
def start_answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Start an answer to a letter, or go on with the one that was started."""
    letter = get_object_or_404(Letter, pk=pk)
    try:
        question = actions.letters.start_answer(letter, request.user)
    except actions.letters.NotAnswerable:
        messages.error(request, _("This letter was declined, so no answer was started."))
        return redirect_to_letter(pk)
    return redirect_to_answer(question)


@require_staff("questions.view_letter", "questions.change_question")
@require_POST
def attach_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say to which answer a letter would be pointed; then let it answer this letter too."""
    letter, form = get_object_or_404(Letter, pk=pk), AttachForm(request.POST)
    if not form.is_valid():
        return show_letter_with_errors(request, pk, attach_form=form)
    question = form.cleaned_data["question"]
    if "sure" not in request.POST:
        return ask_before_attaching(request, letter, question)
    try:
        actions.letters.attach(letter, question)
    except actions.letters.NotAnswerable as refusal:
        messages.error(request, str(refusal))
        return redirect_to_letter(pk)
    add_done_message(request, _("This answer answers the letter too."), letter)
    return redirect_to_answer(question)


def ask_before_attaching(request: HttpRequest, letter: Letter, question: Question) -> HttpResponse:
    """Show the letter and the answer, and say what pointing the one to the other does.

    Args:
        request: whose.
        letter: the letter.
        question: the answer that was named.
    """
    context = {
        "letter": letter,
        "named": request.POST["question"],
        "title": _("Point to an answer you have already published")
        if question.is_public
        else _("Answer it together with another letter"),
    }
    return render_question_page(request, question, "letter/attach.html", context)


@require_staff("questions.view_letter", "questions.change_question")
@require_POST
def detach_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a letter from a question that was begun with another one."""
    try:
        actions.letters.detach(get_object_or_404(Letter, pk=pk))
    except actions.letters.NotAnswerable as refusal:
        messages.error(request, str(refusal))
    return redirect_to_letter(pk)


@require_letter_permissions
@require_http_methods(["GET", "HEAD", "POST"])
def decline_without_reply(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what declining without words means; then set the letter aside."""
    letter = get_object_or_404(Letter, pk=pk)
    if request.method != "POST":
        title = _("Decline without a reply")
        context = {"letter": letter, "title": title, "opts": Letter._meta}
        return render_desk(request, "admin/questions/letter/decline_silently.html", context)
    if actions.inbox.decline(letter):
        add_done_message(request, _("Declined. You can find it under Declined."), letter)
    return redirect("admin:questions_letter_changelist")


@require_staff("questions.view_letter", actions.permissions.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def decline_with_reply(request: StaffRequest) -> HttpResponse:
    """Decline several letters with the same kind words."""
    ready = find_ready_reply(request.GET.get("reply", ""))
    initial = {"letter": request.GET.getlist("letter"), "because": ready.text if ready else ""}
    form = DeclineForm(sent_data(request), initial=initial)
    if not form.is_valid():
        title = _("Decline with a reply")
        context: dict[str, Any] = {"form": form, "title": title, "opts": Letter._meta}
        context |= ready_replies_context([Message.Kind.DECLINE, Message.Kind.NOTE])
        context["kept"] = "".join(f"letter={key}&" for key in form["letter"].value() or [])
        context["near"] = find_similar_questions(form["letter"].value() or [])
        return render_desk(request, "admin/questions/letter/decline.html", context)
    data = form.cleaned_data
    pointer = data["see_also"] or data["near"]
    done = sum(
        actions.inbox.decline(one, data["because"], pointer, by=request.user)
        for one in data["letter"]
    )
    words = ngettext("Declined %(n)d letter.", "Declined %(n)d letters.", done)
    add_done_message(request, words % {"n": done})
    return redirect("admin:questions_letter_changelist")


def find_similar_questions(keys: list[str]) -> list[Question]:
    """Public questions like the chosen letters, those that are like most of them first."""
    often: Counter[Question] = Counter()
    with suppress(ValidationError):  # keys that are none
        for letter in Letter.objects.filter(pk__in=keys[:LETTERS_COMPARED]):
            if letter.is_readable:
                often.update(search.find_similar(letter.text, kinds=letter.flags))
    return [question for question, _times in often.most_common(SUGGESTIONS_SHOWN)]


@require_letter_permissions
@require_POST
def shortlist_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Shortlist one letter, from its row."""
    letter = get_object_or_404(Letter, pk=pk)
    if actions.inbox.shortlist([letter]):
        add_done_message(request, _("Shortlisted."), letter)
    return redirect("admin:questions_letter_changelist")


@require_staff("questions.view_letter")
@require_safe
def show_pane(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A letter as it is shown beside the list. Nothing counts as read by that."""
    letter = get_object_or_404(Letter.objects.select_related("question"), pk=pk)
    turns = [turn for turn in letter.messages.all() if turn.is_readable]
    context = {"letter": letter, "is_readable": letter.is_readable, "dialogue": turns}
    return render(request, "admin/questions/letter/pane.html", context)


@require_letter_permissions
@require_POST
def reopen_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a letter wait again that was set aside."""
    actions.inbox.reopen([get_object_or_404(Letter, pk=pk)])
    return redirect_to_letter(pk)


@require_letter_permissions
@require_POST
def edit_letter_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep private words about a letter."""
    letter, form = get_object_or_404(Letter, pk=pk), NoteForm(request.POST)
    if not form.is_valid():
        return show_letter_with_errors(request, pk, note_form=form)
    actions.inbox.update_note(letter, form.cleaned_data["note"])
    messages.success(request, _("Notes saved."))
    return redirect_to_letter(pk)


@require_letter_permissions
@require_POST
def hold_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hold a letter with a reason, or let it go without one."""
    letter, form = get_object_or_404(Letter, pk=pk), HoldForm(request.POST)
    if not form.is_valid():
        return show_letter_with_errors(request, pk, hold_form=form)
    actions.inbox.hold(letter, form.cleaned_data["because"])
    said = _("The letter is held.") if letter.held_on else _("The letter is no longer held.")
    messages.success(request, said)
    return redirect_to_letter(pk)


def show_letter_with_errors(request: HttpRequest, pk: uuid.UUID, **forms: Form) -> HttpResponse:
    """The letter's page, with what was wrong beside its field and all that was typed."""
    request.method = "GET"  # the admin takes a POST for a change of the letter, which nobody makes
    inbox = admin.site.get_model_admin(Letter)
    return inbox.change_view(request, str(pk), "", forms)


def redirect_to_letter(pk: uuid.UUID) -> HttpResponse:
    """Back to the letter."""
    return redirect("admin:questions_letter_change", pk)


def readable_letters(request: HttpRequest, question: Question) -> tuple[list[Letter], int]:
    """The letters to show, the oldest first, and how many there are that no key opens."""
    if not request.user.has_perm("questions.view_letter"):
        return [], 0
    letters = list(question.letters.in_order())
    shown = [letter for letter in letters if letter.is_readable]
    return shown, len(letters) - len(shown)
