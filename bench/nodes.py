"""What a request costs two nodes behind nginx, and one: processor time, not the clock.

Both nodes and nginx share this machine's cores, so that requests a second would say nothing. Each
is taken to have a machine of its own instead: a node does as many requests a second as its cost
allows, and nginx hands over as many as its own does.
"""

import contextlib
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.column import ROOT, children_of, free_port, make_environment, wait_for
from bench.nginx import run_nginx

PATH = "/?page=1"  # what has a query string is made anew each time, and nginx keeps no copy
SITE = "listen 127.0.0.1:{port}; server_name 127.0.0.1; access_log off;"
CONNECTIONS = 8
HOST = "127.0.0.1:8000"
TICKS = os.sysconf("SC_CLK_TCK")


def measure_nodes(seconds: int, rounds: int) -> dict[str, Any]:
    """The same load for one node and for two, in turns.

    Args:
        seconds: length of one load.
        rounds: how often each load is repeated.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as place, serve_nodes(Path(place)) as nodes:
        turns = [
            (measure_load(nodes[:1], seconds), measure_load(nodes, seconds)) for _ in range(rounds)
        ]
    one, two = ({name: median(turns, at, name) for name in turns[0][at]} for at in (0, 1))
    return {
        "one_node_ms": one,
        "two_nodes_ms": two,
        "two_to_one": round(rate_of(two, 2) / rate_of(one, 1), 2),
    }


def median(turns: list[tuple[dict[str, float], dict[str, float]]], at: int, name: str) -> float:
    """The median of one cost over all rounds."""
    return round(statistics.median(turn[at][name] for turn in turns), 3)


def rate_of(costs: dict[str, float], nodes: int) -> float:
    """Requests a second, when each node and nginx have a core of their own."""
    return 1000 * min(nodes / costs["node"], 1 / costs["nginx"])


@contextlib.contextmanager
def serve_nodes(data: Path) -> Iterator[list[tuple[str, int]]]:
    """Two nodes of the demo column. Yields the address and the process of each."""
    facts = make_environment(data, 8000)
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "prepare"], cwd=ROOT, env=facts, check=True, capture_output=True)
    ports = [free_port(), free_port()]
    serve = [*manage, "serve", "--no-worker", "--workers", "1", "--port"]
    servers = [
        subprocess.Popen([*serve, str(port)], cwd=ROOT, env=facts, stdout=subprocess.DEVNULL)
        for port in ports
    ]
    try:
        for port in ports:
            wait_for(f"http://127.0.0.1:{port}/livez")
        yield [(f"127.0.0.1:{port}", one.pid) for port, one in zip(ports, servers, strict=True)]
    finally:
        for server in servers:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)


def measure_load(nodes: list[tuple[str, int]], seconds: int) -> dict[str, float]:
    """Milliseconds of processor for a request, of the nodes together and of nginx."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bench-nginx-") as home:
        Path(home).chmod(0o755)
        site = SITE.format(port=port)
        redirect = f"listen 127.0.0.1:{free_port()}; server_name nobody.example;"
        with run_nginx(Path(home), [address for address, _ in nodes], site, redirect) as nginx:
            pids = [pid for _, pid in nodes]
            before = spent_by(pids), spent_by([nginx])
            count = load(f"http://127.0.0.1:{port}{PATH}", seconds)
            after = spent_by(pids), spent_by([nginx])
    return {
        "node": 1000 * (after[0] - before[0]) / count,
        "nginx": 1000 * (after[1] - before[1]) / count,
    }


def load(url: str, seconds: int) -> int:
    """Load an address for some seconds. Returns how many requests were answered."""
    command = ["wrk", f"-c{CONNECTIONS}", "-t1", f"-d{seconds}", "-H", f"Host: {HOST}", url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    return int(re.findall(r"(\d+) requests in", said)[0])


def spent_by(pids: list[int]) -> float:
    """Seconds of processor that some processes and their children have used."""
    every = [*pids, *(child for pid in pids for child in children_of(pid))]
    fields = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in every)
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def format_lines(result: dict[str, Any]) -> list[str]:
    """What a person reads."""
    return [
        f"one node   {result['one_node_ms']['node']} ms a request, "
        f"nginx {result['one_node_ms']['nginx']} ms",
        f"two nodes  {result['two_nodes_ms']['node']} ms a request, "
        f"nginx {result['two_nodes_ms']['nginx']} ms",
        f"rate of two, to that of one: {result['two_to_one']}",
    ]
