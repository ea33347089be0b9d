"""SQLite: its own online backup, both ways. Copying the file would miss the write-ahead log."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, connection

from questions.backups.manifest import BackupError, DatabaseFacts

WAIT_SECONDS = 2
RUNNING = (
    "The column is running, or another command has its database open. Stop it first: what it is"
    " told while a backup comes back would be lost."
)


def dump_database(place: Path) -> DatabaseFacts:
    """Copy the database as it is at one moment. Others read and write on meanwhile.

    All in one step: a copy in several would begin anew with each letter that comes in between.

    Raises:
        BackupError: the disk is full, or the database is damaged.
    """
    try:
        connection.ensure_connection()
        with closing(sqlite3.connect(place, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous=OFF")  # the archive is what is synced
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            return read_facts(copy)
    except (sqlite3.Error, DatabaseError) as error:
        raise BackupError(f"The database could not be copied: {error}.") from error


def read_facts(database: sqlite3.Connection) -> DatabaseFacts:
    """What a database file holds."""
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\' ORDER BY name"
    )
    rows = {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in found.fetchall()
    }
    seen = database.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
    return DatabaseFacts(rows, [name for (name,) in seen])


def check_dump(place: Path, facts: DatabaseFacts) -> None:
    """Refuse a dump that is not whole.

    Raises:
        BackupError: SQLite finds a fault, or a table does not have its rows.
    """
    try:
        with closing(sqlite3.connect(place)) as database:
            fault = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            is_whole = fault == "ok" and read_facts(database) == facts
    except sqlite3.DatabaseError:
        is_whole = False
    if not is_whole:
        raise BackupError("The backup is damaged: its database is not what the manifest says.")


def try_dump(place: Path, facts: DatabaseFacts) -> bool:
    """Whether a dump is a whole database. It is one already, so that it is only looked at.

    Raises:
        BackupError: it is damaged.
    """
    check_dump(place, facts)
    return True


def load_dump(place: Path, facts: DatabaseFacts) -> None:
    """Let a dump be the database from now on, in one transaction.

    Until it is committed, whatever happens, the old database is what the next start finds.

    Raises:
        BackupError: somebody has the database open.
    """
    connection.close()
    with (
        closing(sqlite3.connect(place)) as source,
        closing(open_exclusively()) as target,
    ):
        source.backup(target)


def clear_database() -> None:
    """No database."""
    for file in database_files():
        file.unlink(missing_ok=True)


def move_database_away(folder: Path) -> None:
    """Put a damaged database aside as it is, with its logs."""
    folder.mkdir(mode=0o700, parents=True)
    for file in database_files():
        if file.exists():
            file.rename(folder / file.name)


def database_files() -> list[Path]:
    """The database's files, when nobody has them open."""
    connection.close()
    name = connection.settings_dict["NAME"]
    return [Path(f"{name}{ending}") for ending in ("", "-wal", "-shm", "-journal")]


def refuse_connections() -> None:
    """Refuse to go on while somebody has the database open.

    Raises:
        BackupError: somebody has.
    """
    connection.close()
    open_exclusively().close()


def open_exclusively() -> sqlite3.Connection:
    """A connection beside which there is no other: only then can the log be given up."""
    target = sqlite3.connect(
        connection.settings_dict["NAME"], timeout=WAIT_SECONDS, isolation_level=None
    )
    try:
        target.execute("PRAGMA locking_mode=EXCLUSIVE")
        mode = target.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        target.execute("BEGIN EXCLUSIVE")
        target.execute("COMMIT")
    except sqlite3.OperationalError as error:
        target.close()
        raise BackupError(RUNNING) from error
    if mode != "delete":
        target.close()
        raise BackupError(RUNNING)
    return target
