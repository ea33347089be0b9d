"""make test, make check and make lint: every check there is, or the quick ones."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from advice.keys import GENERATORS
from tools.packages import DEVELOPMENT, PYTHON, ROOT, VENV, ensure_packages, exit_with

# A developer's shell stays outside: nothing else of it reaches the checks.
PASSED_ON = ["CHROMIUM", "CI", "EXPORT_SAMPLES", "HOME", "HOSTILE_INPUT", "KILL_ROUNDS", "LANG"]
PASSED_ON += ["LD_LIBRARY_PATH", "PATH", "TERM", "TMPDIR"]
NOT_INSTALLED = """The tests need {names}, and no apt-get may be run here without asking.
Install them by hand, then start the same command again. Nothing was changed."""
PYTEST = ["-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
DEPLOY = ["-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
ON_POSTGRESQL, POSTGRESQL = "database or not (browser or pure)", {"TEST_DATABASE": "postgresql"}
Check = tuple[str, list[str], dict[str, str]]


def main() -> int:
    """Set up, run every check to its end, sum up; return 0 when all is well."""
    is_quick = sys.argv[1:] in (["--quick"], ["--lint"])
    ensure_packages(DEVELOPMENT)
    if not is_quick:
        ensure_programs()
    with tempfile.TemporaryDirectory() as data, ThreadPoolExecutor(1) as beside:
        lint, *checks = list_checks(build_environment(data), sys.argv[1:], is_quick=is_quick)
        results = [run_check(*lint)]  # it may write into files that the others read
        quick = [one for one in checks if "pytest" not in one[1]]
        found = beside.map(run_check, *zip(*quick, strict=True))
        results += [*(run_check(*one) for one in checks if "pytest" in one[1]), *found]
    print("\n=== summary", *results, sep="\n", flush=True)
    return int(any("FAILED" in result for result in results))


def ensure_programs() -> None:
    """Install PostgreSQL and Chromium where they are missing and apt-get can bring them."""
    missing = [] if shutil.which(os.environ.get("CHROMIUM") or "chromium") else ["chromium"]
    if not shutil.which("pg_ctl") and not list(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")):
        missing.append("postgresql")
    if os.environ.get("CI") and os.geteuid() == 0:
        wanted = {"varnishd": "varnish", "pgbouncer": "pgbouncer"}
        missing += [package for name, package in wanted.items() if not shutil.which(name)]
    if not missing:
        return
    root = () if os.geteuid() == 0 else ("sudo", "-n")
    if not shutil.which("apt-get") or (root and subprocess.run([*root, "true"]).returncode):
        exit_with(NOT_INSTALLED.format(names=" and ".join(missing)))
    print(f"• System packages: apt-get installs {' and '.join(missing)} now", flush=True)
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"])
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *missing])


def build_environment(data: str) -> dict[str, str]:
    """The environment of a column that keeps everything in the folder `data`."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    made = {name: generate() for name, generate in GENERATORS.items()}
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    local = {"SITE_URL": "http://127.0.0.1:8000", "DATA_DIR": data, "CHROMIUM": browser}
    # Hundreds of processes are started: none should compile what another one, or a run before, has.
    return {**passed, **made, **local, "PYTHONPYCACHEPREFIX": str(VENV / "bytecode")}


def list_checks(env: dict[str, str], arguments: list[str], *, is_quick: bool) -> list[Check]:
    """What is run, in order; on PostgreSQL only what can prove something about it."""
    checks = [
        ("lint", ["-m", "pre_commit", "run", "--all-files"], env),
        ("types", ["-m", "mypy"], env),
        ("migrations", ["manage.py", "makemigrations", "--check", "--dry-run"], env),
    ]
    if is_quick:
        fast = ("fast tests", [*PYTEST, "-m", "not browser and not slow"], env)
        return checks if arguments == ["--lint"] else [*checks, fast]
    return [
        *checks,
        ("check --deploy", DEPLOY, {**env, "SITE_URL": "https://column.example"}),
        ("pytest on SQLite", [*PYTEST, *arguments], env),
        ("pytest on PostgreSQL", [*PYTEST, "-m", ON_POSTGRESQL, *arguments], POSTGRESQL | env),
    ]


def run_check(name: str, command: list[str], env: dict[str, str]) -> str:
    """Run one check; all but the tests are silent till they end. Returns its summary's line."""
    started, output = time.monotonic(), None if "pytest" in command else subprocess.PIPE
    if not output:
        print(f"\n=== {name}", flush=True)
    done = subprocess.run([PYTHON, *command], cwd=ROOT, env=env, stdout=output, stderr=output)
    if output:
        print(f"\n=== {name}\n{(done.stdout + done.stderr).decode()}", end="", flush=True)
    return f"{name:22}{'FAILED' if done.returncode else 'ok':8}{time.monotonic() - started:6.1f} s"


if __name__ == "__main__":
    sys.exit(main())
