"""Answering waiting letters that are much alike with one question."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from questions import actions
from questions.answering.access import redirect_to_answer, require_staff
from questions.answering.letters.forms import SimilarLettersForm
from questions.models import Letter


@require_staff("questions.view_letter", "questions.change_question")
@require_POST
def answer_similar_letters(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer a letter and those that were ticked with one question."""
    letter, form = get_object_or_404(Letter, pk=pk), SimilarLettersForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tick the letters that get the same answer."))
        return redirect("admin:questions_letter_change", pk)
    try:
        question = actions.letters.start_shared_answer([letter, *form.cleaned_data["other"]])
    except actions.letters.NotAnswerable as refusal:
        messages.error(request, str(refusal) or _("This letter was declined."))
        return redirect("admin:questions_letter_change", pk)
    count = question.letters.count()
    said = ngettext(
        "This answer answers %(n)d letter.", "This answer answers %(n)d letters.", count
    )
    messages.success(request, said % {"n": count})
    return redirect_to_answer(question)
