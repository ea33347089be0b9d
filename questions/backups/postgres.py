"""PostgreSQL: pg_dump, pg_restore and psql, from the system's own client tools.

They are told the server by the environment, so that no password stands in a list of processes.
"""

import os
import re
import secrets
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import OperationalError, ProgrammingError, connection, transaction
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import Conninfo

from questions.backups.manifest import BackupError, DatabaseFacts

DEBIAN = Path("/usr/lib/postgresql")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND usename = current_user AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
EMPTY = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
      WHERE schemaname = current_schema() AND tableowner = current_user LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE';
  END LOOP;
END $$;
"""
COUNT = """
DO $$ BEGIN IF (SELECT count(*) FROM {table}) <> {rows} THEN
  RAISE EXCEPTION 'A table has not the rows that the manifest says.'; END IF; END $$;
"""
QUIETLY = ("--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1")
RUNNING = (
    "The column is running, or somebody else is connected to its database. Stop it first: what it"
    " is told while a backup comes back would be lost."
)

POOLED = (
    "DATABASE_URL points at a connection pooler such as PgBouncer. PostgreSQL's own programs would"
    " leave their settings in sessions that others use. For this command, set DATABASE_URL to the"
    " server itself."
)


def dump_database(place: Path) -> DatabaseFacts:
    """Dump the database as it is at one moment. Others read and write on meanwhile."""
    refuse_pooler()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        facts = read_facts(cursor)
        words = ["--format=custom", "--no-owner", "--no-acl", "--compress=0"]
        run_program("pg_dump", *words, f"--snapshot={snapshot}", f"--file={place}")
    return facts


def read_facts(cursor: Any) -> DatabaseFacts:
    """What the database holds, as the transaction sees it."""
    cursor.execute(TABLES)
    rows = {}
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        rows[name] = cursor.fetchone()[0]
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
    return DatabaseFacts(rows, [name for (name,) in cursor.fetchall()])


def check_dump(place: Path, facts: DatabaseFacts) -> None:
    """Refuse a dump that pg_restore cannot read to its end."""
    run_program("pg_restore", "--no-owner", "--no-acl", f"--file={os.devnull}", str(place))


def try_dump(place: Path, facts: DatabaseFacts) -> bool:
    """Load a dump into a database of its own, count its rows, and remove the database.

    Returns:
        Whether that could be done: our user may be forbidden to create databases.

    Raises:
        BackupError: the dump is damaged.
    """
    check_dump(place, facts)
    scratch = f"{connection.settings_dict['NAME']}_trial_{secrets.token_hex(4)}"
    if not create_scratch(scratch):
        return False
    try:
        fill_scratch(scratch, place, facts)
        return True
    finally:
        drop_scratch(scratch)


def drop_left_over() -> None:
    """Drop what trials left behind that were killed; the lock of the folder says they are over.

    One that is still being filled, by a program that outlived its trial, goes the next time.
    """
    known = re.compile(re.escape(f"{connection.settings_dict['NAME']}_trial_") + "[0-9a-f]{8}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall() if known.fullmatch(name)]
    for name in names:
        with suppress(OperationalError, ProgrammingError):
            drop_scratch(name)


def drop_scratch(name: str) -> None:
    """Drop the database of a trial."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def fill_scratch(scratch: str, place: Path, facts: DatabaseFacts) -> None:
    """Load a dump into an empty database, and count its rows.

    Args:
        scratch: the database.
        place: the dump.
        facts: what the manifest says of it.

    Raises:
        BackupError: it does not come back as it was.
    """
    words = ["--no-owner", "--no-acl", "--exit-on-error", f"--dbname={scratch}"]
    run_program("pg_restore", *words, str(place))
    run_program("psql", *QUIETLY, f"--dbname={scratch}", f"--file={write_counts(place, facts)}")


def write_counts(place: Path, facts: DatabaseFacts, *schema: str) -> Path:
    """Write beside a dump a script that fails unless each table has its rows.

    Args:
        place: the dump.
        facts: what the manifest says of it.
        schema: where the tables are, if not where the connection looks first.
    """
    names = {name: sql.Identifier(*schema, name).as_string(None) for name in facts.rows}
    counts = (COUNT.format(table=names[name], rows=rows) for name, rows in facts.rows.items())
    script = place.with_suffix(".count.sql")
    script.write_text("".join(counts), encoding="utf-8")
    return script


def create_scratch(name: str) -> bool:
    """Create an empty database, in place of any that is left over. Returns whether we may."""
    refuse_pooler()
    drop_left_over()
    try:
        with connection.cursor() as cursor:
            query = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            cursor.execute(query)
    except ProgrammingError:
        return False
    return True


def load_dump(place: Path, facts: DatabaseFacts) -> None:
    """Let a dump be the database from now on, in one transaction that counts the rows too."""
    script = place.with_suffix(".sql")
    run_program("pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(place))
    counts = write_counts(place, facts, current_schema())
    connection.close()
    scripts = [f"--command={EMPTY}", f"--file={script}", f"--file={counts}"]
    run_program("psql", *QUIETLY, "--single-transaction", *scripts)


def clear_database() -> None:
    """An empty database."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)


def move_database_away(folder: Path) -> None:
    """Never here: a damaged PostgreSQL is its administrator's to put aside.

    Raises:
        BackupError: always.
    """
    raise BackupError("The database cannot be read. Let DATABASE_URL name a new, empty one.")


def current_schema() -> str:
    """Where the tables are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def refuse_connections() -> None:
    """Refuse to go on while somebody else is connected.

    Raises:
        BackupError: somebody is.
    """
    refuse_pooler()
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        if cursor.fetchone()[0]:
            raise BackupError(RUNNING)


def refuse_pooler() -> None:
    """Refuse to go on when the session is not the one that was connected to.

    Raises:
        BackupError: a pooler stands in between, which tells its own number for the session.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        if cursor.fetchone()[0] != connection.connection.info.backend_pid:
            raise BackupError(POOLED)


def run_program(name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs.

    Raises:
        BackupError: it is not here, or it failed; with what it said.
    """
    done = subprocess.run(  # noqa: S603
        [find_program(name), *words], env=libpq_environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise BackupError(f"{name} failed. It said: {first_error(done.stderr)}")


def first_error(said: str) -> str:
    """The line that says what went wrong; later ones may repeat the row that it went wrong at."""
    lines = said.strip().splitlines() or ["nothing"]
    return next((line for line in lines if "error" in line.lower()), lines[0])


def find_program(name: str) -> str:
    """Where a program is.

    Raises:
        BackupError: nowhere.
    """
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    if found := shutil.which(name, path=path):
        return found
    raise BackupError(
        f"{name} is not on this machine. Install PostgreSQL's client tools, of the server's version"
        " or a newer one (Debian and Ubuntu: apt install postgresql-client)."
    )


def libpq_environment() -> dict[str, str]:
    """The server's name, the password and the rest, as libpq's variables; none of our secrets.

    Times are written in UTC, whatever time zone the server or the user has.
    """
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    kept |= {key: value for key, value in os.environ.items() if key.startswith("PG")}
    given = connection.get_connection_params()
    known = {each.keyword.decode(): each.envvar for each in Conninfo.get_defaults()}
    own = {key: value for key, value in given.items() if key in known and value is not None}
    plain = conninfo_to_dict(make_conninfo("", **own))
    named = {
        variable.decode(): str(plain[key])
        for key, variable in known.items()
        if plain.get(key) and variable
    }
    return kept | named | {"PGTZ": "UTC"}
