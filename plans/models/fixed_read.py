"""Reads that requests make again and again with other values: their SQL is built once (docs/decisions/0029)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

FixedValue = int | str


class Statement(NamedTuple):
    """SQL for one connection, and what its parameters are: constants, or the value of a number."""

    compiler: SQLCompiler
    sql: str
    parameters: list[tuple[int | None, Any]]

    def filled(self, values: tuple[FixedValue, ...]) -> list[Any]:
        return [constant if number is None else values[number] for number, constant in self.parameters]


class FixedRead:
    """A query of which only values change.

    `build` makes it from values of these kinds (int or str), each used in its conditions as it is: plain rows
    (`values_list`) for `rows`, or a queryset of objects without relations for `found`. Numbers must be such as a
    column can hold: those of an address are looked at before (`kept_page`).
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], *kinds: type[FixedValue]) -> None:
        self._marks = [_mark(kind, number) for number, kind in enumerate(kinds)]
        self._build = build
        self._of_thread = threading.local()  # as connections are

    def rows(self, *values: FixedValue) -> list[tuple[Any, ...]]:
        """Return the rows for these values."""
        statement = self._statement()
        with statement.compiler.connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(values))
            rows = statement.compiler.results_iter([cursor.fetchall()], tuple_expected=True)
            return [tuple(row) for row in rows]

    def found(self, *values: FixedValue) -> Any:
        """Return the one object for these values; None where there is none."""
        statement = self._statement()
        model = cast(type[Model], statement.compiler.query.model)
        objects = model._base_manager.using(statement.compiler.using)
        return next(iter(objects.raw(statement.sql, statement.filled(values))), None)

    def _statement(self) -> Statement:
        """The statement for the database that is to be asked now."""
        kept = vars(self._of_thread)
        if "query" not in kept:
            kept["query"] = self._build(*self._marks)
        query = kept["query"]
        known: Statement | None = kept.get(query.db)
        if known is None or known.compiler.connection is not connections[query.db]:
            compiler = query.query.get_compiler(query.db)
            sql, constants = compiler.as_sql()
            numbers = {mark: number for number, mark in enumerate(self._marks)}
            parameters = [(numbers.get(constant), constant) for constant in constants]
            known = kept[query.db] = Statement(compiler, sql, parameters)
        return known


def _mark(kind: type[FixedValue], number: int) -> FixedValue:
    """What stands for a value while the SQL is built: no query has it as a constant, every column could hold it."""
    return 2_000_000_000 + number if kind is int else f"\ue000{number}"
