"""The letters of an import: what becomes public, and where letter and answer are cut."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.actions.import_entries import COMING, PUBLIC, NotWaiting
from questions.actions.import_uploads import UPLOADED
from questions.actions.imports import Outcome
from questions.answering.access import render_desk, require_staff
from questions.answering.transfer.access import PERMISSIONS, background_options, report_begun_import
from questions.models import ImportEntry, ImportRun
from questions.text import rendering
from questions.text.numbers import read_number
from questions.transfer.blocks import blocks_of, plain_text
from questions.transfer.hand_cuts import HandCut
from questions.transfer.items import Cut, Post
from questions.transfer.prepare import convert_body
from questions.transfer.records import read_post

PAGE = 50
CHOICE = "choice-"  # before an entry's number, in the name of a field
Choice = ImportEntry.Choice
VIEWS = {
    "check": (gettext_lazy("To check"), COMING & Q(is_doubtful=True)),
    "public": (gettext_lazy("Published"), COMING & PUBLIC),
    "drafts": (gettext_lazy("Drafts"), COMING & ~PUBLIC & ~Q(choice=Choice.LEFT_OUT)),
    "out": (gettext_lazy("Left out"), Q(letters=0) | Q(choice=Choice.LEFT_OUT)),
    "all": (gettext_lazy("All"), Q()),
}
KINDS = {
    "draft": gettext_lazy("Draft"),
    "cut": gettext_lazy("Cut"),
    "difference": gettext_lazy("Different wording"),
    "picture missing": gettext_lazy("Picture missing"),
    "note": gettext_lazy("Note"),
    "kept": gettext_lazy("Kept"),
    "left out": gettext_lazy("Left out"),
    "fault": gettext_lazy("Couldn’t be read"),
}


@dataclass(frozen=True)
class EntryLine:
    """One entry in a list.

    Attributes:
        row: the entry.
        title: of its letter.
        place: where in the file it is.
        lines: what there is to know, by kind.
    """

    row: ImportEntry
    title: str
    place: str
    lines: list[tuple[str, str]]

    @property
    def is_coming(self) -> bool:
        """Whether it is new or changed, so that something can be chosen."""
        is_written = self.row.outcome in {Outcome.NEW.value, Outcome.CHANGED.value}
        return bool(self.row.letters) and is_written

    @property
    def choice_name(self) -> str:
        """What the field of its choice is called where there are several."""
        return f"{CHOICE}{self.row.number}"

    @property
    def present_choice(self) -> str:
        """What becomes of it now."""
        return choice_of(self.row)


def line_of(row: ImportEntry) -> EntryLine:
    """Return an entry as a list shows it."""
    report = actions.import_entries.read_report(row)
    lines = [(str(KINDS.get(kind, kind)), words) for kind, words in report["lines"]]
    return EntryLine(row, report["title"], place_in_words(report, row.run), lines)


def place_in_words(report: dict[str, Any], run: ImportRun) -> str:
    """Say where in the file an entry is; the file itself has a name only if it is one of several.

    Args:
        report: with the place.
        run: the import.
    """
    name, line = report["place"], report["line"]
    if name == f"{UPLOADED}{run.ending}":
        return _("Line %d") % line if line else ""
    return _("%(file)s, line %(line)d") % {"file": name, "line": line} if line else name


def rows_of(run: ImportRun, view: str) -> QuerySet[ImportEntry]:
    """Return the entries of one of the views."""
    return run.entries.filter(VIEWS[view][1]).order_by("number")


def number_in(text: str | None) -> int:
    """Return a number from an address; -1 for none."""
    number = read_number(text)
    return -1 if number is None else number


@require_staff(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def list_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """List the entries of an import, and take in what was chosen for each."""
    run = get_object_or_404(ImportRun, pk=pk)
    view = request.GET.get("show", "")
    view = view if view in VIEWS else "all"
    if request.method == "POST":
        save_choices(request, run)
        return redirect(f"{reverse('transfer-letters', args=[pk])}?{request.GET.urlencode()}")
    rows = list(
        rows_of(run, view).filter(number__gt=number_in(request.GET.get("after")))[: PAGE + 1]
    )
    context = {
        "run": run,
        "title": _("Letters of this import"),
        "view": view,
        "views": [(name, words) for name, (words, _rows) in VIEWS.items()],
        "lines": [line_of(row) for row in rows[:PAGE]],
        "following": rows[PAGE - 1].number if len(rows) > PAGE else None,
        "is_waiting": run.state == ImportRun.State.READY,
    }
    return render_desk(request, "admin/questions/transfer/letters.html", context)


def save_choices(request: HttpRequest, run: ImportRun) -> None:
    """Take in what was chosen; what was left as it is stays as proposed."""
    given = {
        number_in(name.removeprefix(CHOICE)): value
        for name, value in request.POST.items()
        if name.startswith(CHOICE) and value in {"public", "draft", "out"}
    }
    rows = run.entries.filter(COMING, number__in=list(given)[: 2 * PAGE])
    changed = {row.number: given[row.number] for row in rows if given[row.number] != choice_of(row)}
    with report_begun_import(request):
        actions.import_entries.choose(run, changed)
        messages.success(request, _("Saved."))


def choice_of(row: ImportEntry) -> str:
    """Return what becomes of an entry now."""
    if row.choice == Choice.LEFT_OUT:
        return "out"
    return "public" if row.becomes_public else "draft"


@require_staff(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def show_letter(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show where a post is cut into letter and answer, and let somebody move the cut."""
    run = get_object_or_404(ImportRun, pk=pk, state=ImportRun.State.READY)
    row = get_object_or_404(run.entries.filter(COMING), number=number)
    if request.method == "POST":
        return save_letter(request, row)
    post = read_post(row.post)
    items = actions.import_entries.items_of(row)
    cut = items[0].cut if len(items) == 1 else Cut("", 0)
    line = line_of(row)
    is_given = post.exchange is not None  # the file keeps letter and answer apart by itself
    context = {
        "run": run,
        "title": line.title or _("A letter without a title"),
        "line": line,
        "row": row,
        "items": items,
        "cut": cut,
        "is_given": is_given,
        "blocks": [] if is_given else list(numbered_blocks(post, cut)),
        "left": rows_of(run, "check").exclude(pk=row.pk).count(),
    }
    return render_desk(request, "admin/questions/transfer/letter.html", context)


