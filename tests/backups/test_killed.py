"""Killed in the middle: no half backup under a backup's name, no half database."""

import os
import resource
import signal
import time

import pytest

COUNT = "print(Letter.objects.count(), Question.objects.count())"
MOMENTS = 4
LARGE = 48 * 1024 * 1024


def kill_when(command, happened):
    """Kill a command and all that it started, as soon as something has happened."""
    while not happened():
        assert command.poll() is None, command.communicate()
        time.sleep(0.001)
    os.killpg(command.pid, signal.SIGKILL)
    command.communicate()
    assert command.returncode == -signal.SIGKILL


def test_a_killed_backup_leaves_no_backup(column):
    folder = column.folder / "backups"
    (column.folder / "media").mkdir(exist_ok=True)
    (column.folder / "media/0af1.png").write_bytes(os.urandom(LARGE))
    for member in ("database", "archive"):
        command = column.start("backup")
        kill_when(command, lambda member=member: list(folder.glob(f".making-*/{member}")))
        assert not list(folder.glob("*.zip"))
    file = column.backup()
    assert [path for path in folder.iterdir() if path.name != ".lock"] == [file]


def test_a_killed_restore_leaves_the_old_state_or_the_new(column):
    old = column.ask(COUNT)
    file = column.backup()
    column.ask("Letter.objects.filter(state='new').first().delete()")
    new = column.ask(COUNT)
    seen = set()
    for moment in range(MOMENTS):
        before = set(column.folder.rglob("before-restore*"))
        command = column.start("restore", "--replace", str(file))
        kill_when(command, lambda known=before: set(column.folder.rglob("before-restore*")) - known)
        assert list(column.folder.glob(".restoring/.making-*"))
        seen.add(column.ask(COUNT))
        assert seen <= {old, new}, moment
    column.manage("restore", "--replace", str(file))
    assert column.ask(COUNT) == old
    assert not list(column.folder.glob(".restoring/.making-*"))


@pytest.mark.parametrize("most", [200_000, 2_500_000])
def test_a_full_disk_leaves_no_backup(column, most):
    (column.folder / "media").mkdir(exist_ok=True)
    (column.folder / "media/0af1.png").write_bytes(os.urandom(4_000_000))
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limit[1]))
    try:
        said = column.manage_in_vain("backup")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert "CommandError" in said
    assert [path.name for path in (column.folder / "backups").iterdir()] == [".lock"]
