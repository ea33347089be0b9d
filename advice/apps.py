"""The Django apps that the project itself configures."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, as the columnist's desk."""

    default_site = "questions.answering.site.DeskSite"

    def ready(self) -> None:
        """Write down who signs in, and report errors where somebody wants to know."""
        super().ready()
        if settings.SENTRY_DSN:
            from advice.error_reports import start_reports

            start_reports(settings.SENTRY_DSN)
        from advice.auth import events

        events.connect_signals()
