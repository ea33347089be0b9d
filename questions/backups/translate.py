"""A backup of the other engine comes back: its dump is read by us, row by row.

One of SQLite is brought up to date in the place where it was unpacked, and copied into PostgreSQL
as `move` does it, in one transaction. One of PostgreSQL is written out by `pg_restore`, which needs
no server for that, and becomes a file of SQLite with the tables of its own time; from there on it
is restored like any other.
"""

import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from questions.backups import postgres, sqlite
from questions.backups.manifest import BackupError, DatabaseFacts
from questions.backups.move import (
    Route,
    connected_database,
    copy_tables,
    make_tables,
    report_nothing,
    run_on_database,
)

DUMP = "dump"  # how Django calls the database in a dump
BATCH = 500
MIGRATE = (
    "import django, json, sys; django.setup();"
    " from questions.backups.translate import migrate_to; migrate_to(json.load(sys.stdin))"
)
COPY = re.compile(r'COPY (?:"?\w+"?\.)?"?(\w+)"? \((.*)\) FROM stdin;\n')
SEQUENCE = re.compile(r"SELECT pg_catalog\.setval\('(?:\w+\.)?(\w+?)_\w+_seq', (\d+), ")
ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
ESCAPED = re.compile(r"\\(.)")
FAILED = "The backup could not be translated: {}."

Value = str | int | float | bytes | None


def load_into_postgres(dump: Path) -> None:
    """Let a dump of SQLite be the column's database, in one transaction that compares all of it.

    Raises:
        BackupError: it is not the same afterwards, or it cannot be read.
    """
    url = f"sqlite:///{dump}"
    make_tables(url)
    call_command("migrate", verbosity=0, interactive=False)
    with connected_database(DUMP, url):
        copy_tables(Route(DUMP, DEFAULT_DB_ALIAS), report_nothing)


