"""A backup of one engine comes back on the other, counted and hashed, and the way back too."""

import json
import os
import re
import sqlite3
import subprocess
import zipfile

import pytest
from django.db import connection

from questions.backups import manifest, postgres, translate
from questions.backups.manifest import BackupError, DatabaseFacts
from tests.backups.conftest import Place
from tests.backups.test_refused import rewritten

DIGESTS = (
    "import json\n"
    "from questions.backups.move import digest_table, movable_models\n"
    "found = {m._meta.db_table: digest_table(m, 'default') for m in movable_models()}\n"
    "print(json.dumps({name: [one.rows, one.digest] for name, one in found.items()}))"
)
CHANGED = {
    *("django_session", "questions_throttle", "questions_edition", "questions_outgoingmail"),
    *("questions_retentionround", "django_migrations", "questions_workerheartbeat"),
}
is_postgres = connection.vendor == "postgresql"
both_engines = pytest.mark.skipif(not is_postgres, reason="needs a server of PostgreSQL")


def digests(place):
    found = json.loads(place.ask(DIGESTS).splitlines()[-1])
    return {name: facts for name, facts in found.items() if name not in CHANGED}


@pytest.fixture
def sqlite_place(tmp_path):
    """A column on SQLite whose database is empty, whatever the tests run on."""
    (tmp_path / "on-sqlite").mkdir()
    return Place(tmp_path / "on-sqlite", "")


@both_engines
def test_a_backup_goes_to_the_other_engine_and_back(column, new_place, sqlite_place):
    before = digests(column)
    said = sqlite_place.manage("restore", str(column.backup()))
    assert "Restored as of" in said
    assert digests(sqlite_place) == before
    sqlite_place.ask("Letter.objects.filter(state='new').first().delete()")
    changed = digests(sqlite_place)
    said = column.manage("restore", "--replace", str(sqlite_place.backup()))
    assert "The state before is kept" in said
    assert digests(column) == changed != before
    fresh = new_place("fresh")
    fresh.manage("restore", str(next(column.folder.glob("backups/before-restore-*"))))
    assert digests(fresh) == before
    fresh.ask("Tag.objects.create(name='Behind all others', slug='behind')")


@both_engines
def test_rows_that_are_missing_are_noticed(column, sqlite_place):
    def count_one_more(facts):
        facts["facts"]["rows"]["questions_letter"] += 1

    file = rewritten(column.backup(), count_one_more)
    said = sqlite_place.manage_in_vain("restore", str(file))
    assert "a table has not the rows" in said
    assert "The column is as it was." in said


def test_a_sqlite_file_with_missing_rows_is_refused(file, tmp_path):
    if is_postgres:
        pytest.skip("the backup is of PostgreSQL here")
    with zipfile.ZipFile(file) as packed:
        packed.extract("database", tmp_path)
        rows = json.loads(packed.read("manifest.json"))["facts"]["rows"]
    assert rows["questions_letter"] > 0
    with sqlite3.connect(tmp_path / "database") as database:
        assert translate.sqlite.read_facts(database).rows == rows


def test_other_engines_are_named():
    said = manifest.Manifest("", "oracle", DatabaseFacts({}, []), {}, "", "")
    with pytest.raises(BackupError, match="oracle"):
        manifest.refuse_incompatible(said)


SCRIPT = (
    "COPY public.thing (id, is_on, at, key, data, text) FROM stdin;\n"
    "1\tt\t2026-11-26 17:00:00.5+00\t0f2b8f6e-0000-4000-8000-000000000001"
    "\t\\\\x00ff\ta\\\\b\\nc\\td\n"
    "2\tf\t\\N\t0f2b8f6e-0000-4000-8000-000000000002\t\\\\x\t\\\\N\n"
    "\\.\n"
    "SELECT pg_catalog.setval('public.thing_id_seq', 41, true);\n"
)
TABLE = (
    "CREATE TABLE thing (id integer PRIMARY KEY AUTOINCREMENT, is_on bool, at datetime,"
    " key char(32), data BLOB, text varchar(32));"
    "CREATE TABLE django_migrations (id integer, app text, name text)"
)


