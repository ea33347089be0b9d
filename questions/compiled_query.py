"""Queries that Django puts together once, and that are asked again with other values."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils.functional import cached_property


class CompiledQuery:
    """A query of every page: putting it together takes Django many times as long as asking it.

    Args:
        build: makes the queryset from one value for each of the stand-ins.
        stand_ins: moments or texts that stand for no other value of the query.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *stand_ins: datetime | str):
        self.build = build
        self.stand_ins = stand_ins

    @cached_property
    def compiled_statement(self) -> tuple[str, tuple[Any, ...]]:
        """The statement and its values, with the stand-ins among them."""
        return self.build(*self.stand_ins).query.sql_with_params()

    def with_values(
        self, connection: BaseDatabaseWrapper, *values: datetime | str
    ) -> tuple[str, list[Any]]:
        """The statement and its values, each stand-in replaced by the value in its place."""

        def adapt(value: datetime | str) -> Any:
            if isinstance(value, str):
                return value
            return connection.ops.adapt_datetimefield_value(value)

        sql, standing = self.compiled_statement
        given = {adapt(old): adapt(new) for old, new in zip(self.stand_ins, values, strict=True)}
        return sql, [given.get(value, value) for value in standing]
