"""Restoring a backup into an empty system: checked whole first, then all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from ipplans.backup import tables
from ipplans.backup.archive import SECRET_KEY, BackupRefused, Manifest, opened
from plans import kept_pages
from plans.audit import Event, record
from plans.database.statements import check_references, is_sqlite, leave_in_one_file

EMPTY_ENOUGH = {"plans_auditentry", "plans_signedinsession"}  # who was refused on an empty system is no record of it


def restore_backup(source: Path, passphrase: str) -> Manifest:
    """Put a backup into this system, which must be empty and not running; return what it held.

    Raises BackupRefused before anything is touched: for a file that is no backup, is damaged, foreign or newer, and
    where the system is not empty.
    """
    with (
        tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as scratch,
        opened(source, Path(scratch), passphrase) as (packed, manifest),
    ):
        _require_known(manifest)
        _require_empty()
        # Files first: until the rows are there, nothing leads to them.
        for name in manifest.files():
            _put(packed, name, Path(settings.MEDIA_ROOT, *Path(name).parts[1:]))
        if not os.environ.get("SECRET_KEY"):
            _put(packed, SECRET_KEY, Path(settings.VAR_DIR, "secret_key"))
        with _empty_database():
            _store(packed, manifest)
        kept_pages.clear()  # of later revisions that will be given again, for other figures
    return manifest


def _require_known(manifest: Manifest) -> None:
    nodes = {(app, name) for app, name in manifest.migrations}
    if unknown := sorted(nodes - tables.known_migrations("default")):
        names = "、".join(".".join(node) for node in unknown[:3])
        raise BackupRefused(f"This backup was made by a newer version ({names}): please install that version first.")


def _require_empty() -> None:
    """Raise BackupRefused where the system holds a row of ours."""
    present = set(connection.introspection.table_names())
    ours = {"plans", "targets", "tasks", "documents"}
    for name, model in sorted(tables.tables_of(apps).items()):
        if model._meta.app_label not in ours or name not in present or name in EMPTY_ENOUGH:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608  # nosec B608
            if cursor.fetchone():
                raise BackupRefused(f"This system is not empty: there are {model._meta.verbose_name_plural}.")


@contextmanager
def _empty_database() -> Iterator[None]:
    """Yield with an empty database in the place of ours; it is ours once all went well, and nothing is before."""
    if not is_sqlite(connection):
        with transaction.atomic():
            tables.drop_tables("default")
            yield
        return
    target = Path(connection.settings_dict["NAME"])
    part = target.with_name(target.name + ".restoring")
    _without_log(target)
    part.unlink(missing_ok=True)
    connection.settings_dict["NAME"] = part
    try:
        yield
        _without_log(part)
        part.chmod(0o600)
        os.replace(part, target)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = target
        part.unlink(missing_ok=True)


def _without_log(path: Path) -> None:
    """Leave a SQLite database in its one file, without a log beside it. Raises BackupRefused while somebody uses it."""
    if not path.exists():
        return
    try:
        if not leave_in_one_file():
            raise BackupRefused("The database is in use: please stop the server first.")
    except DatabaseError as fault:
        raise BackupRefused("The database is in use: please stop the server first.") from fault
    finally:
        connection.close()


def _store(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    """Make the tables as they were in the version of the backup, fill them, and migrate them to this version."""
    executor = MigrationExecutor(connection)
    newest = tables.newest_of(((app, name) for app, name in manifest.migrations), executor.loader.graph)
    executor.migrate(newest)
    then = tables.tables_of(MigrationExecutor(connection).loader.project_state(newest).apps)
    if missing := sorted(manifest.tables().keys() ^ then.keys()):
        raise BackupRefused(f"The backup does not fit its version: {'、'.join(missing[:3])}.")
    try:
        with transaction.atomic():
            check_references("DEFERRED")
            for name, model in then.items():
                model._base_manager.all().delete()  # what a migration put there
                with packed.open(f"tables/{name}.jsonl") as lines:
                    tables.store_lines(model, lines, "default")
            tables.set_last_numbers(then, manifest.numbers, "default")
            connection.check_constraints()
    except (DatabaseError, ValidationError, ValueError, TypeError, KeyError, StopIteration) as fault:
        raise BackupRefused(f"Its rows cannot be stored: {fault}") from fault
    check_references("IMMEDIATE")  # a table with checks that wait cannot be changed by a migration
    ContentType.objects.clear_cache()
    call_command("migrate", verbosity=0, interactive=False)
    record(Event.RESTORED, None, packed.filename or "", manifest.made)


def _put(packed: zipfile.ZipFile, name: str, path: Path) -> None:
    """Write one member to the disk, whole or not at all, for the owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with packed.open(name) as member, part.open("wb") as file:
        shutil.copyfileobj(member, file)
    os.replace(part, path)