def numbered_blocks(post: Post, cut: Cut) -> list[dict[str, Any]]:
    """Return the paragraphs of a post as a page shows them.

    Args:
        post: as the file has it.
        cut: where it is cut now.
    """
    start, end = cut.span or (0, 0)
    blocks = blocks_of(convert_body(post, rendering.render_markdown).markdown)
    return [
        {
            "number": number,
            "text": plain_text(block.text) or block.text,
            "kind": block.kind,
            "is_start": bool(cut.span) and number == start,
            "is_end": bool(cut.span) and number == end,
        }
        for number, block in enumerate(blocks)
    ]


def save_letter(request: HttpRequest, row: ImportEntry) -> HttpResponse:
    """Take in where a post is cut and whether it becomes public; go to the next one."""
    choice = request.POST.get("choice", "")
    try:
        move = cut_mover(request, row)
        saved = move() if move else row
        if choice in {"public", "draft", "out"} and choice != choice_of(row):
            actions.import_entries.choose(row.run, {row.number: choice})
    except NotWaiting:
        messages.info(request, _("This import has begun already."))
        return redirect("transfer-run", row.run_id)
    following = rows_of(row.run, "check").filter(number__gt=row.number).first()
    following = following or rows_of(row.run, "check").exclude(pk=saved.pk).first()
    if following is None:
        messages.success(request, _("Saved. There are no more letters to check."))
        return redirect("transfer-run", row.run_id)
    messages.success(request, _("Saved. This is the next one to check."))
    return redirect("transfer-letter", row.run_id, following.number)


def cut_mover(request: HttpRequest, row: ImportEntry) -> Callable[[], ImportEntry] | None:
    """Return what moves the cut as a person said; nothing if they said nothing of it."""
    options = background_options()
    start, end = (number_in(request.POST.get(name)) for name in ("start", "end"))
    if "rules" in request.POST:
        return lambda: actions.import_entries.move_cut(row, None, options)
    if "none" in request.POST:
        return lambda: actions.import_entries.move_cut(row, HandCut(0, 0), options)
    if end < 0:
        return None
    return lambda: actions.import_entries.move_cut(row, HandCut(max(start, 0), end), options)
