"""What the tags of an import become here."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questions import actions
from questions.answering.access import render_desk, require_staff
from questions.answering.transfer.access import PERMISSIONS, report_begun_import
from questions.models import ImportRun, Tag
from questions.text.normalisation import fold_text, normalise_line
from questions.transfer.tag_mapping import LONGEST_NAME, split_names

TAGS_SHOWN = 400
TAGS_OFFERED = 1_000


@dataclass(frozen=True)
class TagLine:
    """One tag of the file.

    Attributes:
        names: over there, the commonest spelling first.
        letters: how many have it.
        becomes: its names here, with bars between.
    """

    names: tuple[str, ...]
    letters: int
    becomes: str


def group_tags(counts: dict[str, int]) -> list[list[str]]:
    """Return tags that differ only as `Family` and `family` do together; the commonest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name.lower(), name)):
        found.setdefault(fold_text(name[:LONGEST_NAME]), []).append(name)
    return sorted(found.values(), key=lambda names: -sum(counts[name] for name in names))


def tag_lines(run: ImportRun) -> list[TagLine]:
    """Return the tags of an import, the commonest first."""
    counts, mapping = run.tag_counts, run.tag_mapping
    return [
        TagLine(
            tuple(names),
            sum(counts[name] for name in names),
            " | ".join(mapping.get(names[0], names[:1])),
        )
        for names in group_tags(counts)[:TAGS_SHOWN]
    ]


@require_staff(*PERMISSIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def map_tags(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each tag becomes, and take in what was changed."""
    run = get_object_or_404(ImportRun, pk=pk, state=ImportRun.State.READY)
    lines = tag_lines(run)
    if request.method == "POST":
        return save_tags(request, run, lines)
    offered = Tag.objects.order_by("name").values_list("name", flat=True)[:TAGS_OFFERED]
    context = {
        "run": run,
        "title": _("Tags of this import"),
        "lines": lines,
        "offered": offered,
        "more": len(group_tags(run.tag_counts)) - len(lines),
    }
    return render_desk(request, "admin/questions/transfer/tags.html", context)


def save_tags(request: HttpRequest, run: ImportRun, lines: list[TagLine]) -> HttpResponse:
    """Take in what tags become.

    Args:
        request: with a field for each line.
        run: the import.
        lines: as they were shown.
    """
    becomes: dict[str, list[str]] = {}
    for number, line in enumerate(lines):
        cell = normalise_line(request.POST.get(f"tag-{number}", line.becomes))
        names = [name[:LONGEST_NAME] for name in split_names(cell)]
        becomes |= dict.fromkeys(line.names, names)
    with report_begun_import(request):
        actions.import_entries.map_tags(run, becomes)
        messages.success(request, _("Saved."))
    return redirect("transfer-run", run.pk)
