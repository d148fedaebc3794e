"""The rows of every table as lines of JSON, the same from SQLite and from PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.apps import apps as current_apps
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor

from plans.database.statements import drop_functions, set_last_number

Node = tuple[str, str]  # of a migration: its app and name
Tables = dict[str, type[models.Model]]
CHUNK = 2000  # rows


def tables_of(apps: Any) -> Tables:
    """Return every table of our database, by name, with the model behind it."""
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return {model._meta.db_table: model for model in found if not model._meta.proxy}


def lines_of(model: type[models.Model], using: str) -> Iterator[bytes]:
    """Yield the rows of a table in the order of their keys: first the names of the columns, then a line a row."""
    names = [field.attname for field in model._meta.concrete_fields]
    yield _line(names)
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        yield _line([_plain(value) for value in row])


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return str(value) if isinstance(value, Decimal | dt.date) else value


def store_lines(model: type[models.Model], lines: Iterable[bytes], using: str) -> None:
    """Store the rows that `lines_of` gave, as they are: nothing is filled in, nothing is recorded."""
    read = iter(lines)
    names: list[str] = json.loads(next(read))
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    by_name = {field.attname: field for field in fields}
    limit = min(CHUNK, connections[using].ops.bulk_batch_size(fields, range(CHUNK)))
    while some := [json.loads(line) for line in islice(read, limit)]:
        rows = [model(**{n: by_name[n].to_python(v) for n, v in zip(names, row, strict=True)}) for row in some]
        model._base_manager._insert(rows, fields, using=using, raw=True)  # type: ignore[attr-defined]


def set_last_numbers(tables: Tables, numbers: dict[str, int], using: str) -> None:
    """Let each table count on from where it was."""
    for table, column in counted(tables):
        if (number := numbers.get(table)) is not None:
            set_last_number(table, column, number, using)


def counted(tables: Tables) -> Iterator[tuple[str, str]]:
    """Yield the tables that count their rows, each with the column that holds the number."""
    for table, model in sorted(tables.items()):
        key = model._meta.pk
        if isinstance(key, models.AutoField | models.BigAutoField):
            yield table, key.column


def applied(using: str) -> list[Node]:
    """Return the migrations that the database has, the names in order."""
    return sorted(MigrationExecutor(connections[using]).loader.applied_migrations)


def known_migrations(using: str) -> set[Node]:
    """Return the migrations that this version knows."""
    return set(MigrationExecutor(connections[using]).loader.disk_migrations)


def newest_of(nodes: Iterable[Node], graph: Any) -> list[Node]:
    """Return of these migrations the last of each app: migrating to them applies these, and no other."""
    known = set(nodes)
    return sorted(
        node
        for node in known
        if not any(child.key in known and child.key[0] == node[0] for child in graph.node_map[node].children)
    )


def drop_tables(using: str) -> None:
    """Take away the tables of an empty system, and the functions of their triggers."""
    connection = connections[using]
    with connection.cursor() as cursor:
        ours = {*tables_of(current_apps), "django_migrations"} & set(connection.introspection.table_names(cursor))
        drop_functions(cursor, sorted(ours))
        for table in sorted(ours):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
