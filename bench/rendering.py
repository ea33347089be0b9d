"""What a page costs when it must be rendered: queries and processor time."""

import io
import json
import os
import time
from typing import Any

from bench.column import in_a_process_of_its_own

TIMES = 300


def measure_apart() -> dict[str, Any]:
    """In a process of its own, because Django is set up once in a process."""
    return in_a_process_of_its_own("bench.rendering")


def main() -> None:
    """Render each page many times through all of Django's middleware."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()
    from bench.rates import PAGES

    print(json.dumps({name: measure_cost(path) for name, path in PAGES.items()}))


def measure_cost(path: str) -> dict[str, float]:
    """Queries of one rendering, and the middle and least processor time of many."""
    from django.core import signals
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connection, reset_queries

    from questions.models import Column

    signals.request_started.disconnect(reset_queries)
    handler = WSGIHandler()
    get_page(handler, path)
    Column.clear_cache()
    connection.force_debug_cursor = True
    before = len(connection.queries_log)
    get_page(handler, path)
    queries = len(connection.queries_log) - before
    connection.force_debug_cursor = False
    spent = sorted(measure_seconds(handler, path) * 1000 for _ in range(TIMES))
    return {
        "queries": queries,
        "cpu_ms": round(spent[TIMES // 2], 2),
        "least_ms": round(spent[0], 2),
    }


def measure_seconds(handler: Any, path: str) -> float:
    """Processor time of one rendering."""
    began = time.process_time()
    get_page(handler, path)
    return time.process_time() - began


def get_page(handler: Any, path: str) -> None:
    """One request through all of Django."""
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": os.environ["SITE_URL"].partition("//")[2],
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "SERVER_NAME": "bench",
        "SERVER_PORT": "80",
    }
    response = handler(environ, lambda *words: said.extend(words))
    assert said[0].startswith("200"), said
    assert b"".join(response)
    response.close()


def format_lines(result: dict[str, Any]) -> list[str]:
    """A short table."""
    rows = [
        f"{name:8}{page['queries']:9}{page['cpu_ms']:8}{page['least_ms']:8}"
        for name, page in result.items()
    ]
    return ["rendered  queries  ms CPU   least", *rows]


if __name__ == "__main__":
    main()
