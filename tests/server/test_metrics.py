"""The numbers at `/metrics` are those of all processes, and of killed ones too."""

import os
import signal
import socket
import urllib.error
import urllib.request
from collections import Counter
from unittest.mock import patch

import pytest

from advice.server.metrics import MetricsServer
from advice.server.web import open_listener
from tests.browser.conftest import free_port, wait_until_served
from tests.metrics.exposition import read_metrics
from tests.server.conftest import start_serving
from tests.waiting import PATIENCE, wait_until

TOKEN = "a-token-for-prometheus-and-nobody-else"
ABOUT = (("route", "/about/"), ("status", "200"))
REQUESTS = 60


@pytest.fixture(scope="module")
def counted(environment):
    """The column with numbers for whoever has the token, on its own port and on the site's."""
    found = environment | {
        "METRICS_TOKEN": TOKEN,
        "METRICS_LISTEN": f"127.0.0.1:{free_port()}",
    }
    process = start_serving(found)
    try:
        wait_until_served(found["SITE_URL"], process)
        yield found, process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def fetch(url, token=TOKEN):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.read().decode()


def own_port(environment):
    return f"http://{environment['METRICS_LISTEN']}/metrics"


def numbers(environment):
    return read_metrics(fetch(own_port(environment)))


def answered(environment):
    return numbers(environment).get("column_requests_total", {}).get(ABOUT, 0)


def find_children(pid):
    """The processes that `serve` has started, by their number."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(word) for word in file.read().split()]


def test_nothing_is_lost_when_processes_are_killed(counted):
    environment, server = counted
    sent = Counter()
    for child in [*find_children(server.pid)[:2], None]:
        for _ in range(REQUESTS):
            fetch(environment["SITE_URL"] + "/about/")
            sent["about"] += 1
        wait_until(lambda: answered(environment) == sent["about"])
        if child:
            os.kill(child, signal.SIGKILL)
            wait_until(lambda gone=child: gone not in find_children(server.pid))
            wait_until(lambda: len(find_children(server.pid)) == 5)
    found = numbers(environment)
    assert found["column_page_cache_total"][(("result", "hit"),)] > 2 * REQUESTS
    starts = found["column_process_starts_total"]
    assert starts[(("process", "web-1"),)] == starts[(("process", "web-2"),)] == 2
    assert starts[(("process", "metrics"),)] == 1


def test_the_site_says_the_same(counted):
    environment, _ = counted
    fetch(environment["SITE_URL"] + "/about/")
    wait_until(lambda: answered(environment) > 0)
    found = read_metrics(fetch(environment["SITE_URL"] + "/metrics"))
    assert found["column_requests_total"][ABOUT] == answered(environment)


@pytest.mark.parametrize(("path", "token", "status"), [("", "x", 401), ("/other", TOKEN, 404)])
def test_what_the_port_of_its_own_refuses(counted, path, token, status):
    environment, _ = counted
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(own_port(environment) + path, token)
    refused.value.close()
    assert refused.value.code == status
    assert refused.value.headers["Cache-Control"] == "no-store"


def test_a_client_that_does_not_wait_is_one_line_without_its_address(monkeypatch, caplog, capfd):
    ours, theirs = socket.socketpair()
    theirs.sendall(b"GET /other HTTP/1.0\r\n\r\n")
    theirs.close()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = MetricsServer(listener)
        monkeypatch.setattr(server, "get_request", lambda: (ours, ("192.0.2.9", 7)))
        with socket.create_connection(listener.getsockname()):
            server.handle_request()
    (line,) = caplog.messages
    assert line.startswith("An answer at METRICS_LISTEN broke off: BrokenPipeError")
    assert "192.0.2.9" not in line
    assert capfd.readouterr() == ("", "")


def test_nothing_is_done_until_somebody_asks():
    with open_listener("127.0.0.1", 0) as listener:
        server = MetricsServer(listener)
        with patch("selectors._PollLikeSelector.select", return_value=[]) as look:
            server.handle_request()
    assert look.call_args_list[0].args[0] > 0  # seconds that it may sleep


@pytest.mark.pure
def test_a_port_that_is_taken_is_an_error_before_anything_starts(counted):
    environment, _ = counted
    server = start_serving(environment | {"PORT": str(free_port())})
    said = server.communicate(timeout=PATIENCE)[0].decode()
    assert server.returncode == 1
    assert "METRICS_LISTEN" in said
