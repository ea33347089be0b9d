"""`serve` starts and stops: at every moment, told alone or with its whole group, idle or busy.

STOP_ROUNDS=200 before a release. A round that finds a fault says its number, which repeats it.
"""

import http.client
import os
import random
import signal
import threading
import time

import pytest

from tests.browser.conftest import wait_until_served
from tests.server.conftest import start_serving
from tests.waiting import PATIENCE

ROUNDS = int(os.environ.get("STOP_ROUNDS", "8"))
CLIENTS = 6


def is_gone(group):
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


class Client(threading.Thread):
    """Sends one request after another, each on a connection of its own, until none is accepted."""

    def __init__(self, port, number):
        super().__init__()
        self.port, self.method = port, ("GET", "POST")[number % 2]
        self.answered, self.lost = 0, []

    def run(self):
        while self.send_request():
            self.answered += 1

    def send_request(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.connect()
        except OSError:
            return False
        body = "receipt=0000" if self.method == "POST" else None
        try:
            path = "/reply/" if body else "/search/?q=love"
            connection.request(self.method, path, body)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            self.lost.append(repr(error))
            return False
        finally:
            connection.close()
        return True


def stop(server, number, is_whole_group):
    """Send the signal; return what was said."""
    if is_whole_group:
        os.killpg(server.pid, number)
    else:
        server.send_signal(number)
    return server.communicate(timeout=PATIENCE)[0].decode()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_it_ends_whenever_it_is_told_to(environment, number):
    chance = random.Random(number)  # noqa: S311
    is_whole_group, is_busy = bool(number & 1), bool(number & 2)
    signal_number = (signal.SIGTERM, signal.SIGINT)[number >> 2 & 1]
    server = start_serving(environment | {"PYTHONPATH": ""})  # with the model: each moment counts
    clients = []
    try:
        if is_busy:
            wait_until_served(environment["SITE_URL"], server)
            clients = [Client(int(environment["PORT"]), each) for each in range(CLIENTS)]
            for client in clients:
                client.start()
        time.sleep(chance.uniform(0, 1 if is_busy else 3))
        said = stop(server, signal_number, is_whole_group)
    except BaseException:
        os.killpg(server.pid, signal.SIGKILL)
        raise
    finally:
        for client in clients:
            client.join()
    assert is_gone(server.pid)
    assert "Traceback" not in said or "KeyboardInterrupt" in said  # Ctrl-C while Python still loads
    assert [line for line in said.splitlines() if "killed" in line] == []
    assert [lost for client in clients for lost in client.lost] == []
    assert not is_busy or sum(client.answered for client in clients) > 0
