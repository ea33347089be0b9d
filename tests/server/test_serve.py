"""`serve` keeps its processes running, and starts only where it is alone."""

import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from advice.server import web
from tests.browser.conftest import ROOT, free_port, wait_until_served
from tests.server.conftest import start_serving
from tests.waiting import PATIENCE, wait_until

SO_LOCK_FILTER = 44  # Linux, asm-generic/socket.h

FAILING_JOB = """
import time
from advice.server import supervisor

supervisor.FIRST_PAUSE = 0.05
supervisor.LONGEST_PAUSE = 0.4

def fail():
    print(time.monotonic(), flush=True)
    raise ValueError("a word of a letter")

supervisor.Supervisor({"failing": fail}).run_until_stopped()
"""

CLOCK_THAT_GOES_BACK = """
import signal
from advice.server import supervisor

supervisor.CLOCK_CHECK = 0.05
offsets = iter([9000.0, 9000.0, 9000.0, 0.0])
supervisor.read_clock_offset = lambda: next(offsets, 0.0)

def wait():
    print("started", flush=True)
    signal.alarm(20)
    signal.pause()

supervisor.Supervisor({"waiting": wait}).run_until_stopped()
"""


def children_of(pid):
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def get(environment):
    with urllib.request.urlopen(environment["SITE_URL"] + "/livez", timeout=PATIENCE) as answer:
        return answer.status


def test_each_process_that_dies_is_started_again(environment, server):
    wait_until(lambda: len(children_of(server.pid)) == 4)  # two for pages, worker, search
    for child in children_of(server.pid):
        before = set(children_of(server.pid))
        os.kill(child, signal.SIGKILL)
        wait_until(lambda before=before: len(set(children_of(server.pid)) - before) == 1)
        assert before - {child} < set(children_of(server.pid))
    assert get(environment) == 200


def test_a_process_that_is_stopped_by_itself_closes_the_door_for_nobody(environment, server):
    wait_until(lambda: len(children_of(server.pid)) == 4)
    before = children_of(server.pid)
    os.kill(before[0], signal.SIGTERM)
    wait_until(lambda: len(set(children_of(server.pid)) - set(before)) == 1)
    assert get(environment) == 200


def test_pages_are_served_while_a_process_is_started_again(environment, server):
    os.kill(children_of(server.pid)[0], signal.SIGKILL)
    for _ in range(20):
        assert get(environment) == 200


def test_the_processes_end_when_the_supervisor_is_killed(environment):
    elsewhere = environment | {"PORT": str(free_port())}
    server = start_serving(elsewhere)
    wait_until_served(f"http://127.0.0.1:{elsewhere['PORT']}/livez", server)
    children = children_of(server.pid)
    server.kill()
    server.communicate()
    wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))


@pytest.mark.pure
def test_a_job_that_fails_is_tried_again_after_pauses_that_double():
    job = subprocess.Popen(
        [sys.executable, "-c", FAILING_JOB],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    starts = [float(job.stdout.readline()) for _ in range(6)]
    job.terminate()
    _out, said = job.communicate(timeout=PATIENCE)
    pauses = [later - earlier for earlier, later in itertools.pairwise(starts)]
    for pause, least in zip(pauses, [0.05, 0.1, 0.2, 0.4, 0.4], strict=True):
        assert pause >= least
    assert job.returncode == 0
    assert "failing failed: ValueError < <string>:10 fail" in said
    assert "a word" not in said


@pytest.mark.pure
def test_all_is_started_anew_when_the_clock_went_back():
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", CLOCK_THAT_GOES_BACK]
    job = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    assert [job.stdout.readline() for _ in range(2)] == ["started\n"] * 2
    job.terminate()
    out, said = job.communicate(timeout=PATIENCE)
    assert out == ""
    assert said.count("The clock went back") == 1


@pytest.mark.pure
@pytest.mark.parametrize("shares", [False, True])
def test_a_taken_port_is_an_error_before_anything_starts(environment, shares):
    environment = environment | {"PORT": str(free_port())}
    with socket.socket() as other:
        if shares:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        server = start_serving(environment)
        said = server.communicate(timeout=PATIENCE)[0].decode()
    assert server.returncode == 1
    assert "Address already in use" in said
    assert "--port" in said
    assert "The column is at" not in said


@pytest.mark.pure
def test_nobody_else_can_take_half_of_the_requests(environment, server):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", int(environment["PORT"])))


@pytest.mark.pure
def test_requests_do_not_carry_the_secrets_of_the_environment():
    from advice.server.web import BASE_ENVIRON

    assert not set(BASE_ENVIRON) & set(os.environ)


@pytest.mark.pure
def test_a_kernel_that_forbids_filters_keeps_nobody_from_stopping():
    with web.open_listener("127.0.0.1", 0) as listener:
        web.close_door(listener)
        listener.setsockopt(socket.SOL_SOCKET, SO_LOCK_FILTER, 1)  # the next one is refused
        web.close_door(listener)


@pytest.mark.pure
def test_only_what_a_page_can_name_is_collected(environment):
    found = (Path(environment["DATA_DIR"]) / "static").rglob("*.js")
    names = {path.name for path in found}
    assert {name for name in names if not re.search(r"\.[0-9a-f]{12}\.js$", name)} == set()
    assert "select2" in {name.split(".")[0] for name in names}
    assert not any(re.match(r"xregexp\.\w{12}\.js", name) for name in names)
