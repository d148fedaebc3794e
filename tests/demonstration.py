"""The five plans with the invented figures of the demonstration, stored as `make run` stores them.

Loaded once in a process, which takes seconds; a database that a test has emptied gets a copy of what was stored then.
"""

from __future__ import annotations

import io
import sqlite3
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

_kept: Any = None  # the whole database: a SQLite connection, or the rows of each table as PostgreSQL copies them


def load_demonstration() -> None:
    """Store the demonstration in an empty database."""
    global _kept
    is_sqlite = connection.vendor == "sqlite"
    connection.ensure_connection()  # a test before may have closed it
    if _kept is None:
        call_command("loadplans", verbosity=0)
        call_command("loaddemo", verbosity=0)
        _kept = _sqlite_copy() if is_sqlite else _postgres_copy()
    elif is_sqlite:
        _kept.backup(connection.connection)
    else:
        _fill_postgres()
    ContentType.objects.clear_cache()


def _sqlite_copy() -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(kept)
    return kept


def _postgres_copy() -> dict[str, bytes]:
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - {"django_migrations"}:
            rows = io.BytesIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
            found[table] = rows.getvalue()
    return found


@transaction.atomic
def _fill_postgres() -> None:
    """Copy the rows back, whatever order their references would ask for, and let the numbers go on behind them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in _kept))
        for table, rows in _kept.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(rows))
        for reset in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(reset)
