"""Databases and columns that are made once and copied, because making one takes ten seconds.

What is copied was made by `migrate` and `prepare` themselves, in this run; only SQLite's migrated
database is kept from run to run, under a name that changes with every migration and model.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection, connections

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ["TEST_COPIES"])
KEPT = ROOT / ".pytest_cache" / "migrated"
MIGRATED = "migrated"
# For servers whose tests are not about meanings: search goes by words, and a start takes a second
# of processor less.
WITHOUT_MODEL = {"PYTHONPATH": str(ROOT / "tests/without_model")}
# A developer's own server is no place for databases that are left there.
HAS_COPIES = "TEST_SERVER" in os.environ or "DATABASE_URL" not in os.environ


@contextmanager
def making(name):
    """Yield whether an original has to be made. Other processes wait until it is there."""
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = FOLDER / f"{name}.made"
        yield not made.exists()
        made.touch()


def put_migrated_database(name):
    """Put a database that is migrated and otherwise empty in the place of the one of this name."""
    connections.close_all()
    if connection.vendor == "postgresql":
        with making(MIGRATED) as is_missing:
            if is_missing:
                copy_postgres("template1", MIGRATED)
                migrate_into(MIGRATED)
        copy_postgres(MIGRATED, name)
    else:
        with making(MIGRATED):
            if not original().exists():
                migrate_original()
        remove_file(name)
        shutil.copyfile(original(), name)


def put_empty_database(name):
    """Put a database without tables in the place of the one of this name."""
    connections.close_all()
    if connection.vendor == "postgresql":
        copy_postgres("template1", name)
    else:
        remove_file(name)


def has_copy(name):
    """Whether a copy of this name is kept."""
    return (FOLDER / f"{name}.made").exists()


def copy_database(source, target):
    """Copy a database that nobody is using; both are names, on SQLite of files (see FOLDER)."""
    connections.close_all()
    if connection.vendor == "postgresql":
        copy_postgres(source, target)
    else:
        remove_file(FOLDER / target)
        shutil.copyfile(FOLDER / source, FOLDER / target)


def remove_file(name):
    """Remove a database of SQLite with what stands beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{name}{end}").unlink(missing_ok=True)


def original():
    """Where SQLite's migrated database is kept."""
    sources = [ROOT / "requirements.txt", *(ROOT / "questions/migrations").glob("*.py")]
    sources += (ROOT / "questions/models").rglob("*.py")
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return KEPT / f"{digest.hexdigest()}.sqlite3"


def migrate_original():
    """Migrate a new database of SQLite, and keep it in the place of older ones."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.iterdir():
        old.unlink()
    migrate_into(new := f"{original()}.new")
    os.rename(new, original())


def migrate_into(name):
    """Migrate the database of this name."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = usual


def copy_postgres(source, name):
    """Make a database of PostgreSQL as a copy of another, in the place of the one of this name."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def prepare_column(environment, *words):
    """Do what `manage.py prepare` does for a new column, and return what that said.

    Args:
        environment: what the column's commands are started with. Its database has to be empty.
        words: what else is said to `prepare`, such as "--no-demo".
    """
    if not HAS_COPIES:
        return run_prepare(environment, *words)
    name = "_".join(["prepared", *(word.strip("-").replace("-", "_") for word in words)])
    url = environment["DATABASE_URL"] and urlsplit(environment["DATABASE_URL"])
    facts = {"DATA_DIR": str(FOLDER / name)}
    facts["DATABASE_URL"] = url and url._replace(path=name).geturl()
    with making(name) as is_missing:
        if is_missing:
            make_column(environment | facts, name, *words)
    copy_column(facts, environment)
    return (FOLDER / f"{name}.said").read_text()


def copy_column(source, target):
    """Make a new column like another one that nobody is using.

    Args:
        source: the environment of that one.
        target: the environment of the new one. Its database has to be empty.
    """
    left = shutil.ignore_patterns("backups", "*.lock")
    shutil.copytree(
        source["DATA_DIR"], target["DATA_DIR"], ignore=left, symlinks=True, dirs_exist_ok=True
    )
    if target["DATABASE_URL"]:
        copy_postgres(database_of(source), database_of(target))


def database_of(environment):
    """The name of a column's database on the server."""
    return urlsplit(environment["DATABASE_URL"]).path[1:]


def make_column(environment, name, *words):
    """Prepare the column that the others are copies of."""
    shutil.rmtree(FOLDER / name, ignore_errors=True)
    (FOLDER / name).mkdir()
    if environment["DATABASE_URL"]:
        copy_postgres("template1", name)
    (FOLDER / f"{name}.said").write_text(run_prepare(environment, *words))


def run_prepare(environment, *words):
    """Run `manage.py prepare`, and return what it said."""
    command = [sys.executable, "manage.py", "prepare", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return done.stdout.decode()
