"""What counting for /metrics costs on a page from memory, beside all that such a page costs.

The share is a fraction of a microsecond, which no load from outside can see: the processor time of
a request changes by more from one second to the next. So our own part of a request is measured in
one process, with and without counting in turns, and the whole of a request under wrk.
"""

import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.column import children_of, fetch_page, in_a_process_of_its_own, serve_demo

PAGE = "/questions/she-says-she-needs-space/"
CONNECTIONS = 16
REQUESTS, ROUNDS = 2_000, 100
TICK = os.sysconf("SC_CLK_TCK")


def measure_counting(seconds: int, rounds: int) -> dict[str, Any]:
    """The least that each costs, because whatever else the machine does only adds to it.

    Args:
        seconds: length of one load.
        rounds: how often the load is repeated.
    """
    parts = in_a_process_of_its_own("bench.counting")
    with tempfile.TemporaryDirectory(prefix="bench-") as place, serve_demo(Path(place)) as column:
        fetch_page(column.url + PAGE)
        whole = min(cost_of_request(column.url, column.pid, seconds) for _ in range(rounds))
    added = parts["counting"] - parts["silent"]
    return {
        "microseconds": parts | {"whole_request": round(whole, 2), "added": round(added, 3)},
        "ratio": round(1 + added / whole, 4),
    }


def cost_of_request(url: str, pid: int, seconds: int) -> float:
    """Microseconds of processor time, of all of a column's processes, for one request.

    Args:
        url: where the column is.
        pid: of its supervisor.
        seconds: how long to ask.
    """
    before = processor_seconds(pid)
    command = ["wrk", f"-c{CONNECTIONS}", "-t1", f"-d{seconds}", url + PAGE]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+) requests in", said)
    assert found, said
    return 1e6 * (processor_seconds(pid) - before) / int(found[1])


def processor_seconds(pid: int) -> float:
    """What a process and its children have used up till now."""
    stats = [Path(f"/proc/{one}/stat").read_text() for one in [pid, *children_of(pid)]]
    fields = [stat.rpartition(")")[2].split() for stat in stats]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICK


def main() -> None:
    """Our part of a request, silent and counting in turns: microseconds of this thread."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()
    from questions.counters import COUNTERS
    from questions.metrics import list_routes

    ask = make_asker()
    ask()
    costs: dict[str, float] = {"silent": float("inf"), "counting": float("inf")}
    for _ in range(ROUNDS):
        for name in costs:
            COUNTERS.close_memory()
            if name == "counting":
                COUNTERS.open_memory(list_routes(), ["web-1", "web-2"])
            costs[name] = min(costs[name], measure_microseconds(ask))
    print(json.dumps({name: round(cost, 3) for name, cost in costs.items()}))


def make_asker() -> Callable[[], None]:
    """What granian does for a request, as far as it is ours."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from advice.server.bodies import BodyReader
    from advice.server.web import WebProcess, build_page_cache

    class Protocol:
        def response_bytes(self, *_: Any) -> None:
            """Take the answer."""

    listener: Any = None
    process = WebProcess(BodyReader(build_page_cache(get_wsgi_application()), []), listener, 0)
    host = settings.SITE_URL.partition("//")[2]
    scope: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": PAGE,
        "QUERY_STRING": "",
        "HTTP_HOST": host,
    }
    scope |= {
        "SERVER_NAME": "x",
        "SERVER_PORT": "1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    return lambda: process.answer_request(Protocol(), dict(scope))


def measure_microseconds(ask: Callable[[], None]) -> float:
    """Processor time of this thread for one request."""
    ask()
    began = time.thread_time()
    for _ in range(REQUESTS):
        ask()
    return 1e6 * (time.thread_time() - began) / REQUESTS


def format_lines(result: dict[str, Any]) -> list[str]:
    """Two lines."""
    costs = result["microseconds"]
    return [
        f"a page from memory: {costs['whole_request']} µs of processor, of which ours are"
        f" {costs['silent']}; counting adds {costs['added']}",
        f"ratio {result['ratio']}",
    ]


if __name__ == "__main__":
    main()
