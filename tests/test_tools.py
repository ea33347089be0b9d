"""What stands behind the Makefile, as far as it can be said without a fresh machine."""

import fcntl
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check_python, keys, packages, run
from tools import test as checks

pytestmark = pytest.mark.pure

ROOT = packages.ROOT


def test_an_old_python_is_told_so():
    with pytest.raises(SystemExit, match=r"3\.11 or newer; this one is 3\.10\.13"):
        check_python((3, 10, 13))


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_newer_python_will_do(version):
    check_python(version)


def test_a_fault_is_a_sentence_and_no_traceback():
    command = [sys.executable, "-m", "tools.run"]
    env = os.environ | {"PORT": "abc"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("\nPORT=abc is not a port")
    assert "Traceback" not in done.stderr


def test_a_free_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert run.check_port(str(port)) == port


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - that is the test
def test_a_port_in_use_is_named_with_a_way_out(host):
    with socket.create_server((host, 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"Port {port} can't be used.*make run PORT="):
            run.check_port(str(port))


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "8000.5", "٨٠٠٠", " "])
def test_what_is_not_a_port_is_refused(text):
    with pytest.raises(SystemExit, match="is not a port"):
        run.check_port(text)


def test_the_site_lives_where_it_listens_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    assert run.build_environment(8001, is_dev=False)["SITE_URL"] == "http://127.0.0.1:8001"
    monkeypatch.setenv("SITE_URL", "http://localhost:8001")
    assert run.build_environment(8001, is_dev=False)["SITE_URL"] == "http://localhost:8001"


def test_debug_is_for_developers(monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    assert "DEBUG" not in run.build_environment(8000, is_dev=False)
    assert run.build_environment(8000, is_dev=True)["DEBUG"] == "1"


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path):
    path = tmp_path / "local.env"
    assert keys.ensure_secrets(path) == ["SECRET_KEY", "LETTER_KEYS", "RECEIPT_KEY"]
    text = path.read_text()
    assert text.startswith("#")
    assert "LETTER_KEYS" in text.splitlines()[1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.ensure_secrets(path) == []
    assert path.read_text() == text


def test_a_missing_secret_is_added_to_what_is_there(tmp_path):
    path = tmp_path / "local.env"
    path.write_text("export SECRET_KEY=mine\n# RECEIPT_KEY=not yet\nLETTER_KEYS=a,b")
    path.chmod(0o644)
    before = path.read_text()
    assert keys.ensure_secrets(path) == ["RECEIPT_KEY"]
    assert re.fullmatch(re.escape(before) + r"\nRECEIPT_KEY=\S{43}\n", path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_runs_at_once_make_one_key(tmp_path):
    path = tmp_path / "local.env"
    script = (
        "from pathlib import Path; from tools.keys import ensure_secrets; "
        f"ensure_secrets(Path({str(path)!r}))"
    )
    with path.open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(0.5)
        first.write("LETTER_KEYS=of the first\n")
    assert second.wait(30) == 0
    assert path.read_text().count("LETTER_KEYS=") == 1


def test_no_secret_is_made_twice():
    made = [generate() for generate in keys.GENERATORS.values() for _ in range(2)]
    assert len(set(made)) == 6


def test_the_locks_agree():
    texts = [(ROOT / name).read_text() for name in (packages.RUNTIME, packages.DEVELOPMENT)]
    pins = [set(re.findall(r"^(\S+==\S+)", text, re.MULTILINE)) for text in texts]
    assert len(pins[0]) > 20
    assert pins[0] <= pins[1]


def test_an_environment_that_was_moved_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "VENV", tmp_path)
    monkeypatch.setattr(packages, "PYTHON", Path(sys.executable))
    assert not packages.has_working_venv()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "activate").write_text('VIRTUAL_ENV="/elsewhere/.venv"')
    assert not packages.has_working_venv()
    (tmp_path / "bin" / "activate").write_text(f'VIRTUAL_ENV="{tmp_path}"')
    assert packages.has_working_venv()


@pytest.mark.parametrize(("code", "result"), [(0, "ok"), (3, "FAILED")])
def test_a_check_is_what_its_exit_code_says(code, result, monkeypatch, capfd):
    monkeypatch.setattr(checks, "PYTHON", sys.executable)
    line = checks.run_check("a check", ("-c", f"print('its words'); raise SystemExit({code})"), {})
    assert line.split()[:3] == ["a", "check", result]
    assert capfd.readouterr().out == "\n=== a check\nits words\n"


MEET = """import pathlib, signal, sys
signal.alarm(60)
pathlib.Path(sys.argv[1]).touch()
print("begun", flush=True)
while not pathlib.Path(sys.argv[2]).exists(): pass
print("ended")
raise SystemExit(sys.argv[3] == "fails")"""


def test_what_is_short_runs_beside_the_tests_and_speaks_at_its_end(monkeypatch, capfd, tmp_path):
    """Types end only once the tests have begun, and tests only once types have."""
    one, other = str(tmp_path / "one"), str(tmp_path / "other")
    lint = ("lint", ["-c", "print('first')"], {})
    types = ("types", ["-c", MEET, one, other, "fails"], {})
    tests = ("tests", ["-c", MEET, other, one, "pytest"], {})
    monkeypatch.setattr(checks, "PYTHON", sys.executable)
    monkeypatch.setattr(checks, "ensure_packages", lambda lock: None)
    monkeypatch.setattr(checks, "list_checks", lambda *_, **__: [lint, types, tests])
    monkeypatch.setattr(sys, "argv", ["test", "--quick"])
    assert checks.main() == 1
    before, _, summary = capfd.readouterr().out.partition("\n=== summary\n")
    assert [line.split()[:2] for line in summary.splitlines()] == [
        ["lint", "ok"],
        ["tests", "ok"],
        ["types", "FAILED"],
    ]
    assert before.startswith("\n=== lint\nfirst\n")
    assert "\n=== types\nbegun\nended\n" in before


def test_a_developers_shell_stays_outside(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://letters")
    monkeypatch.setenv("DEBUG", "1")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = checks.build_environment(str(tmp_path))
    assert not {"DATABASE_URL", "DEBUG", "PYTHONDONTWRITEBYTECODE"} & env.keys()
    assert env["DATA_DIR"] == str(tmp_path)
    assert Path(env["PYTHONPYCACHEPREFIX"]).parent == packages.VENV  # kept from run to run


def test_nothing_is_installed_without_a_word_and_without_leave(monkeypatch):
    monkeypatch.setattr(checks.shutil, "which", lambda name: None)
    monkeypatch.setattr(checks.Path, "glob", lambda self, pattern: iter(()))
    with pytest.raises(SystemExit, match="chromium and postgresql"):
        checks.ensure_programs()


def test_it_stays_small():
    lines = sum(len(path.read_text().splitlines()) for path in (ROOT / "tools").glob("*.py"))
    assert 50 < lines <= 300
