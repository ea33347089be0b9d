"""How long the private page takes to say that a receipt opens nothing, kind by kind."""

import json
import os
import time
from statistics import median
from typing import Any

from bench.column import in_a_process_of_its_own

TRIES = 300


def measure_apart() -> dict[str, Any]:
    """In a process of its own, because Django is set up once in a process."""
    return in_a_process_of_its_own("bench.receipts")


def main() -> None:
    """Try the kinds in turn, so that a busy moment of the machine is spread over all of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.RECEIPTS_AN_HOUR = 10 * TRIES
    settings.ALLOWED_HOSTS = ["*"]
    kinds, client = make_receipts(), Client()
    spent: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(TRIES):
        for kind, receipt in kinds.items():
            spent[kind].append(measure_milliseconds(client, receipt))
    print(json.dumps({kind: round(median(times), 3) for kind, times in spent.items()}))


def make_receipts() -> dict[str, str]:
    """One receipt of each kind that opens nothing."""
    from questions import actions, crypto

    kinds = ("unknown", "erased", "expired")
    made = {kind: crypto.make_receipt(f"bench {kind}") for kind in kinds}
    actions.erasure.erase(actions.letters.receive(text="A letter.", receipt=made["erased"]))
    actions.erasure.delete_expired(
        actions.letters.receive(text="A letter.", receipt=made["expired"])
    )
    return made | {"malformed": "not a receipt"}


def measure_milliseconds(client: Any, receipt: str) -> float:
    """The time of one answer."""
    start = time.perf_counter()
    client.post("/reply/", {"receipt": receipt})
    return (time.perf_counter() - start) * 1000


def format_lines(result: dict[str, Any]) -> list[str]:
    """The medians, and how far they lie apart."""
    apart = max(result.values()) - min(result.values())
    shown = [f"  {kind:<10} {value:7.3f} ms" for kind, value in result.items()]
    return [f"receipts that open nothing, median of {TRIES}", *shown, f"  apart by {apart:.3f} ms"]


if __name__ == "__main__":
    main()
