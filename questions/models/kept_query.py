"""Queries that are put together once.

Django takes some ten times as long for that as the database for the answer. What cannot be kept in
memory, such as a page of search, asks them each time.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connections, models, router
from django.utils import timezone

STAND_IN = datetime(2000, 1, 1, tzinfo=UTC)  # for the present moment
ROOM = 24  # rows that are asked for at once; the most are those of `related.LOOKED_AT`
STAND_INS = range(-ROOM, 0)  # for their numbers


class KeptQuery:
    """A query for rows by number, some of which depend on the present moment.

    Args:
        build: makes it, from a moment and numbers.
    """

    def __init__(self, build: Callable[[datetime, Sequence[int]], models.QuerySet[Any]]) -> None:
        self.build = build

    @cached_property
    def compiled_query(self) -> tuple[type[models.Model], str, tuple[Any, ...]]:
        """The model, the SQL and its values, with stand-ins."""
        rows = self.build(STAND_IN, STAND_INS)
        return rows.model, *rows.query.sql_with_params()

    def fill_in(self, numbers: Collection[int] = ()) -> list[Any]:
        """The values of the query for the present moment and some numbers, `ROOM` at most."""
        model, _, values = self.compiled_query
        adapt = connections[router.db_for_read(model)].ops.adapt_datetimefield_value
        given = [*numbers, *[0] * (ROOM - len(numbers))]
        meant: dict[Any, Any] = dict(zip(STAND_INS, given, strict=True))
        meant |= {adapt(STAND_IN): adapt(timezone.now())}
        return [meant.get(value, value) for value in values]

    def read_rows(self, numbers: Collection[int]) -> list[Any]:
        """The rows for some numbers; no query for none."""
        model, sql, _ = self.compiled_query
        return list(model._default_manager.raw(sql, self.fill_in(numbers))) if numbers else []
