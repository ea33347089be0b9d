"""A PostgreSQL for the tests, started by pytest-postgresql: quick and forgetful (no fsync).

python -m tests.postgres -- COMMAND …    runs a command that finds it in DATABASE_URL
"""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from pytest_postgresql.executors.proc import PostgreSQLExecutor

USER = "postgres"  # PostgreSQL refuses to be root: root starts it as this user
AS_USER = '#!/bin/sh\nexec setpriv --reuid={user} --regid={user} --clear-groups {program} "$@"\n'


def start_server() -> str:
    """Start a server that ends with this process, and return its DATABASE_URL."""
    # In /tmp, because the path of a socket may have about a hundred characters and no more.
    folder = Path(tempfile.mkdtemp(prefix="advice-postgres-", dir="/tmp"))
    program = find_pg_ctl()
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
        program = write_wrapper(folder, program)
    server = PostgreSQLExecutor(
        executable=program,
        host="127.0.0.1",
        port=find_free_port(),
        datadir=str(folder / "data"),
        unixsocketdir=str(folder),
        logfile=str(folder / "log"),
        startparams="-w",
        dbname="advice",
        user=USER,
        postgres_options="-c full_page_writes=off -c synchronous_commit=off",
    )
    here = Path.cwd()
    os.chdir(folder)  # its user may not enter ours
    server.start()
    os.chdir(here)
    atexit.register(stop_server, server, folder)
    return f"postgres://{USER}@127.0.0.1:{server.port}/postgres"


def find_pg_ctl() -> str:
    """The newest pg_ctl of this machine; Debian keeps it off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"),
        key=lambda path: int(path.parts[-3]),
    )
    program = str(found[-1]) if found else shutil.which("pg_ctl")
    if not program:
        sys.exit("PostgreSQL is not installed, and these tests need it.")
    return program


def as_server_user() -> list[str]:
    """What a command begins with, so that root gives up its rights first."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]


def write_wrapper(folder: Path, program: str) -> str:
    """A pg_ctl that gives up root's rights first."""
    wrapper = folder / "pg_ctl"
    wrapper.write_text(AS_USER.format(user=USER, program=program))
    wrapper.chmod(0o755)
    return str(wrapper)


def find_free_port() -> int:
    """A port of the loopback address that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def stop_server(server: PostgreSQLExecutor, folder: Path) -> None:
    """Stop it, and leave nothing behind."""
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    url = start_server()
    done = subprocess.run(sys.argv[2:], env={**os.environ, "DATABASE_URL": url})
    sys.exit(done.returncode)
