"""Deleted text leaves the database's files too, however long a reader stands in the way.

An erasure notes in its transaction which tables held the text (`add_pending`). After the commit,
and in each round of the worker until it has worked, `finish_pending` takes the bytes out:

- SQLite overwrites what is deleted (`secure_delete`), but its write-ahead log keeps the former
  pages until a checkpoint empties it, which it cannot do while somebody reads an older state.
- PostgreSQL leaves deleted rows where they are. VACUUM frees their room without overwriting it, so
  only VACUUM FULL, which writes the table and its indexes anew, removes them; it needs the table
  for itself, and keeps what a transaction that began before may still see. Its statistics would
  keep values of each column, so they are made of no text (`keep_out_of_statistics`).
"""

import re
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import DatabaseError, OperationalError, connection, models, transaction

from questions import search
from questions.models import PendingScrub

WAIT_MILLISECONDS = 250  # for whoever is using the table or reading an older state
LOCK_MILLISECONDS = 3000  # after one second an autovacuum gives way
VACUUM_TRIES = 10  # within that time
COLUMNS_WITH_STATISTICS = """
    SELECT quote_ident(attname), format_type(atttypid, atttypmod)
    FROM pg_attribute
    WHERE attrelid = to_regclass(%s) AND attname = ANY(%s) AND attstattarget IS DISTINCT FROM 0
"""
OWNS_DATABASE = (
    "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"
)


def add_pending(tables: Iterable[str]) -> None:
    """Note, in the transaction that deletes it, where text stood that must leave the files."""
    PendingScrub.objects.bulk_create(PendingScrub(table=name) for name in sorted(set(tables)))


def tables_of(model: type[models.Model]) -> set[str]:
    """The tables that lose rows with a row of a model: its own, and those that belong to it."""
    meta: Any = model._meta
    links = [field.remote_field.through for field in meta.many_to_many]
    owned = [one.related_model for one in meta.related_objects if one.on_delete == models.CASCADE]
    return {each._meta.db_table for each in (model, *links, *owned)}


def finish_pending() -> bool:
    """Take deleted text out of the database's files.

    Returns:
        Whether nothing is left to do. Inside a transaction nothing can be done yet; what cannot
        be done now, because somebody is reading, is done in a later call.
    """
    if connection.in_atomic_block:
        return False
    pending = dict(PendingScrub.objects.values_list("pk", "table"))
    if not pending:
        return True
    tables = set(pending.values())
    search.scrub_index()
    done = truncate_log(tables) if connection.vendor == "sqlite" else vacuum_tables(tables)
    scrubbed = [key for key, name in pending.items() if name in done]
    PendingScrub.objects.filter(pk__in=scrubbed).delete()
    return done == tables


def truncate_log(tables: set[str]) -> set[str]:
    """Empty SQLite's write-ahead log.

    Returns:
        The tables of which nothing is left in the files: all of them, or none while somebody reads
        an older state.
    """
    seconds = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={WAIT_MILLISECONDS}")
        try:
            is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(1000 * seconds)}")
    return set() if is_busy else tables


def vacuum_tables(tables: set[str]) -> set[str]:
    """Write tables of PostgreSQL anew, without what was deleted.

    Returns:
        The tables of which nothing is left in the files.
    """
    with connection.cursor() as cursor:
        return {name for name in sorted(tables) if vacuum_table(cursor, name)}


def vacuum_table(cursor: Any, name: str) -> bool:
    """Write one table anew. Returns whether no deleted row had to be kept for somebody."""
    cursor.execute("SELECT to_regclass(%s)", [connection.ops.quote_name(name)])
    if cursor.fetchone()[0] is None:
        return True  # an update took the table away
    for _ in range(VACUUM_TRIES):
        if any(details := run_vacuum(cursor, name)):
            return kept_rows(details) == 0
        time.sleep(WAIT_MILLISECONDS / 1000 / VACUUM_TRIES)
    return False


def run_vacuum(cursor: Any, name: str) -> list[str]:
    """Write one table anew unless somebody uses it: nobody is kept waiting behind us.

    Nothing is set for the session, and no lock is held beyond a transaction: with PgBouncer in
    transaction mode the next statement may reach another session.

    Returns:
        The details of what VACUUM says; none if it had to leave the table alone.
    """
    notices: list[str] = []
    listen = lambda notice: notices.append(notice.message_detail or "")  # noqa: E731
    connection.connection.add_notice_handler(listen)
    try:
        table = connection.ops.quote_name(name)
        cursor.execute(f"VACUUM (FULL, VERBOSE, SKIP_LOCKED) {table}")
    except DatabaseError:
        return []
    finally:
        connection.connection.remove_notice_handler(listen)
    return notices


def kept_rows(notices: Iterable[str]) -> int:
    """How many deleted rows VACUUM says it had to keep: the first number of its details.

    Its words are in the server's language, so only the number is read.
    """
    numbers = (re.search(r"\d+", notice) for notice in notices)
    found = [int(number[0]) for number in numbers if number]
    return found[0] if found else 1


def keep_out_of_statistics() -> int:
    """Let PostgreSQL make no statistics of texts; no query of ours is planned by them.

    ANALYZE copies values of each column into pg_statistic, where no VACUUM of the table removes
    them. Setting a column's type anew lets go of those that an older version had made, and the
    worker takes them out of the files.

    A table that somebody uses all the while is left for the next time: readers would queue behind.

    Returns:
        How many tables had some; none the second time.
    """
    if connection.vendor != "postgresql":
        return 0
    changed = sum(leave_out_of_statistics(*model) for model in text_models())
    if changed and owns_database():
        add_pending(["pg_statistic"])
    return changed


def owns_database() -> bool:
    """Whether our role may write the server's own tables of this database anew."""
    with connection.cursor() as cursor:
        cursor.execute(OWNS_DATABASE)
        return bool(cursor.fetchone()[0])


def leave_out_of_statistics(table: str, names: list[str]) -> bool:
    """Let none be made of some columns of a table. Returns whether any were.

    Args:
        table: which.
        names: of the columns.
    """
    with suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        columns = find_columns(cursor, table, names)
        if not columns:
            return False
        steps = [f"ALTER {one} TYPE {kind}, ALTER {one} SET STATISTICS 0" for one, kind in columns]
        cursor.execute(f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}")
        cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} {', '.join(steps)}")
        return True
    return False


def text_models() -> list[tuple[str, list[str]]]:
    """Each of our tables, and its columns with texts, sealed or not, that are none of a few."""
    return [
        (
            model._meta.db_table,
            [
                str(field.column)
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField) and not field.choices
            ],
        )
        for model in apps.get_app_config("questions").get_models()
    ]


def find_columns(cursor: Any, table: str, names: list[str]) -> list[tuple[str, str]]:
    """Those of which statistics are made: name and type, as PostgreSQL writes them.

    Args:
        cursor: of PostgreSQL.
        table: in which.
        names: of the columns.
    """
    cursor.execute(COLUMNS_WITH_STATISTICS, [connection.ops.quote_name(table), names])
    found: list[tuple[str, str]] = cursor.fetchall()
    return found
