"""A PostgreSQL of one's own, for as long as it is needed.

On a command line: python tools/postgres.py -- command …, which finds its address in DATABASE_URL.
Nobody else can reach it: it listens on a socket in a folder that only its owner may enter. It is
quick and forgetful (no fsync), so it is for tests and never for letters.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SUPERUSER = "postgres"
NAME = "advice"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off
full_page_writes = off
synchronous_commit = off
"""


class PostgresUnavailable(Exception):
    """PostgreSQL is not here or does not start; the text says why."""


def find_binaries() -> Path | None:
    """Return the folder that holds initdb and pg_ctl, None when there is none."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=version_from_path, reverse=True
    )
    folders += pg_config_folders()
    return next((each for each in folders if (each / "initdb").exists()), None)


def version_from_path(folder: Path) -> tuple[int, ...]:
    """Return the version in a path such as /usr/lib/postgresql/15/bin, to sort by."""
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


def pg_config_folders() -> list[Path]:
    """Return the folder that pg_config names, if there is a pg_config."""
    if not shutil.which("pg_config"):
        return []
    named = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
    return [Path(named.stdout.strip())] if named.returncode == 0 else []


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a PostgreSQL, yield its DATABASE_URL, and leave nothing of it behind.

    Raises Unavailable when PostgreSQL is not installed or does not start.
    """
    programs = find_binaries()
    if programs is None:
        raise PostgresUnavailable("PostgreSQL is not installed.")
    identity = server_account()
    # In /tmp, because the path of a socket may have about a hundred characters and no more.
    folder = Path(tempfile.mkdtemp(prefix="advice-postgres-", dir="/tmp"))
    try:
        if identity:
            shutil.chown(folder, identity["user"], identity["group"])
        start_cluster(programs, folder, identity)
        # The second slash makes the folder part of the path, where django-environ looks for it.
        yield f"postgres://{NAME}@/{folder}/{NAME}"
    finally:
        remove_cluster(programs, folder, identity)


def server_account() -> dict[str, Any]:
    """Return who PostgreSQL runs as, for subprocess: it refuses to be root. Raises Unavailable."""
    if os.geteuid() != 0:
        return {}
    try:
        group = pwd.getpwnam(SUPERUSER).pw_gid
    except KeyError:
        raise PostgresUnavailable(
            f"PostgreSQL needs the user {SUPERUSER!r} when root starts it."
        ) from None
    return {"user": SUPERUSER, "group": group, "extra_groups": []}


def start_cluster(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    """Make a cluster with one empty database in `folder` and start it. Raises Unavailable."""
    data = folder / "data"
    initdb = ["initdb", "-D", str(data), "-U", NAME, "-A", "trust", "-E", "UTF8", "--no-sync"]
    run_program(programs, folder, identity, *initdb, "--locale=C.UTF-8")
    with (data / "postgresql.conf").open("a") as conf:
        conf.write(SETTINGS.format(folder=folder))
    log = str(folder / "log")
    run_program(programs, folder, identity, "pg_ctl", "-D", str(data), "-l", log, "-w", "start")
    run_program(programs, folder, identity, "createdb", "-h", str(folder), "-U", NAME, NAME)


def run_program(
    programs: Path, folder: Path, identity: dict[str, Any], name: str, *rest: str
) -> None:
    """Run one of PostgreSQL's programs. Raises Unavailable with what it printed."""
    # PGPORT and its like would lead the programs to another server.
    env = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    command = [str(programs / name), *rest]
    # pg_ctl's server keeps what it inherits: a pipe would never end, so a file takes the words.
    with (folder / f"{name}.out").open("w+") as out:
        done = subprocess.run(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            **identity,
        )
        out.seek(0)
        if done.returncode:
            raise PostgresUnavailable(f"PostgreSQL's {name} failed: {out.read().strip()}")


def remove_cluster(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    """Stop the server in `folder`, if there is one, and delete the folder."""
    # A second Ctrl-C must not leave half of it behind.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop = ["-D", str(folder / "data"), "-m", "immediate", "stop"]
    try:
        with suppress(PostgresUnavailable):  # it had not come so far, or it is gone already
            run_program(programs, folder, identity, "pg_ctl", *stop)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGINT, before)


def run_with_database(command: list[str], url: str) -> int:
    """Run `command` with DATABASE_URL set and return its exit code; signals are for it to obey."""
    child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
    signal.signal(signal.SIGTERM, lambda number, frame: child.send_signal(number))
    # The terminal has told the command already.
    signal.signal(signal.SIGINT, lambda number, frame: None)
    code = child.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    """Run the command after `--` with a PostgreSQL of its own; return its exit code."""
    command = sys.argv[2:]
    if sys.argv[1:2] != ["--"] or not command:
        sys.exit("Say what to run with a PostgreSQL: python tools/postgres.py -- command …")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        with temporary_server() as url:
            return run_with_database(command, url)
    except PostgresUnavailable as reason:
        sys.exit(f"{reason}\nThe command was not started, and nothing was left behind.")


if __name__ == "__main__":
    sys.exit(main())
