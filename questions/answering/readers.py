"""The newsletter's list of readers at the desk, out and in, for whoever may see addresses.

A page shows numbers alone. The file is for another system, or from one.
"""

import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from questions import actions
from questions.actions.subscriber_lists import TRANSFER, ListReport
from questions.answering.access import StaffRequest, render_desk, require_staff
from questions.forms import CleanForm
from questions.models import Issue, Subscriber
from questions.transfer.sources import SourceRefused
from questions.transfer.subscribers import read_list, write_list

MAX_UPLOAD = 8 * 1024**2  # `advice.server.bodies` lets no more through
LINES_SHOWN = 20


class ReadersForm(CleanForm):
    """A list of readers, and somebody's word for it."""

    file = forms.FileField(label=gettext_lazy("File (CSV)"), allow_empty_file=False)
    source = forms.CharField(
        label=gettext_lazy("Where readers opted in, if a line doesn’t say"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Readers see this in the email, for instance “our old website”."),
    )
    they_opted_in = forms.BooleanField(
        label=gettext_lazy("Every reader in the file asked for this newsletter"), required=False
    )

    def clean_file(self) -> UploadedFile:
        """Refuse what would take too long while a browser waits."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            words = _("Choose a file of at most %d MB, or use manage.py subscribers.")
            raise ValidationError(words % (MAX_UPLOAD // 1024**2))
        return file

    def clean(self) -> dict[str, Any]:
        """Nobody is imported without somebody's word."""
        if "import" in self.data and not self.cleaned_data.get("they_opted_in"):
            self.add_error(
                "they_opted_in",
                _("Tick this box if every reader in the file asked for this newsletter."),
            )
        return self.cleaned_data


@require_staff(TRANSFER)
@require_safe
def show_readers(request: HttpRequest) -> HttpResponse:
    """Offer the list, and ask for one."""
    return render_readers(request, ReadersForm())


def render_readers(request: HttpRequest, form: ReadersForm, **more: Any) -> HttpResponse:
    """The page, with what became of a list.

    Args:
        request: whose page it is.
        form: what was typed.
        more: the report, and whether nothing was changed.
    """
    shared = {"title": _("Import and export subscribers"), "form": form, "opts": Issue._meta}
    shared["count"] = Subscriber.objects.count()
    return render_desk(request, "admin/questions/issue/readers.html", shared | more)


@require_staff(TRANSFER)
@require_POST
def import_readers(request: StaffRequest) -> HttpResponse:
    """Say what a list would bring; with the other button, bring it."""
    form = ReadersForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_readers(request, form)
    is_dry_run = "import" not in request.POST
    try:
        report = import_upload(form.cleaned_data, request, is_dry_run=is_dry_run)
    except SourceRefused as reason:
        form.add_error("file", str(reason))
        return render_readers(request, form)
    return render_readers(request, form, report=report_lines(report), is_dry_run=is_dry_run)


def import_upload(data: dict[str, Any], request: StaffRequest, *, is_dry_run: bool) -> ListReport:
    """Take an uploaded list in; no copy of it is kept.

    Raises:
        SourceRefused: it is no list.
    """
    text = io.TextIOWrapper(data["file"].file, encoding="utf-8-sig", errors="replace", newline="")
    words = {"is_vouched": data["they_opted_in"], "is_dry_run": is_dry_run}
    return actions.subscriber_lists.import_readers(
        read_list(text, data["source"]), by=request.user, **words
    )


def report_lines(report: ListReport) -> dict[str, Any]:
    """How many came, and which lines did not, by number."""
    left_out = [
        {
            "why": str(why),
            "count": len(numbers),
            "lines": ", ".join(map(str, sorted(numbers)[:LINES_SHOWN])),
            "has_more": len(numbers) > LINES_SHOWN,
        }
        for why, numbers in report.left_out.items()
    ]
    return {"added": report.added, "left_out": left_out}


@require_staff(TRANSFER)
@require_POST
def export_readers(request: StaffRequest) -> StreamingHttpResponse:
    """Hand the list out."""
    readers = actions.subscriber_lists.export_readers(by=request.user)
    response = StreamingHttpResponse(write_list(readers), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="readers.csv"'
    return response
