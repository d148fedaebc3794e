"""Reads that requests make again and again with other values: their SQL is built once (docs/decisions/0029)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from itertools import count
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from plans.models.fixed_relations import Relations

FixedValue = int | str
AT_MOST = 1024  # values of one collection: SQL for more is built each time
Shape = tuple[Any, ...]


class Statement(NamedTuple):
    """A query whose SQL stays, for one database, and what its parameters are: constants, or a value's number."""

    queryset: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: list[tuple[int | None, Any]]
    relations: Relations | None

    def answer(self, values: list[Any]) -> list[Any]:
        """What the query finds with these values, as Django makes it of the rows that the database sends.

        All threads share the statement: each asks by its own connection, with twins of what holds its values.
        """
        queryset, compiler, query = map(_twin, (self.queryset, self.compiler, self.queryset.query))
        compiler.connection = connections[queryset.db]
        if query.select_for_update and compiler.connection.get_autocommit():
            raise TransactionManagementError("Rows are locked in a transaction.")
        filled = tuple(constant if number is None else values[number] for number, constant in self.parameters)
        compiler.as_sql = lambda *_args, **_named: (self.sql, filled)
        query.get_compiler = lambda *_args, **_named: compiler
        queryset._query = query
        found = list(queryset._iterable_class(queryset))
        if self.relations is not None:
            self.relations.load(found)
        return found


class FixedRead:
    """A query of which only values change.

    `build` makes it from values, each used in its conditions as it is: whole numbers, texts, days, and collections of
    ids (`__in`). None and truths may change the query itself, which is built for each of them.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._querysets: dict[Shape, QuerySet[Any, Any]] = {}
        self._statements: dict[tuple[Shape, str], Statement | None] = {}

    def __call__(self, *values: Any) -> list[Any]:
        """Return the rows or objects for these values. Raises TypeError for a value of another kind."""
        shape = tuple(map(_shape, values))
        if any(map(_is_large, values)):
            return list(self._build(*values))
        statement = self._statement(shape)
        return [] if statement is None else statement.answer(list(_flat(values, statement.compiler)))

    def found(self, *values: Any) -> Any:
        """Return the first for these values; None where there is none."""
        return next(iter(self(*values)), None)

    def _statement(self, shape: Shape) -> Statement | None:
        """The statement for values of this shape on the database to be asked now; None where nothing can be found."""
        if shape not in self._querysets:
            self._querysets[shape] = self._build(*map(_marks, shape, count(1)))
        queryset = self._querysets[shape]
        using = queryset.db
        if (shape, using) not in self._statements:
            self._statements[shape, using] = _built(queryset.using(using), shape)
        return self._statements[shape, using]


def _built(queryset: QuerySet[Any, Any], shape: Shape) -> Statement | None:
    compiler = queryset.query.get_compiler(queryset.db)
    try:
        sql, constants = compiler.as_sql()
    except EmptyResultSet:
        return None
    marks = list(_flat(tuple(map(_marks, shape, count(1))), compiler))
    numbers = {mark: number for number, mark in enumerate(marks)}
    if missing := numbers.keys() - set(constants):
        raise TypeError(f"A fixed read uses its values as they are; {len(missing)} of {queryset.model} are not.")
    lookups = queryset._prefetch_related_lookups  # type: ignore[attr-defined]
    relations = Relations(queryset.model, lookups, FixedRead) if lookups else None
    parameters = [(numbers.get(constant), constant) for constant in constants]
    return Statement(queryset, compiler, sql, parameters, relations)


def _twin(one: Any) -> Any:
    """The same with attributes of its own; Django's ways to copy would ask the database, or build anew."""
    made = object.__new__(type(one))
    vars(made).update(vars(one))
    return made


def _shape(value: Any) -> Any:
    """What the SQL depends on: the kind of a value, the number of a collection's ids up to a power of two."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.date
    for kind in (int, str):
        if isinstance(value, kind):
            return kind
    if not isinstance(value, Collection):
        raise TypeError(f"A fixed read takes no {type(value).__name__}.")
    kind = str if any(isinstance(one, str) for one in value) else int
    return kind, 1 << (len(value) - 1).bit_length() if value else 0


def _is_large(value: Any) -> bool:
    """Whether it is a number that no column holds, or more ids than SQL is kept for: Django builds SQL for it."""
    if isinstance(value, int):
        return not -(2**63) <= value < 2**63
    return isinstance(value, Collection) and not isinstance(value, str) and len(value) > AT_MOST


def _marks(part: Any, number: int) -> Any:
    """What stands for a value while the SQL is built: no query has it as a constant, every column could hold it."""
    if isinstance(part, tuple):
        kind, size = part
        return [_mark(kind, 2 * AT_MOST * number + one, 2_000_000_000) for one in range(size)]
    return part if part is None or isinstance(part, bool) else _mark(part, number, 32_000)


def _mark(kind: type, number: int, least: int) -> FixedValue | dt.date:
    if kind is int:
        return least + number
    return f"\ue000{number}" if kind is str else dt.date(1, 1, 1) + dt.timedelta(number)


def _flat(values: tuple[Any, ...], compiler: SQLCompiler) -> Iterator[Any]:
    """The values one after another as parameters; collections filled up, which adds nothing to what is found."""
    for value in values:
        if isinstance(value, dt.date):
            yield compiler.connection.ops.adapt_datefield_value(value)
        elif isinstance(value, (int, str)):
            if not isinstance(value, bool):
                yield value
        elif value is not None:
            ids = list(value)
            yield from ids
            yield from ids[-1:] * (_shape(ids)[1] - len(ids))
