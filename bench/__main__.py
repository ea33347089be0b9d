"""`python -m bench [rates rendering keystrokes receipts recall search …]` measures."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import (
    counting,
    drill,
    idle,
    keystrokes,
    lighthouse,
    machine,
    mail,
    nodes,
    rates,
    recall,
    receipts,
    rendering,
    search,
    visit,
)

RESULTS = Path(__file__).resolve().parent / "results"
PARTS = {
    "rates": rates,
    "counting": counting,
    "drill": drill,
    "idle": idle,
    "rendering": rendering,
    "visit": visit,
    "keystrokes": keystrokes,
    "receipts": receipts,
    "recall": recall,
    "mail": mail,
    "nodes": nodes,
    "lighthouse": lighthouse,
}


def main() -> None:
    """Each part that was named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, "search", []], help="all when none is named"
    )
    parser.add_argument("--seconds", type=int, default=5, help="length of one load")
    parser.add_argument("--rounds", type=int, default=5, help="how often each load is repeated")
    parser.add_argument(
        "--questions", type=int, nargs="+", default=[4_000, 40_000], help="of search"
    )
    options = parser.parse_args()
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "rates": lambda: rates.measure_rates(options.seconds, options.rounds),
        "counting": lambda: counting.measure_counting(options.seconds, options.rounds),
        "drill": drill.measure_drill,
        "idle": idle.measure_idle,
        "rendering": rendering.measure_apart,
        "visit": visit.measure_visit,
        "keystrokes": keystrokes.measure_keystrokes,
        "receipts": receipts.measure_apart,
        "recall": recall.measure_apart,
        "mail": mail.measure_apart,
        "nodes": lambda: nodes.measure_nodes(options.seconds, options.rounds),
        "lighthouse": lighthouse.measure_scores,
    }
    for name in options.parts or [*PARTS, "search"]:
        if name == "search":
            search.on_both(options.questions)
            continue
        if name == "lighthouse" and not lighthouse.find_program():
            print("lighthouse: not installed; see bench/lighthouse.py")
            continue
        report_part(name, measures[name])


def report_part(name: str, measure: Callable[[], dict[str, Any]]) -> None:
    """Measure one part; print it, and write it down with the machine's description."""
    before = machine.describe_machine()
    result = measure()
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"machine": before, "result": result}, indent=2)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print("\n".join(["", *PARTS[name].format_lines(result)]), flush=True)


if __name__ == "__main__":
    main()
