"""The doctor finds what is wrong with this machine: each thing is broken for real."""

import json
import os
import shutil
import socket
import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from questions import backups, doctor
from questions.backups import prune
from questions.doctor import machine, services
from questions.models import WorkerHeartbeat
from tests.factories import received_letter


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, db):
    """A DATA_DIR of its own, as the column makes it, and a worker that went round just now."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(mode=0o700)
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    WorkerHeartbeat.record_beat("one")
    return settings.DATA_DIR


def examine(*names):
    """The findings of some checks, as {name: finding}."""
    return {one.name: one for one in doctor.examine_column("", "", names)}


def is_wrong(found, name, words):
    """Whether a finding says that something is wrong, in these words, and what to do."""
    one = found[name]
    return one.level == doctor.Level.ERROR and words in one.words and bool(one.remedy)


def test_files_of_its_own(folder):
    os.close(os.open(folder / "local.env", os.O_CREAT, 0o600))
    assert examine("files")["files"].level == "ok"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read(folder, mode):
    (folder / "keys").mkdir(mode=0o700)
    file = folder / "keys" / "letter_keys"
    file.touch()
    file.chmod(mode)
    found = examine("files")
    assert is_wrong(found, "files.mode", str(file))
    assert found["files.mode"].remedy == f"Run: chmod -R go= {folder}"


def test_a_folder_that_others_can_enter(folder):
    folder.chmod(0o711)
    assert is_wrong(examine("files"), "files.mode", str(folder))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_somebody_else(folder):
    file = folder / "column.sqlite3"
    os.close(os.open(file, os.O_CREAT, 0o600))
    os.chown(file, 12345, -1)
    assert is_wrong(examine("files"), "files.owner", str(file))


def test_a_disk_without_room_for_a_restore(folder, monkeypatch):
    assert examine("disk")["disk"].level == "ok"
    backup = folder / "backups" / "column-2026-01-01-000000.zip"
    backup.parent.mkdir()
    with backup.open("wb") as file:
        file.truncate(2**43)  # eight terabytes of nothing take no room
    assert is_wrong(examine("disk"), "disk", "MB are free; a restore needs about")


def test_no_backup_and_an_old_one(folder):
    assert is_wrong(examine("backups", "restore"), "backups", "There is no backup")
    (folder / "backups").mkdir(mode=0o700)
    made = timezone.now() - timedelta(hours=50)
    (folder / "backups" / f"column-{made:%Y-%m-%d-%H%M%S}.zip").touch()
    assert is_wrong(examine("backups"), "backups", "is 50 hours old")


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_comes_back_and_leaves_nothing(folder):
    received_letter("A kettle.")
    backups.create_backup(backups.default_folder())
    found = examine("backups", "restore")
    assert {one.level for one in found.values()} == {"ok"}
    assert "rows in" in found["restore"].words
    assert [path.name for path in (folder / ".restoring").iterdir()] == [".lock"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%\\_trial\\_%'")
            assert cursor.fetchone() == (0,)


@pytest.fixture
def left_over():
    """Databases beside the column's: of a trial that was killed, and two of somebody else."""
    name = connection.settings_dict["NAME"]
    alike = name.replace("_", "x", 1)
    names = [f"{name}_trial_0123abcd", f"{name}_trial_by_hand", f"{alike}_trial_0123abcd"]
    with connection.cursor() as cursor:
        for one in names:
            cursor.execute(f'CREATE DATABASE "{one}" TEMPLATE template0')
        yield names
        for one in names:
            cursor.execute(f'DROP DATABASE IF EXISTS "{one}"')


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no scratch database")
def test_what_a_killed_trial_left_is_dropped_and_nothing_else(newest, left_over):
    assert examine("restore")["restore"].level == "ok"
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s)", [left_over])
        assert {name for (name,) in cursor.fetchall()} == set(left_over[1:])


@pytest.fixture
def newest(transactional_db):
    """A backup, to be damaged."""
    received_letter("A kettle.")
    return backups.create_backup(backups.default_folder())[0]


def test_a_backup_that_is_cut_short(newest):
    os.truncate(newest, newest.stat().st_size - 2000)
    assert is_wrong(examine("restore"), "restore", "is damaged")


def test_a_backup_with_a_byte_that_changed(newest):
    with newest.open("r+b") as file:
        file.seek(newest.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))
    assert is_wrong(examine("restore"), "restore", "damaged")


def test_a_backup_of_other_keys(newest, settings):
    settings.LETTER_KEYS = [Fernet.generate_key().decode()]
    found = examine("restore")
    assert is_wrong(found, "restore", "LETTER_KEYS is not what it was")
    assert found["restore"].remedy.startswith("Put right what it says.")


