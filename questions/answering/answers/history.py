"""The history of a question, to read and to go back to."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from questions import actions
from questions.answering.access import question_admin_context, redirect_to_answer, require_staff
from questions.models import Question, Tag
from questions.text.diff import diff_words

SHOWN = 100
COMPARED = {
    "headline": gettext_lazy("Headline"),
    "letter_text": gettext_lazy("The letter, as readers see it"),
    "answer": gettext_lazy("Answer"),
    "correction": gettext_lazy("Correction, noted publicly"),
}
PARTS = COMPARED | {
    "sign_off": gettext_lazy("Sign-off"),
    "content_notes": gettext_lazy("Content notes"),
    "tags": gettext_lazy("Tags"),
}


@require_staff("questions.change_question")
@require_safe
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who saved what and when, the newest first."""
    question = get_object_or_404(Question, pk=pk)
    records: Any = question.history
    found = list(records.select_related("history_user")[: SHOWN + 1])
    attach_tag_keys(question, found)
    lines = [(line, describe_changes(line, before)) for line, before in pairwise([*found, None])]
    context = question_admin_context(request, question) | {"lines": lines[:SHOWN]}
    return render(request, "admin/questions/question/history.html", context)


def attach_tag_keys(question: Question, lines: list[Any]) -> None:
    """Put the keys of their tags on lines of history, in one query for all of them."""
    records: Any = question.history
    rows = records.model.tags.model.objects.filter(question=question)
    tags: dict[int, set[int]] = {line.history_id: set() for line in lines}
    for history_id, tag_id in rows.values_list("history_id", "tag_id"):
        tags.setdefault(history_id, set()).add(tag_id)
    for line in lines:
        line.tag_keys = tags[line.history_id]


def describe_changes(line: Any, before: Any) -> str:
    """What one save changed, in a few words: "Headline, Answer"."""
    if before is None:
        return _("as it began")
    names = [str(label) for name, label in PARTS.items() if has_changed(line, before, name)]
    return ", ".join(names) or _("nothing in its words")


def has_changed(line: Any, before: Any, name: str) -> bool:
    """Whether a part of the question is another one than in the save before."""
    if name == "tags":
        return bool(line.tag_keys != before.tag_keys)
    return bool(getattr(line, name) != getattr(before, name))


@require_staff("questions.change_question")
@require_safe
def show_history_entry(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """What one save changed, against the save before it."""
    question = get_object_or_404(Question, pk=pk)
    records: Any = question.history
    record = get_object_or_404(records.all(), history_id=line_pk)
    context = question_admin_context(request, question) | {
        "record": record,
        "changes": changed_texts(record, record.prev_record),
        "tags": Tag.objects.filter(pk__in=actions.history.tag_ids(record)),
    }
    return render(request, "admin/questions/question/history_line.html", context)


def changed_texts(record: Any, before: Any) -> list[tuple[Any, Any]]:
    """Each text that was changed, by its label, in runs of words."""
    compared = []
    for name, label in COMPARED.items():
        earlier = getattr(before, name) if before else ""
        compared.append((label, diff_words(earlier, getattr(record, name))))
    return [(label, runs) for label, runs in compared if runs]


@require_staff("questions.change_question")
@require_POST
def restore_version(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Write the question's earlier text into it; for a public one it waits to be published."""
    question = get_object_or_404(Question, pk=pk)
    records: Any = question.history
    actions.revisions.restore(
        question, get_object_or_404(records.all(), history_id=line_pk), request.user
    )
    messages.success(
        request, _("The earlier text is back. What was there before is in the history.")
    )
    return redirect_to_answer(question)
