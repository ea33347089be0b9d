"""Who may bring a column in or take it out, and what an import needs from the desk."""

from questions.actions.import_runs import RunOptions
from questions.answering.answers.pictures import store_imported
from questions.risk import find_risk_flags_quickly

PERMISSIONS = ("questions.change_question", "questions.publish_question")


def background_options() -> RunOptions:
    """Return how imports of the desk keep pictures and hear danger."""
    return RunOptions(store_picture=store_imported, find_risk_flags=find_risk_flags_quickly)
