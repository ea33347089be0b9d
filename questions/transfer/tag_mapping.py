"""Which tag here stands for a tag over there: a table that a person can edit."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from questions.transfer.items import Item

COLUMNS = ("tag", "letters", "becomes")
LONGEST_NAME = 60


def write_mapping(path: Path, tags: Counter[str]) -> None:
    """Write a table of all tags, each of which becomes itself in its commonest spelling.

    Args:
        path: a new file.
        tags: how many letters have each.
    """
    with path.open("x", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        spellings: dict[str, str] = {}
        for name, count in tags.most_common():
            writer.writerow((name, count, spellings.setdefault(name.casefold(), name)))


def read_mapping(path: Path) -> dict[str, tuple[str, ...]]:
    """Read what each tag becomes: nothing, one tag, or several with bars between."""
    with path.open(encoding="utf-8-sig", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row.get("tag")]
    return {row["tag"]: split_names(row.get("becomes") or "") for row in rows}


def split_names(cell: str) -> tuple[str, ...]:
    """Return the names in a cell."""
    return tuple(name.strip() for name in cell.split("|") if name.strip())


def map_tags(item: Item, mapping: dict[str, tuple[str, ...]]) -> Item:
    """Return the item with the tags that it gets here.

    Args:
        item: what is imported.
        mapping: what each tag becomes; those that are not in it stay.
    """
    names: Iterable[str] = (new for tag in item.tags for new in mapping.get(tag, (tag,)))
    return replace(item, tags=tuple(dict.fromkeys(name[:LONGEST_NAME] for name in names)))
