"""The column comes in and goes out, at the desk.

A large import is better made with `manage.py import`: here it must be done while the browser waits.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions
from questions.actions.import_runs import RunOptions, import_path
from questions.answering.access import require_staff
from questions.answering.answers.pictures import store_picture
from questions.forms import CleanForm
from questions.models import ImportRun
from questions.risk import find_risk_flags_quickly
from questions.transfer.exporters.csv_table import write_csv
from questions.transfer.exporters.ghost import write_ghost
from questions.transfer.exporters.markdown import write_markdown
from questions.transfer.exporters.wxr import write_wxr
from questions.transfer.pictures import PictureRefused
from questions.transfer.report import TransferReport
from questions.transfer.sources import SourceRefused

MAX_UPLOAD = 20 * 1024**2
LINES_SHOWN = 500
RUNS_SHOWN = 20
FILES = {
    "wxr": ("column.xml", "text/xml; charset=utf-8", write_wxr),
    "ghost": ("column.json", "application/json", write_ghost),
    "csv": ("column.csv", "text/csv; charset=utf-8", write_csv),
}
PERMISSIONS = ("questions.change_question", "questions.publish_question")


class ExportForm(CleanForm):
    """In which format the column goes out."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("markdown", gettext_lazy("Markdown, as a zip file for Hugo")),
            ("wxr", gettext_lazy("WordPress (WXR)")),
            ("ghost", gettext_lazy("Ghost (JSON)")),
            ("csv", gettext_lazy("Spreadsheet (CSV)")),
        ],
    )
    drafts = forms.BooleanField(
        label=gettext_lazy("Drafts too, without the letters behind them"), required=False
    )


class ImportForm(CleanForm):
    """A file of another system."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=False)

    def clean_file(self) -> UploadedFile:
        """Refuse what would take too long while a browser waits."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            megabytes = MAX_UPLOAD // 1024**2
            words = _("Choose a file of at most %d MB, or use manage.py import on the server.")
            raise ValidationError(words % megabytes)
        return file


@require_staff(*PERMISSIONS)
@require_http_methods(["GET", "HEAD"])
def show_transfer(request: HttpRequest) -> HttpResponse:
    """Show what can be imported and exported, and the imports that were made."""
    return render_transfer(request, import_form=ImportForm())


def render_transfer(request: HttpRequest, **more: Any) -> HttpResponse:
    """Render the page with its forms.

    Args:
        request: whose page it is.
        more: the form of an import, and a report if there is one.
    """
    runs = ImportRun.objects.order_by("-pk")[:RUNS_SHOWN]
    shared = {"title": _("Import and export"), "export_form": ExportForm(), "runs": runs}
    context = admin.site.each_context(request) | shared | more
    return render(request, "admin/questions/transfer.html", context)


@require_staff(*PERMISSIONS)
@require_POST
def import_file(request: HttpRequest) -> HttpResponse:
    """Say what a file would bring; with the other button, bring it."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_transfer(request, import_form=form)
    is_dry_run = "import" not in request.POST
    try:
        report = import_upload(form.cleaned_data["file"], request.user, is_dry_run=is_dry_run)
    except SourceRefused as reason:
        form.add_error("file", str(reason))
        return render_transfer(request, import_form=form)
    if not is_dry_run:
        words = ngettext("Imported %(n)d letter.", "Imported %(n)d letters.", report.counts["new"])
        messages.success(request, words % {"n": report.counts["new"]})
    shown = {"report": report, "counts": dict(report.counts), "lines": report.lines[:LINES_SHOWN]}
    return render_transfer(request, import_form=ImportForm(), is_dry_run=is_dry_run, **shown)


def import_upload(upload: UploadedFile, by: Any, *, is_dry_run: bool) -> TransferReport:
    """Import an uploaded file; no copy of it is kept.

    Args:
        upload: what the browser sent.
        by: who imports.
        is_dry_run: whether it is only looked at.

    Raises:
        SourceRefused: nothing of it can be read.
    """
    ending = Path(upload.name or "").suffix.lower()[:9]
    with tempfile.NamedTemporaryFile(suffix=ending) as place:
        for chunk in upload.chunks():
            place.write(chunk)
        place.flush()
        options = RunOptions(
            is_dry_run=is_dry_run,
            by=by,
            store_picture=store_file,
            find_risk_flags=find_risk_flags_quickly,
        )
        return import_path(Path(place.name), options)


def store_file(file: Path) -> str:
    """Store a picture like any other that is uploaded.

    Raises:
        PictureRefused: it is none.
    """
    try:
        return store_picture(SimpleUploadedFile(file.name, file.read_bytes()))
    except ValidationError as error:
        raise PictureRefused(" ".join(error.messages)) from error


@require_staff(*PERMISSIONS)
@require_POST
def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back, unless something of it was edited."""
    run = get_object_or_404(ImportRun, pk=pk)
    try:
        count = actions.imports.undo(run)
    except actions.imports.EditedSinceImport as error:
        words = ngettext(
            "%(n)d letter of it has been edited since, so the import can't be undone.",
            "%(n)d letters of it have been edited since, so the import can't be undone.",
            error.count,
        )
        messages.error(request, words % {"n": error.count})
    else:
        words = ngettext("Removed %(n)d letter.", "Removed %(n)d letters.", count)
        messages.success(request, words % {"n": count})
    return redirect("transfer")


@require_staff(*PERMISSIONS)
@require_POST
def export_column(request: HttpRequest) -> HttpResponseBase:
    """Hand out what everybody can read, and drafts if they are asked for."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        return redirect("transfer")
    items = actions.exports.exported_items(has_drafts=form.cleaned_data["drafts"])
    site = actions.exports.describe_site()
    if form.cleaned_data["format"] == "markdown":
        return zip_response(items)
    name, kind, write = FILES[form.cleaned_data["format"]]
    response = StreamingHttpResponse(write(items, site), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def zip_response(items: Iterator[Any]) -> FileResponse:
    """Return a folder of Markdown as a zip file."""
    packed = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_markdown(items, folder, actions.exports.describe_site())
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.write(file, file.relative_to(folder))
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename="column.zip")
