"""What the log of a real PostgreSQL quotes when our statements fail, wait or are slow."""

import threading
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, connections
from django.db.utils import load_backend

from advice.databases import with_connection_options
from questions.doctor import Level, server_log
from tests.cluster import NAME, running_primary

pytestmark = pytest.mark.slow
CANARY = "canary-4711"
TABLE = "CREATE TABLE letters (name varchar(40) UNIQUE, words text NOT NULL)"
ADD = "INSERT INTO letters VALUES (%s, %s)"
CHANGE = "UPDATE letters SET words = %s WHERE name = %s"
STATEMENTS = {
    "too long": [(ADD, [CANARY * 9, CANARY])],
    "no table": [("SELECT 1 FROM nowhere WHERE name = %s", [CANARY])],
    "too slow": [("SET statement_timeout = 50", []), ("SELECT pg_sleep(9), %s::text", [CANARY])],
}
QUOTED = {
    "there already": [(ADD, [CANARY, "x"]), (ADD, [CANARY, "x"])],
    "incomplete": [(ADD, [CANARY, None])],
    "slow": [("SELECT %s::text", [CANARY]), ("SELECT 1/0", [])],
}


@pytest.fixture
def server(django_db_blocker):
    """A server as Debian sets it up, with an ordinary role, whose slow statements are logged."""
    with django_db_blocker.unblock(), running_primary() as primary:
        with primary.connect(NAME) as admin:
            admin.execute("CREATE ROLE writer LOGIN")
            admin.execute("ALTER ROLE writer SET log_statement = none")
            admin.execute("GRANT ALL ON SCHEMA public TO writer")
        send(primary, (TABLE, []), (ADD, ["one", ""]), (ADD, ["two", ""]))
        yield primary


@contextmanager
def connected(server):
    """The column's connection as an ordinary role, with the options that it always has."""
    engine = "django.db.backends.postgresql"
    usual = {**connections.settings["default"], "ENGINE": engine, "NAME": NAME, "OPTIONS": {}}
    usual |= {"HOST": server.host, "PORT": server.port, "USER": "writer", "PASSWORD": ""}
    own = load_backend(engine).DatabaseWrapper(with_connection_options(usual), "other")
    try:
        yield own
    finally:
        own.close()


def send(server, *statements):
    """Send statements until one fails. Returns what the server's log got."""
    begin = server.log.stat().st_size
    with connected(server) as own, own.cursor() as cursor, suppress(DatabaseError):
        for statement, values in statements:
            cursor.execute(statement, values)
    return server.log.read_bytes()[begin:].decode()


def lock_each_other(server):
    """Two transactions that wait for each other. Returns what the server's log got."""
    begin, both = server.log.stat().st_size, threading.Barrier(2)

    def change(*names):
        with connected(server) as own, suppress(DatabaseError):
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute(CHANGE, [CANARY, names[0]])
                both.wait()
                cursor.execute(CHANGE, [CANARY, names[1]])

    pairs = (("one", "two"), ("two", "one"))
    threads = [threading.Thread(target=change, args=names) for names in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return server.log.read_bytes()[begin:].decode()


def examine(server, monkeypatch):
    """What the doctor says of the server."""
    with connected(server) as own:
        monkeypatch.setattr(server_log, "connection", own)
        (found,) = server_log.check_server_log()
    return found


def test_it_quotes_no_value_with_a_statement(server):
    for name, statements in STATEMENTS.items():
        written = send(server, *statements)
        assert "ERROR: " in written, name
        assert "STATEMENT: " in written, name
        assert CANARY not in written, name
    written = lock_each_other(server)
    assert "deadlock detected" in written
    assert CANARY not in written


def test_it_quotes_nothing_once_the_doctors_lines_are_said(server, monkeypatch):
    with server.connect(NAME) as admin:
        admin.execute("ALTER ROLE writer SET log_min_duration_statement = 0")
        for name, statements in QUOTED.items():
            assert CANARY in send(server, *statements), name
        found = examine(server, monkeypatch)
        assert found.level == Level.WARNING
        assert "restart PgBouncer" in found.remedy  # its sessions keep what a role had
        admin.execute(found.remedy.partition(": ")[2])
    for name, statements in QUOTED.items():
        written = send(server, *statements)
        assert "ERROR: " in written, name
        assert CANARY not in written, name
    assert examine(server, monkeypatch).level == Level.OK
