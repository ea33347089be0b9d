"""The virtual environment in .venv, brought in line with a lock file by uv."""

import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
# Started from inside an activated .venv, the interpreter that made it does the work: it has pip,
# and it survives when .venv is made again.
OUTER = str(getattr(sys, "_base_executable", "") or sys.executable)
WORKS = "import sys; raise SystemExit(sys.version_info < (3, 11))"

NO_PIP = """This Python has no pip that works on .venv; its own words are above.
On Debian and Ubuntu, as root: apt-get install python3-pip python3-venv
Then start the same command again. Nothing outside .venv was changed."""
NO_PACKAGES = """Installing {lock} failed; the reason is above. Often it is the network: start the
same command again, and it carries on from here. Nothing outside .venv was changed."""


def exit_with(text: str) -> NoReturn:
    """End the program with a sentence that says what happened and what to do next."""
    sys.exit(f"\n{text}")


def ensure_packages(lock: str) -> None:
    """Make .venv hold the packages of `lock`, each checked against its hash.

    Packages that are there beside those of the lock stay: a developer's .venv serves `make run`.
    """
    if not has_working_venv():
        make_venv()
    if not (VENV / "bin" / "uv").exists():
        install_uv()
    print(f"• Packages: those of {lock}, in .venv (the first time takes some minutes)", flush=True)
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(PYTHON)]
    if subprocess.run([*uv, "--require-hashes", "-r", lock], cwd=ROOT).returncode:
        exit_with(NO_PACKAGES.format(lock=lock))


def has_working_venv() -> bool:
    """Whether .venv is there, was made at this place, and its Python is new enough."""
    activate = VENV / "bin" / "activate"
    place = str(VENV.resolve())  # it may be a link to another clone's
    if not PYTHON.exists() or not activate.exists() or place not in activate.read_text():
        return False
    return subprocess.run([PYTHON, "-I", "-S", "-c", WORKS]).returncode == 0


def make_venv() -> None:
    """Make .venv. Debian keeps ensurepip in a package of its own, so pip comes from outside."""
    print("• Making .venv", flush=True)
    if subprocess.run([OUTER, "-m", "venv", "--clear", "--without-pip", VENV]).returncode:
        exit_with(NO_PIP)


def install_uv() -> None:
    """Install the uv that the developers' lock names; its hash is checked like every other."""
    pip = [OUTER, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--require-hashes", "-r", "requirements-uv.txt"]
    if subprocess.run(pip, cwd=ROOT).returncode:
        exit_with(NO_PIP)


if __name__ == "__main__":
    ensure_packages(DEVELOPMENT)
