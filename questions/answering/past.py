"""The history of a pair, to read and to go back to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from questions import lifecycle
from questions.answering.access import at_the_desk, desk_context, to_answer_page
from questions.changes import words_changed
from questions.models import Question, Tag

SHOWN = 100
COMPARED = {
    "headline": gettext_lazy("Headline"),
    "letter_text": gettext_lazy("The letter, as readers see it"),
    "answer": gettext_lazy("Answer"),
    "correction": gettext_lazy("Correction, noted publicly"),
}


@at_the_desk("questions.change_question")
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who saved what and when, the newest first."""
    question = get_object_or_404(Question, pk=pk)
    records: Any = question.history
    lines = records.select_related("history_user")[:SHOWN]
    context = desk_context(request, question) | {"lines": lines}
    return render(request, "admin/questions/question/history.html", context)


@at_the_desk("questions.change_question")
@require_safe
def line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """What one save changed, against the save before it."""
    question = get_object_or_404(Question, pk=pk)
    records: Any = question.history
    record = get_object_or_404(records.all(), history_id=line_pk)
    context = desk_context(request, question) | {
        "record": record,
        "changes": changes(record, record.prev_record),
        "tags": Tag.objects.filter(pk__in=lifecycle.tags_of(record)),
    }
    return render(request, "admin/questions/question/history_line.html", context)


def changes(record: Any, before: Any) -> list[tuple[Any, Any]]:
    """Each text that was changed, by its label, in runs of words."""
    compared = []
    for name, label in COMPARED.items():
        earlier = getattr(before, name) if before else ""
        compared.append((label, words_changed(earlier, getattr(record, name))))
    return [(label, runs) for label, runs in compared if runs]


@at_the_desk("questions.change_question")
@require_POST
def restore(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Write the pair's earlier text into it; a public pair keeps it until it is published."""
    question = get_object_or_404(Question, pk=pk)
    records: Any = question.history
    lifecycle.restore(question, get_object_or_404(records.all(), history_id=line_pk), request.user)
    messages.success(
        request, _("The earlier text is back. What was there before is in the history.")
    )
    return to_answer_page(question)
