"""What the column writes is for its own user alone."""

import os
import stat
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from advice.uploads import NamelessFileUploadHandler
from questions.management.commands import prepare

ROOT = Path(__file__).resolve().parent.parent


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.slow
def test_everything_that_prepare_makes_is_closed_to_others(tmp_path):
    folder = tmp_path / "column"
    folder.mkdir(mode=0o755)
    (folder / "erasures.txt").touch(mode=0o644)
    env = os.environ | {"DATA_DIR": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "prepare", "--no-demo"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, umask=0)
    open_to_others = [path for path in folder.rglob("*") if mode_of(path) & 0o077]
    assert len(list(folder.rglob("*"))) > 10
    assert open_to_others == []
    assert mode_of(folder) == 0o700


def test_on_a_server_the_first_password_is_never_printed(db, settings, tmp_path):
    settings.SITE_IS_LOCAL, settings.DATA_DIR = False, tmp_path
    said, before = StringIO(), os.umask(0)
    try:
        prepare.Command(stdout=said).create_columnist("john", is_told=True)
    finally:
        os.umask(before)
    file = tmp_path / "first-password.txt"
    password = file.read_text().split()[-1]
    assert get_user_model().objects.get().check_password(password)
    assert mode_of(file) == 0o600
    assert password not in said.getvalue()
    assert str(file) in said.getvalue()


def test_no_account_has_a_password_that_nobody_was_told(db, settings, tmp_path):
    settings.SITE_IS_LOCAL, settings.DATA_DIR = False, tmp_path
    (tmp_path / "first-password.txt").mkdir()  # as a full disk would, it takes no file
    with pytest.raises(OSError, match="directory"):
        prepare.Command().create_columnist("john", is_told=False)
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("unit", ["column.service", "column-backup.service"])
def test_the_units_are_hardened(unit):
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", ROOT / "docs/systemd" / unit],
        capture_output=True,
        text=True,
    )
    level = float(rated.stdout.rpartition(f"{unit}: ")[2].split()[0])
    assert level <= 2.5


def test_a_large_upload_has_no_name_on_the_disk(monkeypatch, tmp_path):
    """A process that is killed over it leaves nothing behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    content = b"a letter " * 400_000
    upload = SimpleUploadedFile("letters.zip", content)
    request = RequestFactory().post("/", {"file": upload})
    file = request.FILES["file"]
    assert list(tmp_path.iterdir()) == []
    assert (file.name, file.size, b"".join(file.chunks())) == ("letters.zip", len(content), content)
    request.close()


def test_a_large_upload_that_breaks_off_is_gone():
    handler = NamelessFileUploadHandler()
    handler.upload_interrupted()  # before a file began
    handler.new_file("file", "letters.zip", "application/zip", None)
    handler.receive_data_chunk(b"half", 0)
    handler.upload_interrupted()
    assert handler.file.closed
