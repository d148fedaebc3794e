"""The statements of one database alone: what is not SQLite is spoken to as PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Counted = Iterable[tuple[str, str]]  # tables that count their rows, each with the column that holds the number


def is_sqlite(of: BaseDatabaseWrapper) -> bool:
    """Whether this connection is to a SQLite file."""
    return of.vendor == "sqlite"


def wait_for_others(lock: int) -> None:
    """Go on alone until the transaction ends, among all that wait for this lock; on SQLite whoever writes is alone."""
    if not is_sqlite(connection):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def switch_on(name: str) -> None:
    """Set a switch that triggers read, until the transaction ends; SQLite has no such triggers."""
    if not is_sqlite(connection):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, 'on', true)", [name])


def check_references(when: str) -> None:
    """Let keys be compared IMMEDIATE or DEFERRED to the end; SQLite does so at the end."""
    if not is_sqlite(connection):
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")


@contextmanager
def one_moment(name: str, copy: Path) -> Iterator[None]:
    """Make the connection `name` see the database as it is now, whoever writes meanwhile.

    `copy` is a path for SQLite's own copy, which is there until the end.
    """
    if is_sqlite(connection):
        ours = connection.settings_dict["NAME"]
        # by SQLite's own means: a copy of the file alone would lack what is in its log
        with closing(sqlite3.connect(ours)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        connections.databases[name]["NAME"] = copy
        yield
        connections[name].close()
        return
    with transaction.atomic(using=name):
        connections[name].cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def last_numbers(counted: Counted, using: str) -> dict[str, int]:
    """Return of each table the last number given to a row: it is never given again."""
    with connections[using].cursor() as cursor:
        if is_sqlite(connections[using]):
            cursor.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name")
            names = {table for table, _column in counted}
            return {name: number for name, number in cursor.fetchall() if name in names}
        found: dict[str, int] = {}
        for table, column in counted:
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [table, column])
            if (number := cursor.fetchone()[0]) is not None:
                found[table] = number
        return found


def set_last_number(table: str, column: str, number: int, using: str) -> None:
    """Let a table count on from where it was."""
    with connections[using].cursor() as cursor:
        if is_sqlite(connections[using]):
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, number])


def drop_functions(cursor: Any, tables: list[str]) -> None:
    """Take away the functions of these tables' triggers, and so the triggers."""
    cursor.execute(
        "SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
        [tables],
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {function} CASCADE")


def leave_in_one_file() -> bool:
    """Put what SQLite has in its log into its file; return whether that went, which it does not while it is in use."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")
        return bool(cursor.fetchone()[0] == "delete")


def maker() -> str:
    """Return what kind of database ours is, as backups note it."""
    return connection.vendor
