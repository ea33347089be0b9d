"""What the worker costs while nothing happens: its share of a core, and its queries a second."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.column import ROOT, make_environment

WARM_UP = 25.0  # seconds, in which everything that is due at the start is done
QUIET = 120.0  # seconds that are measured
MAX_SHARE, MAX_QUERIES = 0.003, 2.0


def measure_idle() -> dict[str, Any]:
    """On both engines, one after the other."""
    return {name: measure_engine(name) for name in ("sqlite", "postgresql")}


def measure_engine(engine: str) -> dict[str, float]:
    """An empty column, migrated, and its worker alone."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        facts = make_environment(Path(place), 8000)
        facts.pop("DATABASE_URL", None)
        if engine == "postgresql":
            from tests.postgres import start_server

            facts["DATABASE_URL"] = start_server()
        for command in (["manage.py", "prepare"], ["-m", "bench.idle"]):
            done = subprocess.run(
                [sys.executable, *command], cwd=ROOT, env=facts, check=True, capture_output=True
            )
        return dict(json.loads(done.stdout))


def main() -> None:
    """Run the worker in this process; a thread measures it and ends it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    counted = [0]

    def count_query(execute: Callable[..., Any], *words: Any) -> Any:
        counted[0] += 1
        return execute(*words)

    connection.execute_wrappers.append(count_query)
    threading.Thread(target=watch_worker, args=[counted], daemon=True).start()
    call_command("worker", name="bench")


def watch_worker(counted: list[int]) -> None:
    """Measure the quiet time, print it, and end the process."""
    time.sleep(WARM_UP)
    began, queries, used = time.monotonic(), counted[0], processor_seconds()
    time.sleep(QUIET)
    seconds = time.monotonic() - began
    found = {
        "share_of_a_core": round((processor_seconds() - used) / seconds, 5),
        "queries_a_second": round((counted[0] - queries) / seconds, 2),
    }
    print(json.dumps(found), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


def processor_seconds() -> float:
    """What this process has used up till now."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def format_lines(result: dict[str, Any]) -> list[str]:
    """A line for each engine."""
    return [
        f"idle worker, {name:10} {100 * one['share_of_a_core']:.2f} % of a core"
        f" (at most {100 * MAX_SHARE:.1f}), {one['queries_a_second']} queries a second"
        f" (at most {MAX_QUERIES:.0f})"
        for name, one in result.items()
    ]


if __name__ == "__main__":
    main()
