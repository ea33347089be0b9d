"""The column moves to another database."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from questions.backups.create import database_engine
from questions.backups.manifest import BackupError
from questions.backups.move import move_database
from questions.checks import OWN_CHECKS


class Command(BaseCommand):
    """Copy everything into an empty database, and compare it there."""

    requires_system_checks = OWN_CHECKS
    help = (
        "Moves the column to another database, from SQLite to PostgreSQL or back, while it is "
        "stopped: copies every row as it is (what is sealed stays sealed), sets the counters, "
        "then counts and hashes each table on both sides. The old database is only read. When it "
        "is done, let DATABASE_URL name the new one and run `manage.py prepare`."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say where to."""
        parser.add_argument(
            "--to", required=True, help="postgres://user:password@host/name or sqlite:////file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Move, and say what was compared."""
        try:
            database_engine().refuse_connections()
            count = move_database(options["to"], self.print_table)
        except (BackupError, ImproperlyConfigured) as reason:
            raise CommandError(f"{reason}\nThe column is as it was.") from reason
        self.stdout.write(f"{count} rows are the same on both sides.")
        self.stdout.write("Next: let DATABASE_URL name the new database, run `manage.py prepare`.")

    def print_table(self, table: str, rows: int) -> None:
        """Say that a table was compared."""
        if rows:
            self.stdout.write(f"  {table}: {rows}")
