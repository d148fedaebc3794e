"""Making a backup while people work: the rows of one moment, and the files that were there."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.utils import timezone

from ipplans.backup import tables
from ipplans.backup.archive import PIECE, SECRET_KEY, BackupRefused, Manifest, written
from ipplans.health import LAST_BACKUP
from plans.audit import Event, record
from plans.database.statements import last_numbers, maker, one_moment

MOMENT = "backup"  # the connection that sees the rows of one moment


def make_backup(target: Path, passphrase: str) -> Manifest:
    """Write everything into `target`, locked where there is a passphrase, and return what it holds.

    Raises BackupRefused where the file is there already, and OSError where it cannot be written; then there is none.
    """
    if target.exists():
        raise BackupRefused(f"{target} is there already: a backup never replaces a file.")
    if not target.parent.is_dir():
        raise BackupRefused(f"There is no folder {target.parent}.")
    record(Event.BACKED_UP, None, target.name)
    with _one_moment(target.parent) as moment:
        manifest = Manifest(
            timezone.now().isoformat(),
            maker(),
            [list(node) for node in tables.applied(moment)],
            last_numbers(tables.counted(tables.tables_of(apps)), moment),
        )
        with written(target, manifest, passphrase) as writer:
            for name, model in sorted(tables.tables_of(apps).items()):
                writer.add(f"tables/{name}.jsonl", tables.lines_of(model, moment), are_rows=True)
            for path in _files():
                writer.add(f"files/{path.relative_to(settings.MEDIA_ROOT).as_posix()}", _pieces(path))
            writer.add(SECRET_KEY, [settings.SECRET_KEY.encode()])
    _note(manifest)
    return manifest


@contextmanager
def _one_moment(folder: Path) -> Iterator[str]:
    """Yield the name of a connection that sees the database as it is now, whoever writes meanwhile."""
    connections.databases[MOMENT] = {**connections.databases["default"]}
    try:
        with tempfile.TemporaryDirectory(dir=folder) as scratch, one_moment(MOMENT, Path(scratch, "moment")):
            yield MOMENT
    finally:
        connections[MOMENT].close()
        del connections.databases[MOMENT], connections[MOMENT]


def _files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _note(manifest: Manifest) -> None:
    """Note for `/readyz` when the last backup was finished."""
    note = Path(settings.VAR_DIR, LAST_BACKUP)
    part = note.with_name(f"{note.name}.{os.getpid()}")
    part.write_text(json.dumps({"begun": manifest.made, "finished": timezone.now().isoformat()}))
    os.replace(part, note)
