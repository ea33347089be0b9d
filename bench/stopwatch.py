"""How long the database works for us."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def time_queries() -> Iterator[list[float]]:
    """Count the seconds in which the database works, by the clock and of processor time.

    Fetching counts too, because SQLite does its work when the rows are fetched. Processor time
    tells what a search costs on a machine that is busy with other things.
    """
    from django.db.backends.utils import CursorWrapper

    spent, processor = [0.0, 0.0], processor_clock()
    execute, other = CursorWrapper.execute, CursorWrapper.__getattr__

    def count_call(call: Callable[..., Any]) -> Callable[..., Any]:
        def call_counted(*args: Any, **options: Any) -> Any:
            start, busy = time.perf_counter(), processor()
            try:
                return call(*args, **options)
            finally:
                spent[0] += time.perf_counter() - start
                spent[1] += processor() - busy

        return call_counted

    def count_fetch(self: Any, name: str) -> Any:
        found = other(self, name)
        return count_call(found) if name.startswith("fetch") else found

    CursorWrapper.execute, CursorWrapper.__getattr__ = count_call(execute), count_fetch
    try:
        yield spent
    finally:
        CursorWrapper.execute, CursorWrapper.__getattr__ = execute, other


def processor_clock() -> Callable[[], float]:
    """The processor time of whoever does the database's work: our thread, or PostgreSQL's."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.thread_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        file = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return lambda: int(file.read_text().split()[0]) / 1e9
