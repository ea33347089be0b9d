"""The rows of a table as a database has them, on either engine, and what they come to."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

BATCH = 500

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TableDigest:
    """What a table holds.

    Attributes:
        rows: how many.
        digest: SHA-256 of all of them, in the order of their keys.
    """

    rows: int
    digest: str


def column_names(table: type[models.Model]) -> list[str]:
    """Return the names under which a model keeps its columns."""
    return [field.attname for field in table._meta.concrete_fields]


def read_rows(table: type[models.Model], alias: str) -> Iterator[Row]:
    """Yield a table's rows in the order of their keys. What is sealed stays sealed.

    Args:
        table: its model.
        alias: which database.
    """
    rows = table._base_manager.using(alias).order_by("pk")
    return rows.values_list(*column_names(table)).iterator(chunk_size=BATCH)


def digest_table(table: type[models.Model], alias: str) -> TableDigest:
    """Count and hash the rows of a table.

    Args:
        table: its model.
        alias: which database.
    """
    digest, count = hashlib.sha256(), 0
    for row in read_rows(table, alias):
        digest.update("\0".join(canonical_text(value) for value in row).encode("utf-8", "replace"))
        digest.update(b"\n")
        count += 1
    return TableDigest(count, digest.hexdigest())


def canonical_text(value: Any) -> str:
    """Return a value as a text that is the same on both engines."""
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, str):
        return f"s{value}"
    return f"{type(value).__name__} {value!s}"
