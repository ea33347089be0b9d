"""A node that loses the database shows a withdrawn letter for a minute at most, and comes back.

It needs root, network namespaces and two minutes: NODE_ROUNDS=20 runs it.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from questions.page_cache.store import MAX_UNCHECKED_SECONDS
from tests.backups.conftest import Place
from tests.browser.conftest import ROOT, empty_database
from tests.cluster import copy_database, running_primary
from tests.copies import prepare_column
from tests.replica.conftest import PUBLISH, WITHDRAW
from tests.waiting import PATIENCE, wait_until

SPACE, DATABASE, NODE = "column-node", "10.88.1.1", "10.88.2.2"
NETWORK = f"""
ip netns add {SPACE}
ip address add {DATABASE}/32 dev lo
ip link add column-db type veth peer name db netns {SPACE}
ip link add column-web type veth peer name web netns {SPACE}
ip address add 10.88.3.1/30 dev column-db
ip address add 10.88.2.1/30 dev column-web
ip link set column-db up
ip link set column-web up
ip -n {SPACE} address add 10.88.3.2/30 dev db
ip -n {SPACE} address add {NODE}/30 dev web
ip -n {SPACE} link set lo up
ip -n {SPACE} link set db up
ip -n {SPACE} link set web up
ip -n {SPACE} route add {DATABASE} via 10.88.3.1
"""
GONE = f"ip netns del {SPACE}\nip address del {DATABASE}/32 dev lo"

pytestmark = pytest.mark.skipif(
    "NODE_ROUNDS" not in os.environ or os.geteuid() != 0, reason="It takes root and two minutes."
)


def run_lines(lines):
    for line in lines.strip().splitlines():
        subprocess.run(line.split(), check=True)


@pytest.fixture
def column(tmp_path):
    """A column in a network of its own, served by one process."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.skip("This is about PostgreSQL.")
    place = Place(tmp_path, "")
    with ExitStack() as stack:
        run_lines(NETWORK)
        stack.callback(run_lines, GONE)
        primary = stack.enter_context(running_primary(DATABASE))
        for database in empty_database():
            prepare_column(place.environment | {"DATABASE_URL": database}, "--no-demo")
            copy_database(database, primary.url())
        place.environment["DATABASE_URL"] = primary.url()
        words = ["serve", "--host", NODE, "--port", "8000", "--no-worker", "--workers", "1"]
        command = ["ip", "netns", "exec", SPACE, sys.executable, "manage.py", *words]
        server = subprocess.Popen(command, cwd=ROOT, env=place.environment)
        try:
            wait_until(lambda: ask(place, "/livez") == 200)
            yield place
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=PATIENCE)


def ask(place, path):
    """The status of a page; 0 if nobody answers."""
    connection = http.client.HTTPConnection(NODE, 8000, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": place.url.partition("//")[2]})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_a_node_that_is_cut_off_stops_showing_what_was_withdrawn(column):
    slug, pk = column.ask(PUBLISH.format(number=1, headline="Cut off")).split()
    path = f"/questions/{slug}/"
    wait_until(lambda: ask(column, path) == 200)
    run_lines("ip link set column-db down")
    cut_at, slowest, statuses = time.monotonic(), 0, []
    column.ask(WITHDRAW.format(pk=pk))
    while 503 not in statuses:
        began = time.monotonic()
        statuses.append(ask(column, path))
        slowest = max(slowest, time.monotonic() - began if statuses[-1] == 200 else 0)
        assert began - cut_at < MAX_UNCHECKED_SECONDS + PATIENCE
        time.sleep(0.2)
    shown = began - cut_at
    assert shown < MAX_UNCHECKED_SECONDS + 10
    print(f"{statuses.count(200)} pages in {shown:.1f} s, the slowest {slowest:.1f}")  # noqa: T201
    assert set(statuses) == {200, 503}
    run_lines("ip link set column-db up")
    wait_until(lambda: ask(column, path) == 410)
