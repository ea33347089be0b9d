"""A key in a long answer until it is painted, with the preview on, by Chromium's trace.

A real browser types into an answer of 2,500 words at the pace of a fast typist, on a processor
slowed four times. Beside the time by the clock stands the page's own processor time, which other
programs on the machine disturb less; beside the answer page a bare text field with the same text,
which is what no page can do better than.
"""

import json
import os
import shutil
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.column import serve_demo

ANSWER_PAGE = "/admin/questions/question/1/change/"
WORDS, KEYS, SLOWED = 2_500, 300, 4
PACE = 90  # milliseconds between two keys: some 130 words a minute
SENTENCE = "She said, *quietly*, that it was **not** the dishes -- and that he knew (c). "
BARE = "<label>Answer: <textarea rows=30 cols=70></textarea></label>"
TYPED = "and so it went on, as such evenings do, until somebody laughed. "


@dataclass(frozen=True)
class Times:
    """Milliseconds from keys to paints.

    Attributes:
        clock: by the clock.
        processor: of the page's main thread.
    """

    clock: list[float]
    processor: list[float]


def measure_keystrokes() -> dict[str, Any]:
    """The times of some hundred keys in the middle of the answer."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as place,
        serve_demo(Path(place)) as column,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=column.url)
        sign_in(page, column.password)
        page.goto(ANSWER_PAGE)
        trace = Path(place) / "trace.json"
        found = {"answer page": summarise_times(type_into_answer(page, trace))}
        bare = browser.new_page(viewport={"width": 1280, "height": 800})
        bare.set_content(BARE)
        found["bare text field"] = summarise_times(type_into_answer(bare, trace))
        browser.close()
    return found


def sign_in(page: Page, password: str) -> None:
    """As the columnist."""
    page.goto("/admin/")
    page.get_by_label("Username").fill("john")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def long_answer() -> str:
    """A text of the length that is asked for, in paragraphs with a list now and then."""
    many = WORDS // len(SENTENCE.split()) + 1
    sentences = [SENTENCE.strip()] * many
    paragraphs = [" ".join(sentences[at : at + 5]) for at in range(0, many, 5)]
    return "\n\n".join(
        f"- {paragraph}" if at % 7 == 3 else paragraph for at, paragraph in enumerate(paragraphs)
    )


def type_into_answer(page: Page, trace: Path) -> Times:
    """Type into the middle of a long answer, and read the times out of the trace."""
    editor = page.get_by_label("Answer:")
    editor.fill(long_answer())
    page.wait_for_timeout(5_000)  # saved, and the preview made
    middle = editor.evaluate("it => it.value.indexOf('\\n\\n', it.value.length / 2)")
    editor.evaluate("(it, at) => { it.focus(); it.setSelectionRange(at, at); }", middle)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, path=str(trace), categories=["devtools.timeline"])
    for at in range(KEYS):
        page.keyboard.type(TYPED[at % len(TYPED)])
        page.wait_for_timeout(PACE)
    page.wait_for_timeout(2_000)
    browser.stop_tracing()
    return times_of_keys(json.loads(trace.read_text(encoding="utf-8"))["traceEvents"])


def times_of_keys(events: list[dict[str, Any]]) -> Times:
    """Milliseconds from each key to the end of the paint that shows it."""
    tasks = sorted((one for one in events if one.get("ph") == "X" and "tdur" in one), key=begin_of)
    paints = [one for one in tasks if one["name"] == "Layerize"]
    presses = [one for one in tasks if event_type(one) == "keypress"]
    times = Times([], [])
    for key in (one for one in tasks if event_type(one) == "keydown"):
        press = next((one for one in presses if one["ts"] >= key["ts"]), None)
        paint = press and next((one for one in paints if one["ts"] >= press["ts"]), None)
        if paint:
            clock = paint["ts"] + paint["dur"] - key["ts"]
            processor = paint["tts"] + paint["tdur"] - key["tts"]
            times.clock.append(clock / 1000)
            # Chromium's count of a thread's time leaps now and then, past what the clock had.
            times.processor.append(min(processor, clock) / 1000)
    return times


def begin_of(event: dict[str, Any]) -> float:
    """When it began, in microseconds."""
    return float(event["ts"])


def event_type(event: dict[str, Any]) -> str:
    """The type of an event that was dispatched to the page, or nothing."""
    is_event = event["name"] == "EventDispatch"
    return str(event["args"]["data"]["type"]) if is_event else ""


def summarise_times(times: Times) -> dict[str, Any]:
    """Middle, 99th of a hundred, and worst, by the clock and by the page's own processor time."""
    return {"keys": len(times.clock), "words": WORDS, "processor_slowed": SLOWED} | {
        name: {
            "median_ms": round(statistics.median(ranked), 1),
            "p99_ms": round(ranked[int(len(ranked) * 0.99) - 1], 1),
            "worst_ms": round(ranked[-1], 1),
        }
        for name, ranked in (("clock", sorted(times.clock)), ("cpu", sorted(times.processor)))
    }


def format_lines(result: dict[str, Any]) -> list[str]:
    """The results, a line for each page."""
    return [
        f"keystrokes, {page}: "
        + "; ".join(
            f"{name} {facts[name]['median_ms']} ms in the middle, {facts[name]['p99_ms']} at p99"
            for name in ("clock", "cpu")
        )
        for page, facts in result.items()
    ]
