"""The Django apps that the project itself configures."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, as the columnist's desk."""

    default_site = "questions.answering.site.DeskSite"

    def ready(self) -> None:
        """Write down who signs in."""
        super().ready()
        from advice.auth import events

        events.connect_signals()
