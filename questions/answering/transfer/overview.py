"""What can be imported and exported, and the imports that there are."""

from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from questions import actions
from questions.answering.access import StaffRequest, render_desk, require_staff
from questions.answering.transfer.access import PERMISSIONS, background_options
from questions.answering.transfer.export import ExportForm
from questions.forms import CleanForm
from questions.models import ImportRun

MAX_UPLOAD = 64 * 1024**2
RUNS_SHOWN = 20
AT_ONCE = 2.0  # seconds of reading while the browser waits: enough for a small file


class UploadForm(CleanForm):
    """A file of another system."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Up to 64 MB. A large file can be sent as a zip."),
        allow_empty_file=False,
    )
    is_fetching = forms.BooleanField(
        label=gettext_lazy("Copy pictures from the old site"),
        help_text=gettext_lazy("The site must still be online. Only its own pictures are copied."),
        required=False,
    )
    site = forms.URLField(
        label=gettext_lazy("Address of that site"),
        help_text=gettext_lazy("WordPress files include it; other files don’t."),
        required=False,
        assume_scheme="https",
        max_length=200,
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what is larger than it may be."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MAX_UPLOAD:
            megabytes = MAX_UPLOAD // 1024**2
            words = _("Choose a file of at most %d MB, or use manage.py import on the server.")
            raise ValidationError(words % megabytes)
        return file

    def run_options(self) -> dict[str, Any]:
        """Return what was ticked, as an import keeps it."""
        if not self.cleaned_data["is_fetching"]:
            return {}
        return {"is_fetching": True, "site": self.cleaned_data["site"]}


@require_staff(*PERMISSIONS)
@require_http_methods(["GET", "HEAD"])
def show_transfer(request: HttpRequest) -> HttpResponse:
    """Show what can be imported and exported, and the imports that were made."""
    return render_transfer(request, UploadForm())


def render_transfer(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Render the page with its forms.

    Args:
        request: whose page it is.
        form: of an import.
    """
    runs = ImportRun.objects.order_by("-pk")[:RUNS_SHOWN]
    shared = {"title": _("Import and export"), "export_form": ExportForm(), "runs": runs}
    return render_desk(request, "admin/questions/transfer/overview.html", shared | {"form": form})


@require_staff(*PERMISSIONS)
@require_POST
def upload_file(request: StaffRequest) -> HttpResponse:
    """Keep a file, and begin to read it; nothing is imported yet."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_transfer(request, form)
    file = form.cleaned_data["file"]
    ending = Path(file.name or "").suffix.lower()
    run = actions.import_uploads.receive_file(
        file.chunks(), ending, form.run_options(), request.user
    )
    actions.import_jobs.advance_run(run, background_options(), AT_ONCE)
    return redirect("transfer-run", run.pk)
