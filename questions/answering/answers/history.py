"""The history of a question, to read and to go back to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from questions import actions
from questions.answering.access import (
    StaffRequest,
    redirect_to_answer,
    render_question_page,
    require_staff,
)
from questions.models import Question, QuestionText, Revision, Tag
from questions.text.diff import Change, diff_words

SHOWN = 100
CONFLICT = Revision.Reason.CONFLICT
COMPARED = {
    "headline": gettext_lazy("Headline"),
    "letter_text": gettext_lazy("The letter, as readers see it"),
    "sign_off": gettext_lazy("Sign-off"),
    "answer": gettext_lazy("Answer"),
    "pull_quote": gettext_lazy("Pull quote"),
    "correction": gettext_lazy("Correction, noted publicly"),
}
PARTS = COMPARED | {
    "content_notes": gettext_lazy("Content notes"),
    "tags": gettext_lazy("Tags"),
}


@require_staff("questions.change_question")
@require_safe
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who saved what and when, the newest first."""
    question = get_object_or_404(Question, pk=pk)
    revisions = question.revisions.newest_first().select_related("author", "question")
    found = [line for line in revisions[: SHOWN + 1] if line.is_readable]
    lines = [
        (line, describe_changes(line, find_shown_before(line, found[place:])))
        for place, line in enumerate(found[:SHOWN], 1)
    ]
    return render_question_page(request, question, "question/history.html", {"lines": lines})


def find_shown_before(line: Revision, older: list[Revision]) -> Revision | None:
    """What a line is compared with, among the older lines of the list."""
    if line.reason == CONFLICT:
        return next((one for one in older if one.number == line.base_revision), None)
    return next((one for one in older if one.reason != CONFLICT), None)


def describe_changes(line: Revision, before: Revision | None) -> str:
    """What one save changed, in a few words: "Headline, Answer"."""
    if before is None:
        return _("the first version")
    text, earlier = line.question_text, before.question_text
    changed = [
        str(label) for name, label in PARTS.items() if getattr(text, name) != getattr(earlier, name)
    ]
    return ", ".join(changed) or _("no change to the text")


def find_before(line: Revision) -> Revision | None:
    """The version that a line is compared with: the one it began from, or the one before it."""
    versions = line.question.revisions
    if line.reason == CONFLICT:
        return actions.history.find_revision(line.question, line.base_revision)
    earlier = versions.filter(number__lt=line.number).exclude(reason=CONFLICT)
    return earlier.newest_first().first()


@require_staff("questions.change_question")
@require_safe
def show_history_entry(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What one save changed, against the save before it."""
    line = get_object_or_404(Revision, question_id=pk, number=number)
    text, before = line.question_text, find_before(line)
    earlier = before.question_text if before else QuestionText()
    context = {
        "line": line,
        "changes": changed_texts(text, earlier),
        "tags": Tag.objects.filter(pk__in=text.tags),
    }
    return render_question_page(request, line.question, "question/history_line.html", context)


def changed_texts(text: QuestionText, earlier: QuestionText) -> list[tuple[str, list[Change]]]:
    """Each text that was changed, by its label, in runs of words."""
    compared = [
        (str(label), diff_words(getattr(earlier, name), getattr(text, name)))
        for name, label in COMPARED.items()
    ]
    return [(label, runs) for label, runs in compared if runs]


@require_staff("questions.change_question")
@require_POST
def restore_version(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Write the question's earlier text into it; for a public one it waits to be published."""
    line = get_object_or_404(Revision, question_id=pk, number=number)
    actions.revisions.restore(line.question, line, request.user)
    messages.success(
        request, _("The earlier version is restored. What was there before is in the history.")
    )
    return redirect_to_answer(line.question)
