"""Does search find the right question from a reader's own words? The set is `queries.toml`."""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from bench.column import in_a_process_of_its_own

QUERIES = Path(__file__).with_name("queries.toml")


def read_queries() -> list[tuple[str, str]]:
    """Each query with the slug of the question that it wants."""
    wanted = tomllib.loads(QUERIES.read_text(encoding="utf-8"))
    return [(query, slug) for slug, asked in wanted.items() for query in asked]


def list_missed(at: int = 5) -> list[tuple[str, str, list[str]]]:
    """The queries whose question is not among the first, with what was found instead."""
    from questions import search

    found = (
        (query, slug, [question.slug for question in search.find_questions(query).questions])
        for query, slug in read_queries()
    )
    return [each for each in found if each[1] not in each[2][:at]]


def measure_recall(at: int = 5) -> float:
    """The share of queries whose question is among the first."""
    return 1 - len(list_missed(at)) / len(read_queries())


def measure_apart() -> dict[str, Any]:
    """In a process of its own, on the demo."""
    return in_a_process_of_its_own("bench.recall")


def main() -> None:
    """The share, and what was missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advice.settings")
    import django

    django.setup()
    asked = [query for query, _, _ in list_missed()]
    print(
        json.dumps(
            {"queries": len(read_queries()), "recall_at_5": measure_recall(), "missed": asked}
        )
    )


def format_lines(result: dict[str, Any]) -> list[str]:
    """The share, and what was missed."""
    share = f"recall at 5   {result['recall_at_5']:.0%} of {result['queries']} queries; missed:"
    return [share, *(f"  {query}" for query in result["missed"])]


if __name__ == "__main__":
    main()
