"""Pages a second, as a ratio to nginx serving the same bytes as static files, interleaved."""

import re
import statistics
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from bench.column import fetch_page, memory_mib, serve_demo
from bench.nginx import serve_with_nginx

PAGES = {
    "home": "/",
    "a question": "/questions/she-says-she-needs-space/",
    "a tag": "/tags/living-together/",
}
CONNECTIONS = 16
BROTLI = "Accept-Encoding: br"
TO_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def measure_rates(seconds: int, rounds: int) -> dict[str, Any]:
    """Each page by each server, in turns, so that a busy minute of the machine meets all alike."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place, serve_demo(Path(place)) as column:
        files = {
            path: fetch_page(column.url + path, **{"Accept-Encoding": "br"}) for path in in_order()
        }
        home = Path(place) / "nginx"
        home.mkdir()
        host = f"Host: {column.url.partition('//')[2]}"
        with serve_with_nginx(column, files, page_headers(column.url), home) as (plain, documented):
            check_same_bytes(files, host, plain, documented)
            places = {"nginx": plain, "column": column.url, "documented": documented}
            found = {
                name: one_page(path, places, host, seconds, rounds) for name, path in PAGES.items()
            }
        return {
            "pages": found,
            "memory_mib_after": memory_mib(column.pid),
            "first_page_seconds": round(column.first_page_seconds, 2),
        }


def in_order() -> list[str]:
    """The pages' paths."""
    return list(PAGES.values())


def page_headers(url: str) -> dict[str, str]:
    """What a compressed page says beside its bytes."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=10) as got:
        return dict(got.headers.items())


def check_same_bytes(files: dict[str, bytes], host: str, *places: str) -> None:
    """A ratio between different answers would say nothing."""
    wanted = {"Accept-Encoding": "br", "Host": host.partition(" ")[2]}
    for place in places:
        for path, body in files.items():
            assert fetch_page(place + path, **wanted) == body, (place, path)


def one_page(
    path: str, places: dict[str, str], host: str, seconds: int, rounds: int
) -> dict[str, Any]:
    """The medians over all rounds, and the ratios to nginx within each round.

    Args:
        path: the page.
        places: the servers, by name.
        host: the header that names the column, whichever server is asked.
        seconds: length of one load.
        rounds: how often each load is repeated.
    """
    runs = [
        {name: load_page(place + path, host, seconds) for name, place in places.items()}
        for _ in range(rounds)
    ]
    medians = {
        name: {key: median_of(run[name][key] for run in runs) for key in runs[0][name]}
        for name in places
    }
    ratios = {
        name: median_of(run[name]["rate"] / run["nginx"]["rate"] for run in runs)
        for name in ("column", "documented")
    }
    return {"servers": medians, "ratio_to_nginx": ratios, "rounds": rounds}


def median_of(values: Any) -> float:
    """The median, to three digits behind the point."""
    return round(statistics.median(values), 3)


def load_page(url: str, host: str, seconds: int) -> dict[str, float]:
    """What wrk says of an address.

    Args:
        url: the address.
        host: the header that names the column.
        seconds: how long.
    """
    options = [f"-c{CONNECTIONS}", "-t1", f"-d{seconds}", "--latency", "-H", BROTLI, "-H", host]
    command = ["wrk", *options, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    return {
        "rate": float(re.findall(r"Requests/sec:\s+([0-9.]+)", said)[0]),
        "p50_ms": read_latency(said, "50%"),
        "p99_ms": read_latency(said, "99%"),
    }


def read_latency(said: str, share: str) -> float:
    """A line of wrk's distribution, in milliseconds."""
    value, unit = re.findall(rf"{share}\s+([0-9.]+)(us|ms|s)\b", said)[0]
    return float(value) * TO_MS[unit]


def format_lines(result: dict[str, Any]) -> list[str]:
    """A short table."""
    said = ["page      nginx/s  column/s  ratio  documented  ratio   p50 ms  p99 ms (column)"]
    for name, page in result["pages"].items():
        servers, ratios = page["servers"], page["ratio_to_nginx"]
        column = servers["column"]
        said.append(
            f"{name:8}{servers['nginx']['rate']:9.0f}{column['rate']:10.0f}{ratios['column']:7.2f}"
            f"{servers['documented']['rate']:12.0f}{ratios['documented']:7.2f}"
            f"{column['p50_ms']:9.2f}{column['p99_ms']:8.2f}"
        )
    memory, first = result["memory_mib_after"], result["first_page_seconds"]
    return [*said, f"memory after the load: {memory} MiB; first page after {first} s"]
