"""Which change raises which plan's revision: triggers that the database runs with every change, whoever makes it.

`Plan.revision` rises in the transaction of every change that pages of the plan can show, under the lock of the plan's
row, so that two commits never share a number. A model says with `RAISES` which plans its rows are shown with; from that
the triggers of both databases are made here. `manage.py migrate` takes them away before it changes tables and puts them
back at the end (docs/decisions/0022).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from plans.database.statements import is_sqlite
from plans.models.raises import EVERY_PLAN, Raises

PREFIX = "revision_"  # of the names of all triggers and functions made here
PLAN = "plans_plan"
OPERATIONS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Trigger:
    """One trigger: its name holds a digest of all it does, so that one of an earlier version is told by its name."""

    table: str
    name: str
    making: str  # the statements that make it, with its function


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers that are missing, and remove those of an earlier version; nothing where all is in place."""
    wanted = {(one.table, one.name): one for one in _triggers(is_sqlite(connection))}
    if _present(connection) == wanted.keys():
        return
    remove_triggers(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for trigger in wanted.values():
            cursor.execute(trigger.making)


def remove_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take all away: no table can be changed on SQLite while a trigger names it."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table, name in _present(connection):
            if not is_sqlite(connection):
                cursor.execute(f"DROP FUNCTION {name}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER {name}")
            assert table


def are_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every change raises the revisions that it should."""
    return _present(connection) == {(one.table, one.name) for one in _triggers(is_sqlite(connection))}


def _present(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    found = (
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s"
        if not is_sqlite(connection)
        else "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(found, [f"{PREFIX}%"])
        return set(cursor.fetchall())


def _triggers(on_sqlite: bool) -> Iterator[Trigger]:
    make = _on_sqlite if on_sqlite else _on_postgresql
    yield _named(PLAN, "plan", _of_plan_on_sqlite() if on_sqlite else _of_plan_on_postgresql())
    for model, table, raises in _shown():
        for operation in raises.on:
            yield _named(table, operation.lower(), make(model, table, raises, operation))


def _named(table: str, kind: str, making: str) -> Trigger:
    digest = hashlib.sha256(f"{table} {making}".encode()).hexdigest()[:12]
    name = f"{PREFIX}{kind}_{digest}"
    return Trigger(table, name, making.replace("{name}", name))


def _shown() -> Iterator[tuple[type[Model], str, Raises]]:
    """Every table whose rows pages of a plan show: those of the models that say so, with their many-to-many fields."""
    for model in apps.get_models():
        raises: Raises | None = vars(model).get("RAISES")
        if raises is None:
            continue
        yield model, model._meta.db_table, raises
        for field in model._meta.local_many_to_many if not raises.fields else ():
            through: Any = field.remote_field.through
            ways = tuple(f"{model._meta.model_name}__{way}" for way in raises.ways)
            yield through, through._meta.db_table, Raises(*ways)


def _columns(model: type[Model], raises: Raises) -> list[str]:
    fields = [field for field in model._meta.concrete_fields if not raises.fields or field.name in raises.fields]
    return [f'"{field.column}"' for field in fields]


def _plans(model: type[Model], raises: Raises, rows: str) -> str:
    """The ids of the plans that `rows` are shown with, as a query; `rows` is what a query reads a column of them from.

    A way is followed from field to field, as Django's look-ups are: `indicator__plan`, or back, `region__plans`.
    """
    return " UNION ".join(_follow(model, way, rows) for way in raises.ways)


def _follow(model: type[Model], way: str, rows: str) -> str:
    if way == EVERY_PLAN:
        return f"SELECT id FROM {PLAN}"  # nosec B608
    sql, here = "", model
    for step in way.split("__"):
        field: Any = here._meta.get_field(step)
        if field.concrete:
            column, source = field.column, here._meta.db_table
            sql = f"SELECT {column} FROM {source} WHERE id IN ({sql})" if sql else f"SELECT {column} {rows}"  # nosec B608
        else:
            back, source = field.field.column, field.related_model._meta.db_table
            sql = f"SELECT id FROM {source} WHERE {back} IN ({sql or f'SELECT id {rows}'})"  # nosec B608
        here = field.related_model
    return sql


# SQLite: a trigger a row. What a statement reads of the row stands as `FROM (SELECT NEW.column AS column, …)`.


def _on_sqlite(model: type[Model], table: str, raises: Raises, operation: str) -> str:
    columns = _columns(model, raises)
    rows = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}[operation]
    keys = [f'"{field.column}"' for field in model._meta.concrete_fields if field.is_relation or field.primary_key]
    plans = " UNION ".join(
        _plans(model, raises, f"FROM (SELECT {', '.join(f'{row}.{key} AS {key}' for key in keys)})")
        for row in rows  # nosec B608
    )
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    when = f"WHEN {differs}" if operation == "UPDATE" else ""
    return (
        f"CREATE TRIGGER {{name}} AFTER {operation} ON {table} FOR EACH ROW {when} "  # nosec B608
        f"BEGIN UPDATE {PLAN} SET revision = revision + 1 WHERE id IN ({plans}); END"
    )


def _of_plan_on_sqlite() -> str:
    """A plan that was loaded before another change may be stored with the number it had then: that never counts."""
    differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in _plan_columns())
    return (
        f"CREATE TRIGGER {{name}} AFTER UPDATE ON {PLAN} FOR EACH ROW "  # nosec B608
        f"WHEN NEW.revision < OLD.revision OR {differs} "
        f"BEGIN UPDATE {PLAN} SET revision = MAX(OLD.revision, NEW.revision) + ({differs}) WHERE id = NEW.id; END"
    )


def _plan_columns() -> list[str]:
    fields = apps.get_model("plans", "Plan")._meta.concrete_fields
    return [f'"{field.column}"' for field in fields if field.name != "revision"]


# PostgreSQL: a trigger a statement, which reads all rows that the statement changed at once.


def _on_postgresql(model: type[Model], table: str, raises: Raises, operation: str) -> str:
    keys = [f'"{field.column}"' for field in model._meta.concrete_fields if field.is_relation or field.primary_key]
    read = ", ".join(dict.fromkeys([*keys, *_columns(model, raises)]))
    old, new = f"SELECT {read} FROM old_rows", f"SELECT {read} FROM new_rows"  # nosec B608
    changed = {
        "INSERT": new,
        "DELETE": old,
        "UPDATE": f"({old} EXCEPT ALL {new}) UNION ALL ({new} EXCEPT ALL {old})",
    }[operation]
    tables = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    tables["UPDATE"] = f"{tables['INSERT']} {tables['DELETE']}"
    # In the order of their ids, so that two statements never wait for each other.
    body = f"""
        WITH changed AS ({changed}), shown AS (
            SELECT id FROM {PLAN} WHERE id IN ({_plans(model, raises, "FROM changed")}) ORDER BY id FOR NO KEY UPDATE
        )
        UPDATE {PLAN} SET revision = revision + 1 FROM shown WHERE {PLAN}.id = shown.id;
        RETURN NULL;
    """  # nosec B608
    if raises.ways == (EVERY_PLAN,):
        body = f"IF EXISTS ({changed}) THEN {body.replace('RETURN NULL;', '')} END IF; RETURN NULL;"
    return f"{_function(body)} CREATE TRIGGER {{name}} AFTER {operation} ON {table} REFERENCING {tables[operation]} " \
           "FOR EACH STATEMENT EXECUTE FUNCTION {name}();"  # fmt: skip


def _of_plan_on_postgresql() -> str:
    columns = _plan_columns()
    old, new = (f"ROW({', '.join(f'{row}.{column}' for column in columns)})" for row in ("OLD", "NEW"))
    body = f"""
        NEW.revision := GREATEST(OLD.revision, NEW.revision) + ({old} IS DISTINCT FROM {new})::int;
        RETURN NEW;
    """
    return (
        f"{_function(body)} CREATE TRIGGER {{name}} BEFORE UPDATE ON {PLAN} FOR EACH ROW "
        f"WHEN (NEW.revision < OLD.revision OR {old} IS DISTINCT FROM {new}) EXECUTE FUNCTION {{name}}();"
    )


def _function(body: str) -> str:
    return f"CREATE FUNCTION {{name}}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;"
