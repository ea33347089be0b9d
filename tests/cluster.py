"""A primary of PostgreSQL and its streaming replica, of their own: tests stop and promote them."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from tests.postgres import USER, as_server_user, find_free_port, find_pg_ctl
from tests.waiting import wait_until

NAME = "letters"
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c log_statement=all"


class Server:
    """One server.

    Attributes:
        data: its folder.
        port: where it listens.
        log: every statement that it was sent, and more.
    """

    def __init__(self, data, host="127.0.0.1"):
        self.data, self.host, self.port = data, host, find_free_port()
        self.log = data.with_suffix(".log")

    def start(self):
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses={self.host} -k {self.data.parent} {QUICK}"
        run_program("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start")

    def stop(self):
        """Stop it as if the power had gone."""
        run_program("pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def ask(self, query):
        """The first value of the first row."""
        with self.connect() as connection:
            return connection.execute(query).fetchone()[0]

    def connect(self, name="postgres"):
        """A connection that commits each statement."""
        facts = {"host": self.host, "port": self.port, "user": USER, "dbname": name}
        return psycopg.connect(**facts, autocommit=True)

    def url(self, name=NAME):
        """The DATABASE_URL of a database."""
        return f"postgres://{USER}@{self.host}:{self.port}/{name}"

    def count_queries(self):
        """How many queries of the column it has been sent."""
        return self.log.read_text(errors="replace").count('FROM "questions_')


def run_program(name, *words):
    """Run one of PostgreSQL's programs, as its user if we are root."""
    program = Path(find_pg_ctl()).with_name(name)
    command = [*as_server_user(), program, *words]
    subprocess.run(
        command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/"
    )


@contextmanager
def running_primary(host="127.0.0.1"):
    """A server with an empty database, until the end of the block."""
    folder = Path(mkdtemp(prefix="advice-cluster-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    primary = Server(folder / "primary", host)
    run_program("initdb", "-D", primary.data, "-U", USER, "-A", "trust", "--no-sync")
    with (primary.data / "pg_hba.conf").open("a") as file:
        file.write("host all all 10.88.0.0/16 trust\n")  # of tests with networks of their own
    primary.start()
    try:
        primary.ask("SELECT 1")
        with primary.connect() as connection:
            connection.execute(f"CREATE DATABASE {NAME}")
        yield primary
    finally:
        for data in folder.glob("*/postmaster.pid"):
            run_program("pg_ctl", "-D", data.parent, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def start_replica(primary):
    """A streaming replica of a primary; it ends with it."""
    replica = Server(primary.data.with_name("replica"), primary.host)
    run_program(
        "pg_basebackup",
        "-D",
        replica.data,
        "-d",
        primary.url("postgres"),
        "-R",
        "-c",
        "fast",
        "--no-sync",
    )
    replica.start()
    return replica


def wait_until_streamed(primary, replica):
    """Until the replica has seen everything that the primary has."""
    now = primary.ask("SELECT pg_current_wal_lsn()::text")
    query = f"SELECT pg_last_wal_replay_lsn() >= '{now}'::pg_lsn"
    wait_until(lambda: replica.ask(query))


def copy_database(source, target):
    """Copy one database into another, which is empty."""
    folder = Path(find_pg_ctl()).parent
    load = [folder / "psql", "-q", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", target]
    command = [folder / "pg_dump", "--no-owner", source]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as dump:
        subprocess.run(load, stdin=dump.stdout, check=True)
    assert dump.returncode == 0
