"""Prometheus's text format, version 0.0.4."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from questions import counters
from questions.counters import BLOCK, BOUNDS_MS, COUNTERS, FROM_MEMORY, STATUSES, TIMES
from questions.metrics.catalogue import METRICS, Sample
from questions.metrics.gauges import collect_gauges

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NANOSECONDS = 1e9
LIMITS = [*(f"{bound / 1000:g}" for bound in BOUNDS_MS), "+Inf"]


def render_metrics() -> str:
    """Everything, each metric with its help and type before its samples."""
    samples = [*collect_counts(), *collect_gauges()]
    families: dict[str, list[Sample]] = {}
    for sample in samples:
        families.setdefault(sample.metric, []).append(sample)
    lines = [line for name, found in families.items() for line in format_family(name, found)]
    return "".join(f"{line}\n" for line in lines)


def format_family(name: str, samples: list[Sample]) -> Iterator[str]:
    """The lines of one metric."""
    kind, words = METRICS[name]
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for sample in samples:
        yield f"{name}{sample.suffix}{format_labels(sample.labels)} {format_value(sample.value)}"


def format_labels(labels: dict[str, str]) -> str:
    """Labels in braces, their values escaped."""
    if not labels:
        return ""
    return "{" + ",".join(f'{key}="{escape_value(text)}"' for key, text in labels.items()) + "}"


def escape_value(text: str) -> str:
    """A label's value as the format wants it."""
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def format_value(value: float) -> str:
    """A number without more digits than it needs."""
    return str(int(value)) if value == int(value) else repr(value)


def collect_counts() -> Iterator[Sample]:
    """What all processes together have counted since `serve` was started."""
    if not COUNTERS.is_on:
        return
    for name, number in zip(COUNTERS.names, COUNTERS.list_starts(), strict=True):
        yield Sample("column_process_starts_total", number, {"process": name})
    search = COUNTERS.sum_cells(counters.SEARCH, TIMES)
    yield from make_histogram("column_search_seconds", search)
    yield from collect_requests()


def collect_requests() -> Iterator[Sample]:
    """Requests by route, and how many of their pages memory had."""
    hits, (misses,) = 0, COUNTERS.sum_cells(counters.MISSES, 1)
    for number, route in enumerate(COUNTERS.routes):
        cells = COUNTERS.sum_cells(counters.FIRST_ROUTE + BLOCK * number, BLOCK)
        hits += sum(cells[FROM_MEMORY + 1 : FROM_MEMORY + TIMES])
        yield from collect_route(route, cells)
    yield Sample("column_page_cache_total", hits, {"result": "hit"})
    yield Sample("column_page_cache_total", misses, {"result": "miss"})


def collect_route(route: str, cells: list[int]) -> Iterator[Sample]:
    """The requests of one route, if there were any.

    Args:
        route: its pattern.
        cells: its block.
    """
    if not any(cells):
        return
    from_memory = cells[FROM_MEMORY : FROM_MEMORY + TIMES]
    for status, number in count_statuses(cells, sum(from_memory[1:])).items():
        if number:
            yield Sample("column_requests_total", number, {"route": route, "status": status})
    times = [sum(pair) for pair in zip(cells[:TIMES], from_memory, strict=True)]
    yield from make_histogram("column_request_seconds", times, {"route": route})


def count_statuses(cells: list[int], hits: int) -> dict[str, int]:
    """How often a route was answered with each status.

    Args:
        cells: its block.
        hits: how many of the answers came from memory.
    """
    names = [*map(str, STATUSES), "other"]
    counts = dict(zip(names, cells[TIMES:FROM_MEMORY], strict=True))
    not_modified = cells[counters.NOT_MODIFIED]
    counts["200"] += hits - not_modified
    counts["304"] += not_modified
    return counts


def make_histogram(
    name: str, cells: list[int], labels: dict[str, str] | None = None
) -> Iterable[Sample]:
    """The samples of a histogram.

    Args:
        name: the metric's.
        cells: the sum in nanoseconds, then how many fell into each bucket.
        labels: those that all of its samples have.
    """
    labels, counts = labels or {}, list(accumulate(cells[1:]))
    for limit, count in zip(LIMITS, counts, strict=True):
        yield Sample(name, count, labels | {"le": limit}, "_bucket")
    yield Sample(name, cells[0] / NANOSECONDS, labels, "_sum")
    yield Sample(name, counts[-1], labels, "_count")
