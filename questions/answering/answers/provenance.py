"""The private note of where a letter came from."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.answering.access import (
    StaffRequest,
    redirect_to_answer,
    render_question_page,
    require_staff,
)
from questions.forms import CleanForm, sent_data
from questions.models import Provenance, Question


class ProvenanceForm(CleanForm):
    """What is known of where a letter came from."""

    note = forms.CharField(
        label=gettext_lazy("Where it came from"),
        help_text=gettext_lazy(
            "How it reached you, what you checked, and why you believe it. Leave out who wrote it."
        ),
        max_length=Provenance.LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


@require_staff("questions.view_letter", "questions.change_question")
@require_http_methods(["GET", "HEAD", "POST"])
def edit_provenance(request: StaffRequest, pk: int) -> HttpResponse:
    """Read and write the note."""
    question = get_object_or_404(Question, pk=pk)
    kept = actions.provenance.read_note(question)
    form = ProvenanceForm(sent_data(request), initial={"note": kept.note if kept else ""})
    if form.is_valid():
        actions.provenance.update_note(question, form.cleaned_data["note"])
        messages.success(request, _("Note saved."))
        return redirect_to_answer(question)
    context = {"form": form, "kept": kept}
    return render_question_page(request, question, "question/provenance.html", context)
