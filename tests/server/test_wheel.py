"""The wheel: a column from one file and a folder, with nothing written beside it."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile

import pytest

from tests.browser.conftest import ROOT, free_port, wait_until_served
from tests.waiting import PATIENCE

pytestmark = pytest.mark.pure
KEYS = ["letter_keys", "receipt_key", "secret_key"]
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """What `pip install` unpacks."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


class Column:
    """`advice-column serve` on a folder, with an environment that says nothing else."""

    def __init__(self, package, data):
        self.data, self.port = data, free_port()
        kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        elsewhere = str(package.parent / "bytecode")
        self.environment = kept | {"PYTHONPATH": str(package), "PYTHONPYCACHEPREFIX": elsewhere}

    def start(self):
        command = [sys.executable, "-m", "advice", "serve", "--data", self.data, "--port"]
        self.process = subprocess.Popen(
            [*command, str(self.port)],
            cwd="/",
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until_served(f"http://127.0.0.1:{self.port}", self.process)

    def stop(self):
        """End it as an operator does; return what it said."""
        self.process.terminate()
        try:
            return self.process.communicate(timeout=PATIENCE)[0].decode()
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.read().decode()


def files_of(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*"))


def read_keys(data):
    return {path.name: path.read_text().strip() for path in (data / "keys").iterdir()}


def test_a_column_from_nothing(package, tmp_path):
    before, column = files_of(package), Column(package, tmp_path / "data")
    column.start()
    try:
        assert "Write" in column.get("/ask/")
        page = column.get("/")
        assert "<style>" in page
        assert "<svg" in column.get(re.search(r"/static/site/icon\.\w+\.svg", page)[0])
    finally:
        said = column.stop()
    assert column.process.returncode == 0
    assert files_of(package) == before

    keys, folder = read_keys(column.data), column.data / "keys"
    assert sorted(keys) == KEYS
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert "KEEP A COPY OF THEM SOMEWHERE ELSE" in said
    password = (column.data / "first-password.txt").read_text().split()[-1]
    assert not [secret for secret in (password, *keys.values()) if secret in said]

    column.start()
    assert "KEEP A COPY" not in column.stop()
    assert read_keys(column.data) == keys


def test_a_folder_that_cannot_be_used_is_a_sentence(package, tmp_path):
    (tmp_path / "data").write_text("a file")
    command = [sys.executable, "-m", "advice", "serve", "--data", tmp_path / "data"]
    environment = Column(package, tmp_path).environment
    done = subprocess.run(command, cwd="/", env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "can't be written to" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("file", ["column.sqlite3", "search.sqlite3"])
@pytest.mark.parametrize("lost", ["letter_keys", "receipt_key", "secret_key"])
def test_a_lost_key_is_never_made_anew(package, tmp_path, file, lost):
    column = Column(package, tmp_path)
    (tmp_path / "keys").mkdir()
    for name in set(KEYS) - {lost}:
        (tmp_path / "keys" / name).write_text("a" * 60)
    (tmp_path / file).touch()
    command = [sys.executable, "-m", "advice", "version", "--data", tmp_path]
    done = subprocess.run(command, cwd="/", env=column.environment, capture_output=True, text=True)
    can_be_made = lost == "secret_key"  # it signs sessions alone
    assert (done.returncode == 0) == can_be_made
    assert (tmp_path / "keys" / lost).exists() == can_be_made
    assert (f"keys/{lost} is missing" in done.stderr) != can_be_made
    assert (f"give {lost.upper()}" in done.stderr) != can_be_made
