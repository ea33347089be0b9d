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

from tools import check_python, keys, packages, postgres, run, services
from tools.steps import Outcome, Step, exit_code, format_summary
from tools.steps import run_step as run_step
from tools.talk import Problem

LOCKS = (packages.RUNTIME, packages.DEVELOPMENT)


def test_an_old_python_is_told_so():
    with pytest.raises(SystemExit, match=r"3\.11 or newer; this one is 3\.10\.13"):
        check_python((3, 10, 13))


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_newer_python_will_do(version):
    check_python(version)


def test_a_problem_is_a_sentence_and_no_traceback():
    command = [sys.executable, "-m", "tools.run"]
    env = os.environ | {"PORT": "abc"}
    done = subprocess.run(command, cwd=run.ROOT, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("\nPORT=abc is not a port")
    assert "Traceback" not in done.stderr


def test_what_is_said_stands_before_what_a_child_prints():
    script = (
        "import os; from tools.talk import print_now; print_now('first'); os.write(1, b'second')"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=run.ROOT, env={}, capture_output=True)
    assert done.stdout == b"first\nsecond"


def test_a_free_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert run.free_port(str(port)) == port


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - that is the test
def test_a_port_in_use_is_named_with_a_way_out(host):
    with socket.create_server((host, 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(Problem) as problem:
            run.free_port(str(port))
    assert f"Port {port} is taken" in str(problem.value)
    assert "make run PORT=" in str(problem.value)


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "8000.5", "٨٠٠٠", " "])
def test_what_is_not_a_port_is_refused(text):
    with pytest.raises(Problem, match="is not a port"):
        run.free_port(text)


def test_the_site_lives_where_it_listens_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("SITE_URL", raising=False)
    assert run.build_environment(8001, dev=False)["SITE_URL"] == "http://127.0.0.1:8001"
    monkeypatch.setenv("SITE_URL", "http://localhost:8001")
    assert run.build_environment(8001, dev=False)["SITE_URL"] == "http://localhost:8001"


def test_debug_is_for_developers(monkeypatch):
    monkeypatch.delenv("DEBUG", raising=False)
    assert "DEBUG" not in run.build_environment(8000, dev=False)
    assert run.build_environment(8000, dev=True)["DEBUG"] == "1"


def test_the_folder_is_named_so_that_it_can_be_found(monkeypatch):
    assert run.display_path(run.VAR) == "var"
    assert run.display_path(run.Path("/srv/column/data")) == "/srv/column/data"
    monkeypatch.chdir("/")
    assert run.display_path(run.Path("srv")) == "/srv"


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
    script = f"from pathlib import Path; from tools import keys; keys.ensure(Path({str(path)!r}))"
    with path.open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = subprocess.Popen([sys.executable, "-c", script], cwd=run.ROOT)
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(0.5)
        first.write("LETTER_KEYS=of the first\n")
    assert second.wait(30) == 0
    assert path.read_text().count("LETTER_KEYS=") == 1


def test_no_secret_is_made_twice():
    assert len({*keys.generate_secrets().values(), *keys.generate_secrets().values()}) == 6


def test_the_locks_agree():
    pins = [set(re.findall(r"^(\S+==\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS]
    assert pins[0]
    assert pins[0] <= pins[1]


def test_a_lock_that_changes_is_installed_again(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("django==5.2.1")
    before = packages.lock_digest("3.11", lock)
    assert packages.lock_digest("3.12", lock) != before
    lock.write_text("django==5.2.2")
    assert packages.lock_digest("3.11", lock) != before


def test_an_environment_that_was_moved_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "VENV", tmp_path)
    assert packages.was_moved()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "activate").write_text('VIRTUAL_ENV="/elsewhere/.venv"')
    assert packages.was_moved()
    (tmp_path / "bin" / "activate").write_text(f'VIRTUAL_ENV="{tmp_path}"')
    assert not packages.was_moved()


def test_versions_of_postgresql_are_numbers():
    paths = [Path(f"/usr/lib/postgresql/{each}/bin") for each in ("9.6", "17", "15", "9.10")]
    found = [path.parent.name for path in sorted(paths, key=postgres.version_from_path)]
    assert found == ["9.6", "9.10", "15", "17"]


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ('ID=debian\nPRETTY_NAME="Debian GNU/Linux"', True),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"', True),
        ("ID=fedora", False),
        ("ID=arch\nHOME_URL=https://example.org/?debian=1", False),
    ],
)
def test_debian_and_its_kin_are_known(release, expected):
    assert services.is_debian(release) is expected


def test_the_summary_names_every_step_and_every_gap():
    outcomes = [Outcome("mypy", "ok", 1.25), Outcome("pytest on SQLite", "FAILED", 60)]
    lines = format_summary(outcomes, ["Chromium"]).splitlines()
    assert lines[-3].split() == ["mypy", "ok", "1.2", "s"]
    assert lines[-2].split() == ["pytest", "on", "SQLite", "FAILED", "60.0", "s"]
    assert lines[-1].startswith("Not found: Chromium")


@pytest.mark.parametrize(
    ("result", "missing", "on_ci", "code"),
    [
        ("ok", [], True, 0),
        ("FAILED", [], False, 1),
        ("ok", ["Chromium"], False, 0),
        ("ok", ["Chromium"], True, 1),
    ],
)
def test_what_is_missing_fails_on_ci_only(result, missing, on_ci, code):
    assert exit_code([Outcome("mypy", result)], missing, on_ci) == code


@pytest.mark.parametrize(("code", "result"), [(0, "ok"), (3, "FAILED")])
def test_a_step_is_what_its_exit_code_says(code, result, monkeypatch, capfd):
    monkeypatch.setattr("tools.steps.PYTHON", sys.executable)
    outcome = run_step(Step("a step", ("-c", f"print('its words'); raise SystemExit({code})"), {}))
    assert outcome.result == result
    assert capfd.readouterr().out == "\n=== a step\nits words\n"