def filled(tmp_path, script=SCRIPT, rows=2):
    """A file of SQLite with what a script of PostgreSQL holds."""
    (tmp_path / "rows.sql").write_text(script, encoding="utf-8")
    database = sqlite3.connect(":memory:")
    database.executescript(TABLE)
    translate.fill_tables(database, tmp_path / "rows.sql", DatabaseFacts({"thing": rows}, []))
    return database


def test_values_are_those_that_django_writes(tmp_path):
    database = filled(tmp_path)
    key = "0f2b8f6e00004000800000000000000"
    assert database.execute("SELECT * FROM thing ORDER BY id").fetchall() == [
        (1, 1, "2026-11-26 17:00:00.500000", f"{key}1", b"\x00\xff", "a\\b\nc\td"),
        (2, 0, None, f"{key}2", b"", "\\N"),
    ]
    assert database.execute("SELECT seq FROM sqlite_sequence").fetchall() == [(41,)]
    database.close()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-07-01 10:00:00+01", "2026-07-01 09:00:00"),
        ("2026-07-01 01:00:00.25+05:30", "2026-06-30 19:30:00.250000"),
        ("2026-12-31 23:00:00.000001-03:30", "2027-01-01 02:30:00.000001"),
        ("1900-01-01 00:00:00+05:53:28", "1899-12-31 18:06:32"),
        ("2026-07-01 10:00:00+00", "2026-07-01 10:00:00"),
    ],
)
def test_times_are_kept_in_utc(written, kept, tmp_path):
    database = filled(tmp_path, SCRIPT.replace("2026-11-26 17:00:00.5+00", written))
    assert database.execute("SELECT at FROM thing ORDER BY id").fetchone() == (kept,)
    database.close()


@both_engines
def test_a_dump_of_another_time_zone_brings_the_same_moments(column, sqlite_place, tmp_path):
    """As a server's own time zone made them before our programs were told one."""
    program = tmp_path / "pg_dump"
    real = postgres.find_program("pg_dump")
    program.write_text(f'#!/bin/sh\nPGTZ=Asia/Kolkata exec {real} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    column.environment["PATH"] = f"{tmp_path}:{os.environ['PATH']}"
    sqlite_place.manage("restore", str(column.backup()))
    assert digests(sqlite_place) == digests(column)


@both_engines
def test_postgres_programs_write_times_in_utc(db, monkeypatch):
    monkeypatch.setenv("PGTZ", "Asia/Kolkata")
    words = [postgres.find_program("psql"), "-XAtc", "SHOW timezone"]
    said = subprocess.check_output(words, env=postgres.libpq_environment(), text=True)
    assert said == "UTC\n"


@pytest.mark.parametrize(
    ("script", "rows"),
    [
        (SCRIPT, 3),
        (SCRIPT.replace("17:00:00.5+00", "17:00:00+00 BC"), 2),
        (SCRIPT.replace("thing (id", "thing (new"), 2),
        (SCRIPT.replace("thing", "x"), 2),
    ],
)
def test_what_does_not_fit_is_refused(script, rows, tmp_path):
    with pytest.raises(BackupError, match="could not be translated"):
        filled(tmp_path, script, rows)


def test_every_kind_of_column_is_known(db):
    """A column of a new kind wants to be thought about: what PostgreSQL writes for it."""
    if is_postgres:
        pytest.skip("kinds of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE%'")
        text = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute(
            "SELECT DISTINCT lower(p.type) FROM sqlite_master m, pragma_table_info(m.name) p"
            " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        )
        kinds = {re.sub(r"\(\d+\)", "", row[0]) for row in cursor.fetchall()}
    assert "AUTOINCREMENT" in text
    known = {"bool", "blob", "char", "datetime", "date", "time", "real", "text", "varchar"}
    assert {kind for kind in kinds if "int" not in kind} <= known
