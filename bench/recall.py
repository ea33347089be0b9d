"""Does search find the right pair from a reader's own words? The set is `queries.toml`."""

import tomllib
from pathlib import Path

from questions import search

QUERIES = Path(__file__).with_name("queries.toml")


def queries() -> list[tuple[str, str]]:
    """Each query with the slug of the pair that it wants."""
    wanted = tomllib.loads(QUERIES.read_text(encoding="utf-8"))
    return [(query, slug) for slug, asked in wanted.items() for query in asked]


def missed(at: int = 5) -> list[tuple[str, str, list[str]]]:
    """The queries whose pair is not among the first, with what was found instead."""
    found = (
        (query, slug, [pair.slug for pair in search.find(query).pairs]) for query, slug in queries()
    )
    return [each for each in found if each[1] not in each[2][:at]]


def recall(at: int = 5) -> float:
    """The share of queries whose pair is among the first."""
    return 1 - len(missed(at)) / len(queries())
