"""Counting of requests and searches, in memory that all processes of `serve` share.

`serve` opens the memory before it forks. Each process adds to cells of its own, so that no process
waits for another one, and a process that was killed leaves its counts: the one that is started in
its place goes on with them. Nothing is counted unless /metrics is switched on, and nothing of a
request is known here but its route, its status and its time.

A page from memory takes some thirty microseconds, so that counting it must take less than one. The
threads of a process need no lock, because CPython changes threads only where something is called
or a loop begins anew: `cells[n] += 1` is done before another thread runs.
"""

import mmap
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter_ns
from typing import Any

ROUTE, HIT = "column.route", "column.hit"  # in a request's environ: which route Django, or the
# page cache, answered it by

STATUSES = (
    *(200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 410),
    *(411, 412, 413, 414, 415, 416, 422, 429, 431, 500, 501, 502, 503, 504),
)
BOUNDS_MS = (1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
BOUNDS = tuple(int(bound * 1_000_000) for bound in BOUNDS_MS)  # nanoseconds
BUCKETS = len(BOUNDS) + 1
CELL = 8  # bytes

# The cells of a process: first what does not depend on a route, then a block for each route. Pages
# from memory have cells of their own in it: a sum, buckets, and how many of them were answered 304.
STARTS, MISSES, SEARCH = 0, 1, 2
TIMES = 1 + BUCKETS  # the sum of times, then the buckets
FIRST_ROUTE = SEARCH + TIMES
FIRST_STATUS = TIMES
FROM_MEMORY = FIRST_STATUS + len(STATUSES) + 1  # one for any other status
NOT_MODIFIED = FROM_MEMORY + TIMES
BLOCK = NOT_MODIFIED + 1


class Counters:
    """What was counted, by all processes together.

    Attributes:
        routes: the patterns of all addresses; the first one stands for whatever is not in the list.
        names: the processes, in the order of their cells.
        is_on: whether anything is counted.
    """

    def __init__(self) -> None:
        self.routes: list[str] = []
        self.names: list[str] = []
        self.is_on = False
        self._cells: Any = None  # a memoryview of whole numbers
        self._start = 0
        self._blocks: dict[str | None, int] = {}
        self._memory_blocks: dict[str, int] = {}
        self._other = 0  # the block of pages from memory whose route is none of the list

    def open_memory(self, routes: Sequence[str], names: Sequence[str]) -> None:
        """Make room for all processes, before they are forked.

        Args:
            routes: the patterns of all addresses, after the one for everything else.
            names: what the processes are called.
        """
        self.routes, self.names = list(routes), list(names)
        size = CELL * len(names) * self.count_cells()
        self._cells = memoryview(mmap.mmap(-1, size)).cast("q")
        self.use_cells_of(names[0])
        self.is_on = True

    def close_memory(self) -> None:
        """Count no more."""
        self.is_on, self.routes, self.names = False, [], []

    def count_cells(self) -> int:
        """How many cells a process has."""
        return FIRST_ROUTE + BLOCK * len(self.routes)

    def use_cells_of(self, name: str) -> None:
        """Add to the cells of one process from now on."""
        self._start = self.names.index(name) * self.count_cells()
        first = self._start + FIRST_ROUTE
        self._blocks = {route: first + BLOCK * n for n, route in enumerate(self.routes)}
        self._other = first + FROM_MEMORY
        self._memory_blocks = {
            route: first + BLOCK * n + FROM_MEMORY for n, route in enumerate(self.routes)
        }

    def count_start(self) -> None:
        """Count that the process was started."""
        self._cells[self._start + STARTS] += 1

    def count_request(self, environ: dict[str, Any], status: int, nanoseconds: int) -> None:
        """Count a request that was answered.

        Args:
            environ: the request's; only `ROUTE` and `HIT` are looked at.
            status: the answer's.
            nanoseconds: how long it took.
        """
        route = environ.get(HIT)
        if route is None:
            self.count_made(environ.get(ROUTE), status, nanoseconds)
            return
        cells, block = self._cells, self._memory_blocks.get(route, self._other)
        bucket = block + 1
        if nanoseconds > BOUNDS[0]:
            bucket += bisect_left(BOUNDS, nanoseconds)
        cells[block] += nanoseconds
        cells[bucket] += 1
        if status != 200:
            cells[block + TIMES] += 1

    def count_made(self, route: str | None, status: int, nanoseconds: int) -> None:
        """Count an answer that was not in memory.

        Args:
            route: its pattern; anything else counts as none of ours.
            status: any.
            nanoseconds: how long it took.
        """
        cells = self._cells
        block = self._blocks.get(route, self._start + FIRST_ROUTE)
        bucket = block + 1 + bisect_left(BOUNDS, nanoseconds)
        place = block + STATUS_PLACES.get(status, FROM_MEMORY - 1)
        cells[block] += nanoseconds
        cells[bucket] += 1
        cells[place] += 1

    def count_miss(self) -> None:
        """Count a page that had to be made although it can be kept."""
        if self.is_on:
            self._cells[self._start + MISSES] += 1

    def count_search(self, nanoseconds: int) -> None:
        """Count a search and how long it took; what was searched for is not looked at."""
        cells, bucket = self._cells, self._start + SEARCH + 1 + bisect_left(BOUNDS, nanoseconds)
        cells[self._start + SEARCH] += nanoseconds
        cells[bucket] += 1

    def sum_cells(self, first: int, number: int) -> list[int]:
        """The sums over all processes of some cells that follow one another.

        Args:
            first: counted from the beginning of a process's cells.
            number: how many.
        """
        width = self.count_cells()
        starts = [first + width * n for n in range(len(self.names))]
        return [sum(column) for column in zip(*self.read_cells(starts, number), strict=True)]

    def read_cells(self, starts: list[int], number: int) -> Iterator[list[int]]:
        """The cells that follow each start."""
        for start in starts:
            yield self._cells[start : start + number].tolist()

    def list_starts(self) -> list[int]:
        """How often each process was started."""
        width = self.count_cells()
        return [self._cells[STARTS + width * n] for n in range(len(self.names))]


STATUS_PLACES = {status: FIRST_STATUS + n for n, status in enumerate(STATUSES)}
COUNTERS = Counters()


def run_counted(name: str, job: Callable[[], object]) -> object:
    """Do the job of a process that counts for itself."""
    if COUNTERS.is_on:
        COUNTERS.use_cells_of(name)
        COUNTERS.count_start()
    return job()


@contextmanager
def time_search() -> Iterator[None]:
    """Count a search, and the time until it is over."""
    began = perf_counter_ns()
    yield
    if COUNTERS.is_on:
        COUNTERS.count_search(perf_counter_ns() - began)
