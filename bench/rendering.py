"""What a page costs when it must be rendered: queries and processor time."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.column import ROOT, environment

TIMES = 300


def measure() -> dict[str, Any]:
    """In a process of its own, because Django is set up once in a process."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        facts = environment(Path(place), 8000)
        run = {"cwd": ROOT, "env": facts, "check": True, "capture_output": True, "text": True}
        subprocess.run([sys.executable, "manage.py", "prepare"], **run)  # type: ignore[call-overload]
        done = subprocess.run([sys.executable, "-m", "bench.rendering"], **run)  # type: ignore[call-overload]
        return dict(json.loads(done.stdout))


def main() -> None:
    """Render each page many times through all of Django's middleware."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()
    from bench.rates import PAGES

    print(json.dumps({name: cost(path) for name, path in PAGES.items()}))


def cost(path: str) -> dict[str, float]:
    """Queries of the first rendering, and the middle processor time of many."""
    import statistics
    import time

    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from questions.models import Column

    client = Client(headers={"host": settings.SITE_URL.partition("//")[2]})
    client.get(path)
    Column.forget()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    spent = []
    for _ in range(TIMES):
        began = time.process_time()
        client.get(path)
        spent.append((time.process_time() - began) * 1000)
    return {"queries": len(asked), "cpu_ms": round(statistics.median(spent), 2)}


def lines(result: dict[str, Any]) -> list[str]:
    """A short table."""
    rows = [f"{name:8}{page['queries']:9}{page['cpu_ms']:8}" for name, page in result.items()]
    return ["rendered  queries  ms CPU", *rows]


if __name__ == "__main__":
    main()
