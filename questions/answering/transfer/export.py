"""The column goes out as a file."""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from questions import actions
from questions.answering.access import require_staff
from questions.answering.transfer.access import PERMISSIONS
from questions.forms import CleanForm
from questions.transfer.exporters.csv_table import write_csv
from questions.transfer.exporters.ghost import write_ghost
from questions.transfer.exporters.markdown import write_markdown
from questions.transfer.exporters.wxr import write_wxr
from questions.transfer.scratch import scratch_folder

FILES = {
    "wxr": ("column.xml", "text/xml; charset=utf-8", write_wxr),
    "ghost": ("column.json", "application/json", write_ghost),
    "csv": ("column.csv", "text/csv; charset=utf-8", write_csv),
}


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
        label=gettext_lazy("Include drafts, but never the original letters"), required=False
    )


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
    with scratch_folder() as folder:
        write_markdown(items, folder, actions.exports.describe_site())
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.write(file, file.relative_to(folder))
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename="column.zip")
