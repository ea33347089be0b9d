"""A first visit to a long question, in the real browser: requests, bytes, layout shift."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, sync_playwright

from bench.column import serve_demo

QUESTION = "/questions/she-says-she-needs-space/"
SHIFT = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 500);
})"""


def measure_visit() -> dict[str, Any]:
    """The visit on a phone and on a desk, each with an empty cache."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as place,
        serve_demo(Path(place)) as column,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
        )
        found = {}
        for name, width in {"phone": 360, "desk": 1280}.items():
            size = {"width": width, "height": 800}
            found[name] = visit_page(browser.new_page(viewport=size, base_url=column.url))
        browser.close()
        return found


def visit_page(page: Page) -> dict[str, Any]:
    """Load the question, and count what came."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(QUESTION, wait_until="networkidle")
    words = len(page.locator("article").inner_text().split())
    responses = [one for one in responses if "icon" not in one.url]  # the tab's, after the page
    sizes = {kind_of(response): 0 for response in responses}
    for response in responses:
        sizes[kind_of(response)] += response.request.sizes()["responseBodySize"]
    return {
        "words": words,
        "requests": len(responses),
        "bytes": sum(sizes.values()),
        "html_and_css": sizes.get("document", 0) + sizes.get("stylesheet", 0),
        "by_kind": sizes,
        "layout_shift": round(float(page.evaluate(SHIFT)), 4),
    }


def kind_of(response: Response) -> str:
    """What the browser asked for."""
    return str(response.request.resource_type)


def format_lines(result: dict[str, Any]) -> list[str]:
    """A short table."""
    return ["first visit  words  requests  bytes  HTML+CSS  shift"] + [
        f"{name:11}{v['words']:7}{v['requests']:10}{v['bytes']:7}{v['html_and_css']:10}"
        f"{v['layout_shift']:7}"
        for name, v in result.items()
    ]