def test_the_backup_before_a_damaged_one_is_not_taken_for_it(newest):
    later = prune.backup_time(newest) + timedelta(hours=1)
    shutil.copy(newest, newest.with_name(f"column-{later:%Y-%m-%d-%H%M%S}.zip"))
    os.truncate(newest, 10)
    assert examine("restore")["restore"].level == "ok"


def test_settings_of_a_server(settings):
    settings.DEBUG = True
    assert "security.W018" not in examine("settings")  # on this machine itself it is nobody's
    settings.SITE_IS_LOCAL = False
    found = examine("settings")
    assert found["security.W018"].level == "warning"
    assert found["security.W018"].words
    assert found["security.W018"].remedy


def test_a_worker_that_stopped_and_keys_that_are_others(settings):
    received_letter("A kettle.")
    assert examine("state")["state"].level == "ok"
    WorkerHeartbeat.objects.all().delete()
    settings.LETTER_KEYS = [Fernet.generate_key().decode()]
    found = examine("state")
    assert is_wrong(found, "state.worker", "has stopped")
    assert is_wrong(found, "state.keys", "cannot be opened")


def test_a_clock_that_is_wrong():
    found = services.compare_clocks("clock", "the proxy's", timezone.now() - timedelta(minutes=4))
    assert is_wrong({"clock": found}, "clock", "240 seconds apart")
    assert services.compare_clocks("clock", "the proxy's", timezone.now()).level == "ok"


def test_the_databases_clock():
    found = examine("clock")
    assert set(found) == ({"clock"} if connection.vendor == "postgresql" else set())
    assert all(one.level == "ok" for one in found.values())


@pytest.fixture
def smtp(settings):
    """A mail server's address; nobody is there yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.MAIL_IS_SET = "127.0.0.1", True
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_PORT = server.getsockname()[1]
        yield server


def greet(server, *lines):
    """Answer one client, a line for each of its commands."""
    client, _ = server.accept()
    with client:
        for line in lines:
            client.sendall(f"{line}\r\n".encode())
            client.recv(1000)


def test_a_mail_server_that_is_away(smtp):
    smtp.close()
    found = examine("mail")
    assert is_wrong(found, "mail", "cannot be used (ConnectionRefusedError)")
    assert "Check EMAIL_URL" in found["mail"].remedy


def test_a_mail_server_that_nobody_has_set(smtp, settings):
    smtp.close()
    settings.MAIL_IS_SET, settings.SITE_IS_LOCAL = False, False
    assert "Set EMAIL_URL: smtp" in examine("mail")["mail"].remedy


def test_mail_that_goes_into_a_folder(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_HOST, settings.MAIL_IS_SET = None, True
    found = examine("mail")["mail"]
    assert (found.level, "names no mail server" in found.words) == (doctor.Level.WARNING, True)


@pytest.mark.parametrize(("first", "is_well"), [("220 hello", True), ("554 go away", False)])
def test_a_mail_server_that_answers(smtp, first, is_well):
    lines = [first, "250 column", "221 bye"] if is_well else [first, "221 bye"]
    thread = threading.Thread(target=greet, args=(smtp, *lines))
    thread.start()
    found = examine("mail")
    thread.join()
    assert (found["mail"].level == "ok") == is_well


def test_a_check_that_fails_hides_no_other_and_quotes_nobody(monkeypatch):
    def fall():
        raise ValueError("a word of a letter")

    monkeypatch.setitem(doctor.CHECKS, "files", fall)
    found = examine("files", "database")
    assert is_wrong(found, "files", "could not be checked (ValueError)")
    assert found["database"].level == "ok"


def run_doctor(*words):
    """What the command prints, and what it ends with."""
    out = StringIO()
    try:
        call_command("doctor", *words, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_the_command_says_what_to_do(folder):
    said, code = run_doctor("--only", "files", "backups")
    assert code == 1
    assert "✓ files:" in said
    assert f"✗ backups: There is no backup in {folder / 'backups'}." in said
    assert "    Run `manage.py backup`" in said
    assert said.endswith("2 findings, 1 to look at.\n")
    said, code = run_doctor("--only", "files")
    assert (code, said.splitlines()[-1]) == (0, "All is well.")


def test_the_command_for_programs():
    said, code = run_doctor("--json", "--only", "backups")
    (finding,) = json.loads(said)
    assert (finding["name"], finding["level"], code) == ("backups", "error", 1)
    assert set(finding) == {"name", "level", "words", "remedy"}


def test_links_are_left_out(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    Path(folder / "link").symlink_to(tmp_path / "elsewhere")
    assert folder / "link" not in list(machine.list_files(folder))
