"""The virtual environment in .venv, filled with exactly what a lock file names."""

import hashlib
import subprocess
import sys
from pathlib import Path

from tools import OLDEST
from tools.talk import Problem, print_now, run_main

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-locks"
RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"

# Started from inside an activated .venv, the interpreter that made it does the work: it has pip,
# and it survives when .venv is made anew.
OUTER = str(getattr(sys, "_base_executable", "") or sys.executable)

NO_PIP = """\
{python} has neither pip nor the means to bring it into a virtual environment.
Nothing was installed. On Debian and Ubuntu, as root:
    apt-get install python3-pip python3-venv
Then start the same command again."""
NO_VENV = """\
Making .venv failed; Python's own words are above. Nothing was installed, and nothing outside .venv
was changed. When the cause is mended, start the same command again."""
NO_PACKAGES = """\
Installing the packages of {lock} failed; pip's own words are above.
.venv stays as it is, and nothing outside it was changed. When the cause is mended (often it is
the network), start the same command again: it carries on from here."""


def ensure_packages(lock: Path, *included: Path) -> None:
    """Make .venv hold the packages of `lock`; do nothing when it does already.

    `included` are the locks whose packages `lock` contains. Raises Problem.
    """
    version = working_python() or make_venv()
    marks = [lock_digest(version, each) for each in (lock, *included)]
    if marks[0] in installed_digests():
        print_now("• Packages: all there")
        return
    print_now(f"• Packages: installing {lock.name} into .venv (the first time takes a minute)")
    STAMP.unlink(missing_ok=True)
    install_lock(lock)
    STAMP.write_text("\n".join(marks) + "\n")


def ensure_development() -> int:
    """Make .venv hold what developers need, and return 0. Raises Problem."""
    ensure_packages(DEVELOPMENT, RUNTIME)
    return 0


def lock_digest(version: str, lock: Path) -> str:
    """Return what the stamp says of `lock` installed for Python `version`."""
    return hashlib.sha256(version.encode() + lock.read_bytes()).hexdigest()


def installed_digests() -> list[str]:
    """Return the marks of all locks whose packages are in .venv."""
    return STAMP.read_text().split() if STAMP.exists() else []


def working_python() -> str:
    """Return the version of .venv's Python; "" when .venv is missing, broken, moved or too old."""
    if not PYTHON.exists() or was_moved():
        return ""
    probe = "import sys; print(*sys.version_info[:2], sep='.')"
    found = run_quietly(str(PYTHON), "-I", "-S", "-c", probe)
    version = found.stdout.strip() if found.returncode == 0 else ""
    return version if version and tuple(map(int, version.split("."))) >= OLDEST else ""


def was_moved() -> bool:
    """Say whether .venv was made elsewhere: its commands would start with that place's Python."""
    activate = VENV / "bin" / "activate"
    return not activate.exists() or str(VENV) not in activate.read_text(errors="replace")


def make_venv() -> str:
    """Make .venv anew and return its Python's version. Raises Problem."""
    print_now("• Making .venv")
    # Debian keeps ensurepip in a package of its own; a pip outside can do without it.
    pip = ["--without-pip"] if has_pip(OUTER) else []
    made = run_quietly(OUTER, "-m", "venv", "--clear", *pip, str(VENV))
    version = working_python() if made.returncode == 0 else ""
    if version:
        return version
    if not pip:
        raise Problem(NO_PIP.format(python=OUTER))
    print(made.stdout + made.stderr, file=sys.stderr)
    raise Problem(NO_VENV)


def install_lock(lock: Path) -> None:
    """Install the packages of `lock` into .venv, each checked against its hash. Raises Problem."""
    options = ("-q", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r")
    done = run_quietly(*pip_command(), "install", *options, str(lock))
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        raise Problem(NO_PACKAGES.format(lock=lock.name))


def pip_command() -> list[str]:
    """Return the start of a pip command that works on .venv. Raises Problem."""
    if has_pip(OUTER):
        return [OUTER, "-m", "pip", "--python", str(PYTHON)]
    if has_pip(str(PYTHON)):
        return [str(PYTHON), "-m", "pip"]
    raise Problem(NO_PIP.format(python=OUTER))


def has_pip(python: str) -> bool:
    """Say whether `python` can run pip."""
    return run_quietly(python, "-m", "pip", "--version").returncode == 0


def run_quietly(*command: str) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end, keeping what it prints."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


if __name__ == "__main__":
    run_main(ensure_development)
