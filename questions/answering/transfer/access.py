"""Who may bring a column in or take it out, and what an import needs from the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from questions.actions.import_runs import RunOptions
from questions.answering.answers.pictures import store_imported
from questions.models import ImportRun
from questions.risk import find_risk_flags_quickly

PERMISSIONS = ("questions.change_question", "questions.publish_question")


def background_options() -> RunOptions:
    """Return how imports of the desk keep pictures and hear danger."""
    return RunOptions(store_picture=store_imported, find_risk_flags=find_risk_flags_quickly)


def run_context(request: HttpRequest, run: ImportRun, title: str) -> dict[str, Any]:
    """Return what a page about one import needs to look like a page of the admin.

    Args:
        request: whose page it is.
        run: the import.
        title: of the page.
    """
    return admin.site.each_context(request) | {"run": run, "title": title}
