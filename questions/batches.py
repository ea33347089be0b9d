"""Rows some at a time, or each by itself.

Without the server's cursors, `iterator()` fetches all of them at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from logging import Logger
from typing import Any

from django.db.models import QuerySet

from advice.logging import describe_error


def iterate_in_batches(rows: QuerySet[Any], size: int = 100) -> Iterator[Any]:
    """Yield rows in the order of their keys.

    Args:
        rows: what is read.
        size: how many are in memory at a time.
    """
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        yield from rows.filter(pk__in=keys[start : start + size]).order_by("pk")


def try_each(action: Callable[[Any], object], rows: Iterable[Any]) -> list[Exception]:
    """Do something with each row; a fault with one keeps back none of the others.

    Args:
        action: what is done, in a transaction of its own.
        rows: with which.

    Returns:
        What went wrong, for whoever is to be told when all are done.
    """
    faults = []
    for row in rows:
        try:
            action(row)
        except Exception as fault:
            faults.append(fault)
    return faults


def raise_first(faults: list[Exception], logger: Logger) -> None:
    """Log each kind of fault, without its words; then raise the first, if there is one.

    Args:
        faults: what `try_each` gave.
        logger: of whoever tried.
    """
    for fault, number in Counter(map(describe_error, faults)).items():
        logger.error("Failed %d times: %s", number, fault)
    if faults:
        raise faults[0]
