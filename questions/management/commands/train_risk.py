"""Training of the classifier that hears danger."""

from typing import Any

from django.core.management.base import BaseCommand

from questions.risk.classifier import FILE
from questions.risk.training import train_model


class Command(BaseCommand):
    """Train the classifier on the sentences in the repository."""

    help = "Trains the classifier that hears danger, from questions/risk/sentences."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the model's file; the same sentences make the same bytes."""
        content = train_model()
        FILE.write_bytes(content)
        self.stdout.write(f"{FILE}  {len(content) / 2**20:.1f} MiB")
