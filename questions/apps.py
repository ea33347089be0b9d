"""The app of the column."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """Letters, questions and answers."""

    name = "questions"
    verbose_name = _("The column")

    def ready(self) -> None:
        """Register the system checks."""
        from questions import checks  # noqa: F401
