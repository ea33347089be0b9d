"""The app of the column."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """Letters, questions and answers."""

    name = "questions"
    verbose_name = _("The column")

    def ready(self) -> None:
        """Register the system checks, and what words each kind of mail."""
        from questions import checks  # noqa: F401
        from questions.mail import notifications  # noqa: F401
        from questions.newsletter import emails  # noqa: F401
