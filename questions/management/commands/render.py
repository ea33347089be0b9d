"""Rendering everything again after the rules of rendering have changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questions import actions
from questions.checks import OWN_CHECKS


class Command(BaseCommand):
    """Bring the stored HTML in line with the Markdown."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Renders all answers, tags and the about text again and stores what came out differently. "
        "Safe to interrupt and to repeat. `prepare` does it when an update brings other rules."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`prepare` asks for it only when it is needed."""
        parser.add_argument(
            "--if-changed",
            action="store_true",
            help="Do nothing when everything was rendered by the present rules.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Render, and say how much was changed."""
        if options["if_changed"] and actions.rendered_html.is_current():
            return
        changed = actions.rendered_html.render_all()
        if changed or not options["if_changed"]:
            self.stdout.write(f"{changed} texts were rendered differently.")
