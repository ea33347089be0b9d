"""Public pages are read from a replica, and nothing is shown longer because it lags."""

import os
import signal
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cluster import wait_until_streamed
from tests.replica.conftest import PUBLISH, WITHDRAW
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.usefixtures("served")

MEASURE_REPLICA = """
from questions.metrics.gauges import measure_replica
print([sample.value for sample in measure_replica()][0])
"""


@pytest.fixture
def get(column):
    """Asks for a page, under an address that no cache keeps, and returns status and text."""

    def ask(path, **headers):
        request = urllib.request.Request(f"{column.url}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    return ask


@pytest.fixture(scope="module")
def letter(column):
    """A published letter: its address, and the number of what was received."""
    slug, pk = column.ask(PUBLISH.format(number=1, headline="Far away")).split()
    return f"/questions/{slug}/", pk


def is_read_from(server, get, path, **headers):
    before = server.count_queries()
    assert get(path, **headers)[0] == 200
    return server.count_queries() > before


def test_public_pages_and_search_come_from_the_replica(primary, replica, get, letter):
    wait_until_streamed(primary, replica)
    for path in (f"{letter[0]}?again=1", "/search/?q=tell+him", "/api/v1/letters"):
        wait_until(lambda path=path: is_read_from(replica, get, path))
    wait_until(lambda: letter[0] in get("/search/?q=tell+him")[1])


@pytest.mark.parametrize("path", ["/?again=1", "/search/?q=him"])
def test_whoever_has_a_cookie_reads_from_the_primary(primary, replica, get, path):
    wait_until(lambda: is_read_from(replica, get, path))
    assert not is_read_from(replica, get, path, Cookie="csrftoken=1")


@pytest.mark.parametrize("path", ["/ask/", "/reply/", "/subscribe/", "/livez?"])
def test_no_other_page_comes_from_the_replica(replica, get, path):
    before = replica.count_queries()
    get(path)
    assert replica.count_queries() == before


def test_a_withdrawn_letter_goes_although_the_replica_lags(column, primary, replica, get, letter):
    slug, pk = column.ask(PUBLISH.format(number=2, headline="Taken back")).split()
    address = f"/questions/{slug}/"
    wait_until(lambda: get(address)[0] == 200)
    replica.ask("SELECT pg_wal_replay_pause()::text")
    try:
        column.ask(WITHDRAW.format(pk=pk))
        wait_until(lambda: get(address)[0] == 410)
        assert address not in get("/?again=1")[1] + get("/search/?q=tell+him")[1]
    finally:
        replica.ask("SELECT pg_wal_replay_resume()::text")
    wait_until_streamed(primary, replica)
    wait_until(lambda: is_read_from(replica, get, f"{letter[0]}?again=1"))
    assert {get(address)[0] for _ in range(5)} == {410}


def test_readers_do_not_notice_a_replica_that_is_away(replica, get, letter):
    replica.stop()
    assert {get(f"{letter[0]}?again=1")[0] for _ in range(20)} == {200}
    assert "replica: " in get("/readyz")[1]
    replica.start()
    wait_until(lambda: is_read_from(replica, get, f"{letter[0]}?again=1"))
    wait_until(lambda: "replica: " not in get("/readyz")[1])


def test_a_replica_that_is_behind_is_an_alarm(column, primary, replica, get):
    long_ago = "WorkerHeartbeat.objects.create(name='one', beat_at=timezone.now() - timedelta(1))"
    column.ask(f"from datetime import timedelta\nfrom django.utils import timezone\n{long_ago}")
    wait_until_streamed(primary, replica)
    assert column.ask(MEASURE_REPLICA) == "0.0"
    replica.ask("SELECT pg_wal_replay_pause()::text")
    try:
        column.ask("WorkerHeartbeat.record_beat('one')")
        assert "replica: " in get("/readyz")[1]
        assert 86_300 < float(column.ask(MEASURE_REPLICA)) < 86_900
    finally:
        replica.ask("SELECT pg_wal_replay_resume()::text")


@contextmanager
def locked_for_ever(primary, replica):
    """A table whose lock the replica never hears the end of, as of VACUUM FULL."""
    held = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation > 16384"
    with primary.connect("letters") as connection, connection.transaction():
        connection.execute("LOCK TABLE questions_question IN ACCESS EXCLUSIVE MODE")
        connection.execute("SELECT pg_switch_wal()::text")
        wait_until(lambda: replica.ask(held))
        replica.ask("SELECT pg_wal_replay_pause()::text")
        wait_until(lambda: replica.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")
    try:
        yield
    finally:
        replica.ask("SELECT pg_wal_replay_resume()::text")


@contextmanager
def halted(primary, replica):
    """Processes that go on listening and answer nothing."""
    first = (replica.data / "postmaster.pid").read_text().split()[0]
    others = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    for pid in (first, *others):
        os.kill(int(pid), signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in (first, *others):
            os.kill(int(pid), signal.SIGCONT)


@pytest.mark.parametrize("hang", [locked_for_ever, halted])
def test_readers_wait_for_no_replica_that_hangs(primary, replica, get, letter, hang):
    path = f"{letter[0]}?again=1"
    wait_until(lambda: is_read_from(replica, get, path))
    with ThreadPoolExecutor(8) as pool:  # more than there are threads: each has a connection
        assert set(pool.map(lambda _: get(path)[0], range(40))) == {200}
        with hang(primary, replica):
            assert set(pool.map(lambda _: get(path)[0], range(40))) == {200}
    wait_until_streamed(primary, replica)
    wait_until(lambda: is_read_from(replica, get, path))


def test_the_column_goes_on_with_the_one_that_is_promoted(column, primary, replica, get, letter):
    wait_until_streamed(primary, replica)
    primary.stop()
    replica.ask("SELECT pg_promote()")
    wait_until(lambda: get("/ask/")[0] == 200 and get(f"{letter[0]}?again=1")[0] == 200)
    slug = column.ask(PUBLISH.format(number=3, headline="After the failover")).split()[0]
    wait_until(lambda: get(f"/questions/{slug}/")[0] == 200)