def write_sqlite(dump: Path, place: Path, facts: DatabaseFacts) -> DatabaseFacts:
    """Make a file of SQLite of a dump of PostgreSQL.

    Args:
        dump: as pg_dump wrote it.
        place: the new file.
        facts: what the manifest says of the dump.

    Returns:
        What the new file holds.

    Raises:
        BackupError: rows are missing, or are not the same in the file.
    """
    script = dump.with_suffix(".rows.sql")
    words = ["--data-only", "--no-owner", "--no-acl", f"--file={script}"]
    postgres.run_program("pg_restore", *words, str(dump))
    make_former_tables(place, facts.migrations)
    with closing(sqlite3.connect(place, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous=OFF")  # what is restored is synced
        database.execute("BEGIN")
        fill_tables(database, script, facts)
        database.execute("COMMIT")
        return sqlite.read_facts(database)


def make_former_tables(place: Path, migrations: list[str]) -> None:
    """Make the tables of a backup's own time in a new file, in a process that knows no other."""
    command = [sys.executable, "-c", MIGRATE]
    run_on_database(f"sqlite:///{place}", command, json.dumps(migrations))


def migrate_to(names: list[str]) -> None:
    """Migrate the database of this process to where another one was.

    Args:
        names: the migrations that it had seen, as `app.name`.
    """
    from django.db import connection

    executor = MigrationExecutor(connection)
    executor.loader = FormerLoader(connection)
    known = executor.loader.graph
    keys = [key for key in known.node_map if f"{key[0]}.{key[1]}" in names]
    last = [key for key in keys if not any(one in keys for one in later_ones(known, key))]
    executor.migrate(sorted(last))


class FormerLoader(MigrationLoader):
    """The migrations one by one, for the schemas of former versions.

    Django hides them as soon as there is one that stands for many, which new columns begin with.
    """

    def load_disk(self) -> None:
        """Leave out what stands for others; whoever depends on that depends on the last of them."""
        super().load_disk()
        found = self.disk_migrations
        whole = {key: found.pop(key) for key, one in list(found.items()) if one.replaces}
        lasts = {key: one.replaces[-1] for key, one in whole.items()}
        for migration in found.values():
            needed = [lasts.get((each[0], each[1]), each) for each in migration.dependencies]
            migration.dependencies = needed  # type: ignore[misc]


def later_ones(graph: Any, key: Any) -> Iterator[Any]:
    """Yield the migrations of the same app that follow one at once."""
    children = (child.key for child in graph.node_map[key].children)
    return (child for child in children if child[0] == key[0])


def fill_tables(database: sqlite3.Connection, script: Path, facts: DatabaseFacts) -> None:
    """Write all rows of a dump, and compare them with what stands there then.

    Args:
        database: with the tables.
        script: the rows, as pg_restore writes them.
        facts: what the manifest says of them.

    Raises:
        BackupError: they are not the same.
    """
    for name in sqlite.read_facts(database).rows:
        database.execute(f'DELETE FROM "{name}"')  # noqa: S608 a name of ours
    with script.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if found := COPY.fullmatch(line):
                fill_table(database, found, lines)
            elif number := SEQUENCE.match(line):
                set_sequence(database, number[1], int(number[2]))
    counted = sqlite.read_facts(database).rows
    if any(counted.get(name, 0) != rows for name, rows in facts.rows.items()):
        raise BackupError(FAILED.format("a table has not the rows that the manifest says"))
    if database.execute("PRAGMA foreign_key_check").fetchone():
        raise BackupError(FAILED.format("a row belongs to no other row"))


def fill_table(database: sqlite3.Connection, found: re.Match[str], lines: Iterator[str]) -> None:
    """Write the rows of one table, and read them back.

    Args:
        database: where to.
        found: the line above them, with the names.
        lines: the rows.
    """
    table, names = found[1], [name.strip(' "') for name in found[2].split(",")]
    readers = column_readers(database, table, names)
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
    statement = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608
    given, rows = RowDigest(), read_copied_rows(lines, readers)
    while batch := list(islice(rows, BATCH)):
        given.add_rows(batch)
        database.executemany(statement, batch)
    written = RowDigest()
    written.add_rows(database.execute(f'SELECT {columns} FROM "{table}"'))  # noqa: S608
    if written.total != given.total:
        raise BackupError(FAILED.format(f"the table {table} is not the same"))


class RowDigest:
    """A hash of rows in whatever order.

    Attributes:
        total: the sum of their SHA-256.
    """

    def __init__(self) -> None:
        self.total = 0

    def add_rows(self, rows: Iterable[tuple[Value, ...]]) -> None:
        """Add some rows."""
        hashes = (sha256(repr(row).encode("utf-8", "replace")) for row in rows)
        self.total += sum(int.from_bytes(one.digest(), "big") for one in hashes)


def read_copied_rows(
    lines: Iterator[str], readers: list[Callable[[str], Value]]
) -> Iterator[tuple[Value, ...]]:
    """Yield rows of PostgreSQL's text format up to the line that ends them.

    Args:
        lines: the script.
        readers: what each column's texts become.
    """
    for line in lines:
        if line == "\\.\n":
            return
        cells = line.removesuffix("\n").split("\t")
        yield tuple(
            None if cell == "\\N" else read(unescape_cell(cell))
            for read, cell in zip(readers, cells, strict=True)
        )


def unescape_cell(cell: str) -> str:
    """Return a value without the escapes of PostgreSQL's text format."""
    if "\\" not in cell:
        return cell
    return ESCAPED.sub(lambda found: ESCAPES.get(found[1], found[1]), cell)


def column_readers(
    database: sqlite3.Connection, table: str, names: list[str]
) -> list[Callable[[str], Value]]:
    """Return what turns PostgreSQL's text of each column into what SQLite keeps.

    Raises:
        BackupError: the table or a column is not there.
    """
    kinds = {row[1]: row[2].lower() for row in database.execute(f'PRAGMA table_info("{table}")')}
    if missing := set(names) - set(kinds):
        raise BackupError(FAILED.format(f"{table} has no {sorted(missing)[0]}"))
    return [reader_of(kinds[name]) for name in names]


def reader_of(kind: str) -> Callable[[str], Value]:
    """Return what turns PostgreSQL's text into what Django keeps in a column of SQLite."""
    if kind == "bool":
        return lambda text: int(text == "t")
    if kind == "blob":
        return lambda text: bytes.fromhex(text.removeprefix("\\x"))
    if kind == "char(32)":  # a UUID
        return lambda text: text.replace("-", "")
    if kind == "datetime":
        return read_moment
    if kind == "real":
        return float
    return int if "int" in kind else str


def read_moment(text: str) -> str:
    """Return a moment as Django keeps it in SQLite: in UTC, whatever the dump's time zone was.

    Raises:
        BackupError: it is none that Python knows, such as one before Christ.
    """
    try:
        moment = datetime.fromisoformat(text)
        return str(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment)
    except (ValueError, OverflowError) as error:
        raise BackupError(FAILED.format("a time in it cannot be read")) from error


def set_sequence(database: sqlite3.Connection, table: str, number: int) -> None:
    """Let new rows of a table get numbers behind those that it ever had."""
    done = database.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, table))
    known = database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if not done.rowcount and known:
        values = (table, number)
        database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", values)
