"""Who may bring a column in or take it out, and what an import needs from the desk."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from questions.actions.import_entries import NotWaiting
from questions.actions.import_runs import RunOptions
from questions.answering.answers.pictures import store_imported
from questions.risk import find_risk_flags_quickly

PERMISSIONS = ("questions.change_question", "questions.publish_question")


def background_options() -> RunOptions:
    """Return how imports of the desk keep pictures and hear danger."""
    return RunOptions(store_picture=store_imported, find_risk_flags=find_risk_flags_quickly)


@contextmanager
def report_begun_import(request: HttpRequest) -> Iterator[None]:
    """Say so where an import has begun already, so that nothing about it can be chosen."""
    try:
        yield
    except NotWaiting:
        messages.info(request, _("This import has begun already."))
