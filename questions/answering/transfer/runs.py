"""One import: how far it is, what it would bring, what it brought."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions
from questions.actions.import_entries import COMING, PUBLIC
from questions.answering.access import render_desk, require_staff
from questions.answering.transfer.access import PERMISSIONS, report_begun_import
from questions.answering.transfer.tags import group_tags
from questions.models import ImportEntry, ImportRun

REFRESH_SECONDS = 4
State = ImportRun.State
Choice = ImportEntry.Choice
BUSY = {State.READING, State.WRITING}
FACTS = {
    "unchanged": ngettext_lazy(
        "%(n)d letter is here already, unchanged", "%(n)d letters are here already, unchanged", "n"
    ),
    "edited here": ngettext_lazy(
        "%(n)d letter was edited here and stays as it is",
        "%(n)d letters were edited here and stay as they are",
        "n",
    ),
    "already here": ngettext_lazy(
        "%(n)d letter is here already", "%(n)d letters are here already", "n"
    ),
    "fault": ngettext_lazy("%(n)d entry couldn’t be read", "%(n)d entries couldn’t be read", "n"),
    "left out": ngettext_lazy(
        "%(n)d entry isn’t a letter, or was left out",
        "%(n)d entries aren’t letters, or were left out",
        "n",
    ),
    "difference": ngettext_lazy("%(n)d difference in wording", "%(n)d differences in wording", "n"),
    "pictures found": ngettext_lazy("%(n)d picture", "%(n)d pictures", "n"),
    "picture missing": ngettext_lazy("%(n)d picture is missing", "%(n)d pictures are missing", "n"),
    "addresses": ngettext_lazy(
        "%(n)d former address will lead here", "%(n)d former addresses will lead here", "n"
    ),
    "addresses, done": ngettext_lazy(
        "%(n)d former address leads here now", "%(n)d former addresses lead here now", "n"
    ),
}


def overview_of(run: ImportRun) -> dict[str, int]:
    """Count what an import that waits would do, and what somebody should look at or left out."""
    is_wanted = ~Q(choice=Choice.LEFT_OUT)
    found = run.entries.filter(COMING).aggregate(
        written=Count("pk", filter=is_wanted),
        public=Count("pk", filter=PUBLIC),
        doubtful=Count("pk", filter=is_wanted & Q(is_doubtful=True)),
        left_out=Count("pk", filter=~is_wanted),
        publishable=Count("pk", filter=is_wanted & Q(can_be_public=True)),
    )
    return found | {"drafts": found["written"] - found["public"]}


def facts_of(run: ImportRun) -> Iterator[str]:
    """Yield in words what else there is to know."""
    for name in FACTS:
        if number := run.counts.get(name):
            is_done = name == "addresses" and run.state == State.FINISHED
            yield FACTS["addresses, done" if is_done else name] % {"n": number}


@require_staff(*PERMISSIONS)
@require_http_methods(["GET", "HEAD"])
def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an import; while somebody waits for it, the page comes again by itself."""
    run = get_object_or_404(ImportRun, pk=pk)
    title = _("Import from %s") % run.system if run.system else _("Import")
    context: dict[str, Any] = {"run": run, "title": title, "is_busy": run.state in BUSY}
    if run.state == State.READY:
        context |= {"overview": overview_of(run), "tag_count": len(group_tags(run.tag_counts))}
    context["facts"] = list(facts_of(run))
    response = render_desk(request, "admin/questions/transfer/run.html", context)
    if run.state in BUSY:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_staff(*PERMISSIONS)
@require_POST
def start_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an import be written in the background."""
    run = get_object_or_404(ImportRun, pk=pk)
    with report_begun_import(request):
        actions.import_entries.start_writing(run)
    return redirect("transfer-run", pk)


@require_staff(*PERMISSIONS)
@require_POST
def choose_for_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for all letters whether they become public."""
    run = get_object_or_404(ImportRun, pk=pk)
    choices = {"public": Choice.PUBLIC, "draft": Choice.DRAFT, "proposed": Choice.PROPOSED}
    choice = choices.get(request.POST.get("choice", ""))
    if choice is not None:
        with report_begun_import(request):
            actions.import_entries.choose_for_all(run, choice)
    return redirect("transfer-run", pk)


@require_staff(*PERMISSIONS)
@require_POST
def discard_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file of which nothing was imported."""
    run = get_object_or_404(ImportRun, pk=pk)
    try:
        actions.import_uploads.discard(run)
    except actions.import_uploads.ImportUnderWay:
        messages.error(request, _("This import has begun already. Undo it when it’s finished."))
        return redirect("transfer-run", pk)
    messages.success(request, _("The file is deleted. Nothing was imported."))
    return redirect("transfer")


@require_staff(*PERMISSIONS)
@require_POST
def resume_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with an import that failed, from where it stopped."""
    actions.import_jobs.resume_run(get_object_or_404(ImportRun, pk=pk))
    return redirect("transfer-run", pk)


@require_staff(*PERMISSIONS)
@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back, unless something of it was edited."""
    run = get_object_or_404(ImportRun, pk=pk)
    if not run.can_be_undone:
        return redirect("transfer-run", pk)
    try:
        count = actions.imports.undo(run)
    except actions.imports.EditedSinceImport as error:
        words = ngettext(
            "%(n)d imported letter has been edited since, so the import can’t be undone.",
            "%(n)d imported letters have been edited since, so the import can’t be undone.",
            error.count,
        )
        messages.error(request, words % {"n": error.count})
    else:
        words = ngettext("Removed %(n)d letter.", "Removed %(n)d letters.", count)
        messages.success(request, words % {"n": count})
    return redirect("transfer-run", pk)
