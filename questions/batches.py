"""Rows some at a time: without the server's cursors, `iterator()` fetches all of them at once."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet


def iterate_in_batches(rows: QuerySet[Any], size: int = 100) -> Iterator[Any]:
    """Yield rows in the order of their keys.

    Args:
        rows: what is read.
        size: how many are in memory at a time.
    """
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        yield from rows.filter(pk__in=keys[start : start + size]).order_by("pk")
