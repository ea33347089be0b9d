"""Letters about a published one: what readers wrote, and requests to change it."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions, pii
from questions.answering.access import (
    StaffRequest,
    add_done_message,
    render_desk,
    render_question_page,
    require_staff,
)
from questions.answering.letters.views import redirect_to_letter, require_letter_permissions
from questions.forms import CleanForm, sent_data
from questions.models import Column, Letter, Question

PUBLISH = ("questions.view_letter", actions.permissions.PUBLISH)
WAITING_SHOWN = 100


class EditedForm(CleanForm):
    """A reader's letter as it will be public."""

    text = forms.CharField(
        label=gettext_lazy("The letter, as readers see it"),
        max_length=Letter.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": gettext_lazy("Leave something to read.")},
    )
    sign_off = forms.CharField(
        label=gettext_lazy("Sign-off"),
        max_length=Letter.SIGN_OFF_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


@require_staff(*PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_under(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Edit a reader's letter for the public, and publish it."""
    letter = get_reader_letter(pk)
    text, sign_off = actions.linked_letters.read_edited(letter)
    form = EditedForm(sent_data(request), initial={"text": text, "sign_off": sign_off})
    if form.is_valid() and keep_or_publish(request, letter, form):
        return redirect_to_letter(pk)
    return render_edited_form(request, letter, form)


@require_staff(*PUBLISH)
@require_POST
def unpublish_under(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a reader's letter off the page; what was edited meanwhile is kept."""
    letter, form = get_reader_letter(pk), EditedForm(request.POST)
    actions.linked_letters.unpublish_under(letter, by=request.user)
    if not form.is_valid():
        messages.success(request, _("The letter is no longer public."))
        return render_edited_form(request, letter, form)
    actions.linked_letters.save_edited(letter, **form.cleaned_data)
    messages.success(request, _("The letter is no longer public. Your edits are kept."))
    return redirect_to_letter(pk)


def get_reader_letter(pk: uuid.UUID) -> Letter:
    """A letter that a reader wrote about a published one.

    Raises:
        Http404: there is none with this key.
    """
    return get_object_or_404(Letter, pk=pk, kind=Letter.Kind.READER, about__isnull=False)


def render_edited_form(request: HttpRequest, letter: Letter, form: EditedForm) -> HttpResponse:
    """The letter as it came, and the form with what in it may give somebody away."""
    context = {
        "form": form,
        "letter": letter,
        "hints": pii.group_details(form["text"].value() or ""),
        "opts": Letter._meta,
        "title": _("Publish under the answer"),
    }
    return render_desk(request, "admin/questions/letter/under.html", context)


def keep_or_publish(request: StaffRequest, letter: Letter, form: EditedForm) -> bool:
    """Save the edited letter, and publish it if that button was pressed.

    Returns:
        Whether nothing stood against it; if something did, the form says what.
    """
    actions.linked_letters.save_edited(letter, **form.cleaned_data)
    if "_publish" not in request.POST:
        messages.success(request, _("Saved. Readers can’t see these changes yet."))
        return True
    try:
        actions.linked_letters.publish_under(letter, by=request.user)
    except actions.linked_letters.NotForReaders as refusal:
        form.add_error(None, str(refusal))
        return False
    add_done_message(request, _("The letter is public under the answer."), letter)
    return True


@require_letter_permissions
@require_POST
def settle_letter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that a reader's letter or a request is dealt with."""
    letter = get_object_or_404(Letter.objects.exclude(kind=Letter.Kind.LETTER), pk=pk)
    if actions.linked_letters.settle(letter):
        add_done_message(request, _("Done. You can find it under Answered."), letter)
    return redirect_to_letter(pk)


@require_staff(*PUBLISH)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_readers(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what letting readers write means; then let them, or not any more."""
    question = get_object_or_404(Question, pk=pk)
    if request.method == "POST":
        is_open = "_open" in request.POST
        actions.linked_letters.invite_readers(question, is_open=is_open, by=request.user)
        said = _("Readers can write about it now.") if is_open else _("Readers can’t write now.")
        messages.success(request, said)
        return redirect("question-readers", pk)
    letters = question.letters_about.filter(kind=Letter.Kind.READER).in_order()
    context = {
        "is_open": question.takes_reader_letters,
        "column": Column.get_current(),
        "letters": letters[:WAITING_SHOWN],
    }
    return render_question_page(request, question, "question/readers.html", context)
