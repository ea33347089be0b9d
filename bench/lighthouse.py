"""Lighthouse (mobile) on the pages that readers and writers see most.

Lighthouse is not part of the project: `PUPPETEER_SKIP_DOWNLOAD=1 npm install lighthouse@12`
anywhere, and LIGHTHOUSE names its program.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from bench.column import serve_demo

PAGES = {
    "home": "/",
    "a question": "/questions/she-says-she-needs-space/",
    "a tag": "/tags/living-together/",
    "all tags": "/tags/",
    "a year": "/archive/2026/",
    "a collection": "/collections/if-you-only-read-three/",
    "search": "/search/",
    "ask": "/ask/",
    "help lines": "/help/",
    "about": "/about/",
}
PAINT_AND_SHIFT = ("largest-contentful-paint", "cumulative-layout-shift")
TRIES = 3
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def find_program() -> str | None:
    """Where Lighthouse is, if it is there."""
    return os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")


def measure_scores() -> dict[str, Any]:
    """Scores, largest paint and shift of each page, and what was short of full marks."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place, serve_demo(Path(place)) as column:
        return {name: audit_page(column.url + path) for name, path in PAGES.items()}


def audit_page(url: str) -> dict[str, Any]:
    """One page."""
    chrome = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    command = [str(find_program()), url, "--output=json", "--quiet", f"--chrome-flags={FLAGS}"]
    report = json.loads(read_output(command, os.environ | {"CHROME_PATH": chrome}))
    scores = {key: round(100 * (it["score"] or 0)) for key, it in report["categories"].items()}
    paint, shift = (report["audits"][name]["numericValue"] for name in PAINT_AND_SHIFT)
    return {
        "scores": scores,
        "largest_paint_seconds": round(paint / 1000, 2),
        "shift": round(shift, 4),
        "short_of_full": list_shortcomings(report),
    }


def read_output(command: list[str], facts: dict[str, str]) -> str:
    """What a command printed. A busy machine may starve the browser: it gets three tries."""
    for _ in range(TRIES):
        done = subprocess.run(command, env=facts, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout
    raise RuntimeError(done.stderr)


def list_shortcomings(report: dict[str, Any]) -> list[str]:
    """The weighted audits that did not get full marks."""
    weighted = {
        ref["id"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"]
    }
    audits = report["audits"]
    return sorted(
        f"{name}: {audits[name].get('displayValue') or audits[name]['title']}"
        for name in weighted
        if audits[name]["score"] is not None and audits[name]["score"] < 1
    )


def format_lines(result: dict[str, Any]) -> list[str]:
    """A short table."""
    rows = [
        f"{name:13}{'  '.join(map(str, it['scores'].values()))}  "
        f"{it['largest_paint_seconds']:.2f} s  {it['shift']}"
        for name, it in result.items()
    ]
    return ["Lighthouse: performance, accessibility, best practices, SEO; paint; shift", *rows]
