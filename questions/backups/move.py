"""Move a whole column from one database to another, also from SQLite to PostgreSQL and back.

Rows are read and written as the database has them: what is sealed is never opened. Everything is
written in one transaction of the new database, then counted and hashed on both sides; the old one
is only read. Whatever interrupts it, the old database is as it was and the new one has nothing.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    IntegrityError,
    connections,
    models,
    transaction,
)
from django.db.models.sql import InsertQuery

from advice import env
from questions.backups.manifest import BackupError
from questions.backups.rows import BATCH, column_names, digest_table, read_rows

TARGET = "target"
# A file that names an address goes before the address itself (`env.read_variable_or_file`).
NO_OTHER = dict.fromkeys(
    ("DATABASE_URL_FILE", "DATABASE_REPLICA_URL", "DATABASE_REPLICA_URL_FILE"), ""
)
CONTENT = ("questions.Question", "questions.Letter", "auth.User")

Report = Callable[[str, int], None]


class Route(NamedTuple):
    """From which of Django's databases to which."""

    source: str = DEFAULT_DB_ALIAS
    target: str = TARGET


def report_nothing(table: str, rows: int) -> None:
    """Stand in where nobody wants to hear of each table."""


def move_database(url: str, report: Report = report_nothing) -> int:
    """Copy the column into another database.

    Args:
        url: of the new database, which must be empty.
        report: is told of each table, and how many rows it has.

    Returns:
        The number of rows.

    Raises:
        BackupError: the new database is not empty, cannot be used, or is not the same afterwards.
    """
    with connected_database(TARGET, url):
        make_tables(url)
        refuse_content()
        return copy_tables(Route(), report)


@contextmanager
def connected_database(alias: str, url: str) -> Iterator[None]:
    """Let Django know a second database for some time.

    Args:
        alias: how it is called.
        url: where it is.

    Raises:
        BackupError: it is the column's own, or it cannot be used.
    """
    config = env.database_from_url("--to", url)
    names = ("ENGINE", "NAME", "HOST", "PORT")
    present = settings.DATABASES[DEFAULT_DB_ALIAS]
    if all(str(config.get(name, "")) == str(present.get(name, "")) for name in names):
        raise BackupError("That is the database which the column is on already.")
    known = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: dict(config)})
    connections.databases[alias] = known[alias]
    try:
        yield
    except IntegrityError as error:
        raise BackupError("The old database has rows that belong to no other row.") from error
    except DatabaseError as error:
        raise BackupError(f"The new database cannot be used: {type(error).__name__}.") from error
    finally:
        connections[alias].close()
        del connections.databases[alias]
        del connections[alias]


def make_tables(url: str) -> None:
    """Make or update a database's tables, in a process of its own that knows no other database.

    Migrations that fill in rows write to the one that is called `default`: here, the old one.

    Raises:
        BackupError: it did not work.
    """
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--no-input"]
    run_on_database(url, command)


def run_on_database(url: str, command: list[str], text: str = "") -> None:
    """Run a program of ours, which reads a text, on another database.

    Raises:
        BackupError: it did not work.
    """
    made = subprocess.run(  # noqa: S603 our own program
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | NO_OTHER | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        input=text,
    )
    if made.returncode:
        raise BackupError(f"Its tables could not be made: {made.stderr.strip().splitlines()[-1]}")


def refuse_content() -> None:
    """Raise `BackupError` if the new database has a column in it."""
    for label in CONTENT:
        if apps.get_model(label)._base_manager.using(TARGET).exists():
            raise BackupError("The new database is not empty. Nothing was changed.")


def copy_tables(route: Route, report: Report) -> int:
    """Copy every table in one transaction on each side, and compare them before it ends.

    Args:
        route: from where to where.
        report: is told of each table.

    Returns:
        The number of rows.
    """
    tables = movable_models()
    # Whole tables are read, inside of a transaction: there a cursor of the server's is safe.
    for alias in (route.source, route.target):
        connections[alias].settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = False
    with transaction.atomic(using=route.source), transaction.atomic(using=route.target):
        hold_still(route.source)
        empty_tables(tables, route.target)
        for table in tables:
            copy_rows(table, route)
            report(table._meta.db_table, 0)
        reset_sequences(tables, route.target)
        return sum(compare_table(table, route, report) for table in tables)


def movable_models() -> list[type[models.Model]]:
    """Return the models whose tables are ours, each table once."""
    found = apps.get_models(include_auto_created=True)
    managed = (model for model in found if model._meta.managed and not model._meta.proxy)
    return list({model._meta.db_table: model for model in managed}.values())


def hold_still(alias: str) -> None:
    """Let nobody write into the old database meanwhile. SQLite's transaction does so by itself."""
    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            for model in movable_models():
                name = connections[alias].ops.quote_name(model._meta.db_table)
                cursor.execute(f"LOCK TABLE {name} IN SHARE MODE")


def empty_tables(tables: list[type[models.Model]], alias: str) -> None:
    """Delete what is in the new database; keys are checked at the end.

    Args:
        tables: the models.
        alias: which database.
    """
    with connections[alias].cursor() as cursor:
        for table in reversed(tables):
            name = connections[alias].ops.quote_name(table._meta.db_table)
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 a name of ours, quoted


def copy_rows(table: type[models.Model], route: Route) -> None:
    """Write all rows of a table into the new database, as they are."""
    names = column_names(table)
    found = read_rows(table, route.source)
    rows = (SimpleNamespace(**dict(zip(names, row, strict=True))) for row in found)
    while batch := list(islice(rows, BATCH)):
        insert_rows(table, batch, route.target)


def insert_rows(table: type[models.Model], rows: list[SimpleNamespace], alias: str) -> None:
    """Write rows without any of the model's own changes: no new dates, no new seals.

    Args:
        table: its model.
        rows: values by the columns' names.
        alias: which database.
    """
    fields = list(table._meta.concrete_fields)
    size = connections[alias].ops.bulk_batch_size(fields, rows) or len(rows)
    for start in range(0, len(rows), size):
        query = InsertQuery(table)
        values: Any = rows[start : start + size]  # raw: only their attributes are looked at
        query.insert_values(fields, values, raw=True)
        query.get_compiler(using=alias).execute_sql(None)


def reset_sequences(tables: list[type[models.Model]], alias: str) -> None:
    """Let new rows get numbers behind those that were copied."""
    statements = connections[alias].ops.sequence_reset_sql(no_style(), tables)
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def compare_table(table: type[models.Model], route: Route, report: Report) -> int:
    """Count and hash a table on both sides; return its number of rows.

    Args:
        table: its model.
        route: from where to where.
        report: is told of it.

    Raises:
        BackupError: they differ.
    """
    before, after = digest_table(table, route.source), digest_table(table, route.target)
    if before != after:
        raise BackupError(f"The table {table._meta.db_table} is not the same over there.")
    report(table._meta.db_table, after.rows)
    return after.rows
