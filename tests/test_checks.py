"""System checks: which SQLite, and what is said where it is not sound."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from questions import checks

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("version", "is_sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
    ],
)
def test_releases_with_the_wal_reset_fault(version, is_sound):
    assert checks.is_sound_sqlite(version) is is_sound


def test_an_old_sqlite_is_named_with_its_remedy(db, monkeypatch):
    if connection.vendor != "sqlite":
        assert checks.check_sqlite_release(["default"]) == []
        return
    monkeypatch.setattr(checks, "is_sound_sqlite", lambda version: version < (3, 0))
    [said] = checks.check_sqlite_release(["default"])
    assert said.id == "questions.W002"
    assert "pysqlite3" in said.hint


@pytest.mark.slow
def test_the_newest_engine_is_used_for_everything():
    """Asked of a process of its own: here something may have loaded Python's own before."""
    pytest.importorskip("pysqlite3")
    code = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "from questions.backups import sqlite\n"
        "from questions.checks import check_sqlite_release\n"
        "c = connection.cursor() if connection.vendor == 'sqlite' else None\n"
        "print(sqlite.sqlite3.__name__, sqlite.sqlite3.sqlite_version_info >= (3, 51, 3),"
        " check_sqlite_release(['default']))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "pysqlite3 True []", done.stderr


def test_missing_sentence_vectors_are_said(monkeypatch):
    assert checks.check_sentence_vectors() == []
    monkeypatch.setattr(checks.sentence_vectors, "is_available", lambda: False)
    (warning,) = checks.check_sentence_vectors()
    assert warning.id == "questions.W003"
