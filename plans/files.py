"""Files on the disk that nothing leads to any more: removed evidence after its term, and what failed uploads left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import FileField, Max
from django.utils import timezone

from plans.audit import Event, record

LEFT_BEHIND = dt.timedelta(days=1)  # after so long nobody is still sending it


def prune_files(now: dt.datetime) -> list[str]:
    """Remove them from the disk, recorded; return their names.

    Evidence that was removed stays REMOVED_FILES_DAYS after its removal; the record keeps its name and SHA-256.
    """
    root = Path(settings.MEDIA_ROOT)
    named = set(_named())
    term = dt.timedelta(days=settings.REMOVED_FILES_DAYS)
    removed = []
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        if name in named:
            continue
        taken_away = _taken_away(name)
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone())
        if (taken_away + term if taken_away else written + LEFT_BEHIND) < now:
            path.unlink()
            removed.append(name)
    if removed:
        record(Event.FILES_REMOVED, None, f"{len(removed)}", " ".join(removed))
    return removed


def _file_fields() -> Iterator[tuple[Any, str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                yield model, field.name


def _named() -> Iterator[str]:
    """The files that rows lead to."""
    for model, field in _file_fields():
        yield from model._base_manager.exclude(**{field: ""}).values_list(field, flat=True)


def _taken_away(name: str) -> dt.datetime | None:
    """When the last row that led to the file was taken away; None for a file that no row ever led to."""
    dates = [
        model.history.filter(history_type="-", **{field: name}).aggregate(last=Max("history_date"))["last"]
        for model, field in _file_fields()
        if hasattr(model, "history")
    ]
    return max((date for date in dates if date), default=None)
