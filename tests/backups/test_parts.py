"""Which backups go, and how PostgreSQL's tools are called."""

from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.utils import timezone

from questions.backups import create, postgres, prune
from questions.backups.manifest import BackupError
from questions.management.commands import backup
from questions.models import RetentionRound


def a_backup(folder, days, kind="column"):
    """An empty file with the name of a backup made some days ago."""
    moment = timezone.now() - timedelta(days=days)
    file = folder / f"{kind}-{moment:%Y-%m-%d-%H%M%S}.zip"
    file.touch()
    return file


def test_backups_go_when_they_are_older_than_promised(tmp_path, settings):
    newest, kept, old = (a_backup(tmp_path, days) for days in (0, 29, 31))
    aside = a_backup(tmp_path, 31, "before-restore")
    (tmp_path / "holiday.zip").touch()
    damaged = tmp_path / aside.name.replace("before-restore", "damaged").removesuffix(".zip")
    damaged.mkdir()
    assert prune.prune_backups(tmp_path, newest) == sorted([aside, damaged, old])
    assert {path.name for path in tmp_path.iterdir()} == {newest.name, kept.name, "holiday.zip"}
    settings.RETENTION_DAYS = settings.RETENTION_DAYS | {"backups": 7}
    assert prune.prune_backups(tmp_path, newest) == [kept]


def test_only_so_many_are_kept(tmp_path):
    files = [a_backup(tmp_path, days) for days in range(5)]
    aside = a_backup(tmp_path, 2, "before-restore")
    assert prune.prune_backups(tmp_path, files[0], keep=2) == sorted(files[2:])
    assert aside.exists()


def test_the_one_just_made_stays_whatever_the_clock_said(tmp_path):
    newest = a_backup(tmp_path, 400)
    assert prune.prune_backups(tmp_path, newest) == []


def test_what_a_clock_that_was_ahead_has_dated_counts_from_now(tmp_path):
    newest, kept = (a_backup(tmp_path, days) for days in (0, 1))
    ahead = [a_backup(tmp_path, -200 + days) for days in range(3)]
    damaged = tmp_path / ahead[0].name.replace("column", "damaged").removesuffix(".zip")
    damaged.mkdir()
    assert prune.prune_backups(tmp_path, newest, keep=5) == []
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 6
    assert all(prune.NAME.fullmatch(name) for name in names)
    today = f"{timezone.now():%Y}"
    assert all(prune.backup_time(tmp_path / name).strftime("%Y") <= today for name in names)
    assert {newest, kept} <= set(tmp_path.iterdir())


def test_no_backup_goes_by_a_clock_that_may_be_wrong(db, tmp_path, settings, monkeypatch):
    RetentionRound(pk=1, finished_at=timezone.now()).save()
    old, newest = a_backup(tmp_path, 31), a_backup(tmp_path, 0)
    command, out = backup.Command(stdout=StringIO()), StringIO()
    moment = timezone.now() + timedelta(days=200)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: moment)
        backup.Command(stdout=out).prune_backups(tmp_path, newest, None)
    assert "Older backups stay. The server\u2019s clock leapt" in out.getvalue().replace(
        "'", "\u2019"
    )
    assert old.exists()
    command.prune_backups(tmp_path, newest, None)
    assert not old.exists()


def test_what_a_restore_put_aside_goes_too_when_backups_are_kept_elsewhere(db, tmp_path, settings):
    settings.DATA_DIR, elsewhere = tmp_path, tmp_path / "elsewhere"
    own = create.default_folder()
    for folder in (own, elsewhere):
        folder.mkdir()
    aside, kept = (a_backup(own, days, "before-restore") for days in (31, 2))
    command = backup.Command(stdout=StringIO())
    command.prune_backups(elsewhere, a_backup(elsewhere, 0), 1)
    assert list(own.iterdir()) == [kept]
    assert not aside.exists()


def test_the_promise_is_told_to_readers(rita):
    assert "A backup: 30 days." in rita.get("/privacy/").text


def test_two_of_one_second_get_two_names(tmp_path):
    (tmp_path / "column-1.zip").touch()
    assert prune.unused_path(tmp_path, "column-1").name == "column-1-1.zip"
    assert prune.NAME.fullmatch("column-2026-01-01-000000-1.zip")


def test_one_backup_at_a_time(tmp_path):
    with (
        create.locked_work_folder(tmp_path),
        pytest.raises(BackupError, match="at work"),
        create.locked_work_folder(tmp_path),
    ):
        pass


def test_missing_tools_are_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    with pytest.raises(BackupError, match=r"pg_dump is not on this machine.*postgresql-client"):
        postgres.run_program("pg_dump")


def test_the_password_travels_in_the_environment_and_our_secrets_do_not(monkeypatch):
    given = {"host": "db.example", "password": "hush", "dbname": "advice", "cursor_factory": None}
    given |= {"sslmode": "verify-full"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: given, raising=False)
    told = postgres.libpq_environment()
    assert told["PGPASSWORD"] == "hush"
    assert told["PGSSLMODE"] == "verify-full"
    assert told["PGHOST"] == "db.example"
    assert not {"SECRET_KEY", "LETTER_KEYS", "RECEIPT_KEY", "DATABASE_URL"} & told.keys()


def test_only_the_fault_is_repeated_of_what_a_tool_says(monkeypatch):
    monkeypatch.setattr(postgres, "find_program", lambda name: "/bin/sh")
    monkeypatch.setattr(postgres, "libpq_environment", dict)
    words = ("-c", "echo NOTICE >&2; echo ERROR: x >&2; echo 'line 1: a private row' >&2; exit 3")
    with pytest.raises(BackupError, match=r"psql failed. It said: ERROR: x$"):
        postgres.run_program("psql", *words)
