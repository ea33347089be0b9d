"""What the tags of an import become here."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.actions.import_entries import NotWaiting
from questions.answering.access import require_staff
from questions.answering.transfer.access import PERMISSIONS, run_context
from questions.models import ImportRun, Tag
from questions.text.normalisation import normalise_line
from questions.transfer.tag_mapping import LONGEST_NAME, split_names

TAGS_SHOWN = 400
TAGS_OFFERED = 1_000


@dataclass(frozen=True)
class TagLine:
    """One tag of the file.

    Attributes:
        name: over there.
        letters: how many have it.
        becomes: its names here, with bars between.
    """

    name: str
    letters: int
    becomes: str


def tag_lines(run: ImportRun) -> list[TagLine]:
    """Return the tags of an import, the commonest first."""
    known = sorted(run.tags.items(), key=lambda pair: (-pair[1], pair[0].lower()))
    return [
        TagLine(name, count, " | ".join(run.tag_mapping.get(name, [name])))
        for name, count in known[:TAGS_SHOWN]
    ]


@require_staff(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def map_tags(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each tag becomes, and take in what was changed."""
    run = get_object_or_404(ImportRun, pk=pk, state=ImportRun.State.READY)
    lines = tag_lines(run)
    if request.method == "POST":
        return save_tags(request, run, lines)
    context = run_context(request, run, _("Tags of this import"))
    offered = Tag.objects.order_by("name").values_list("name", flat=True)[:TAGS_OFFERED]
    context |= {"lines": lines, "offered": offered, "more": len(run.tags) - len(lines)}
    return render(request, "admin/questions/transfer/tags.html", context)


def save_tags(request: HttpRequest, run: ImportRun, lines: list[TagLine]) -> HttpResponse:
    """Take in what tags become.

    Args:
        request: with a field for each line.
        run: the import.
        lines: as they were shown.
    """
    becomes = {}
    for number, line in enumerate(lines):
        cell = normalise_line(request.POST.get(f"tag-{number}", line.becomes))
        becomes[line.name] = [name[:LONGEST_NAME] for name in split_names(cell)]
    try:
        actions.import_entries.map_tags(run, becomes)
    except NotWaiting:
        messages.info(request, _("This import has begun already."))
    else:
        messages.success(request, _("Saved."))
    return redirect("transfer-run", run.pk)
