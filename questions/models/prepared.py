"""Queries that are put together once: the ORM takes longer to build one than a database to answer.

A queryset is built with marks in the places of the values and compiled to SQL. From then on the
SQL is run with the values, so that a page's view still says in the ORM's words what it reads.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
Value = str | int | datetime
MARKS: dict[type, Callable[[int], Value]] = {
    str: lambda number: f"mark-{number}",
    int: lambda number: -1_000_000 - number,
    datetime: lambda number: datetime(1, 1, 1, microsecond=number + 1, tzinfo=UTC),
}


class Prepared(Generic[Row]):
    """A queryset with places for values.

    Args:
        build: makes the queryset; it is called once, with a mark for each place.
        places: the places' names, and what stands there: `str`, `int` or `datetime`.
    """

    def __init__(self, build: Callable[..., "models.QuerySet[Row]"], **places: type) -> None:
        self.build = build
        self.places = places

    def __call__(self, **values: Value) -> list[Row]:
        """The rows for these values, one value for each place."""
        model, sql, constants, names = self._statement
        filled = [
            values[name] if name else constant
            for name, constant in zip(names, constants, strict=True)
        ]
        return list(model._default_manager.raw(sql, filled))

    @cached_property
    def _statement(self) -> tuple[type[Row], str, list[Any], list[str]]:
        """The model, the SQL, its parameters, and which place each of them is, if it is one."""
        kinds = enumerate(self.places.items())
        marks = {name: MARKS[kind](number) for number, (name, kind) in kinds}
        queryset = self.build(**marks)
        sql, parameters = queryset.query.sql_with_params()
        adapt = connection.ops.adapt_unknown_value
        place_of = {adapt(mark): name for name, mark in marks.items()}
        names = [place_of.get(parameter, "") for parameter in parameters]
        assert set(names) >= set(self.places), "a place is not in the query"
        return queryset.model, sql, list(parameters), names
