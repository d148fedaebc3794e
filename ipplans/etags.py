"""Conditional requests: a page that has not changed is answered with 304.

Whatever these pages show is recorded when it changes, so a version of the records tells whether data changed. The
ETag is made of it, the release of the program, the person, the full address, the day, the language, and the cookie of
forms; there is none while a message, or text to be put back into a form, waits. A browser that shows the same ETag
gets 304 and keeps its copy, over HTTPS, where signing out removes it. Nothing is kept on the server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition
from simple_history.models import HistoricalChanges

from plans.kept_forms import kept_forms
from plans.request import Request

LOG_POSITION = "SELECT pg_current_wal_insert_lsn()::text"
View = Callable[..., HttpResponse]


def conditional_get(view: View) -> View:
    """Answer 304 to whoever has the page already, as it would be made now."""

    @wraps(view)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = conditional(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True, no_store=not settings.HTTPS)
        return response

    conditional = condition(etag_func=page_etag)(view)
    return answer


def page_etag(request: Request, *args: object, **kwargs: object) -> str | None:
    """Return a digest of all that the page is made from; None while a message or kept text waits to be shown."""
    if len(get_messages(request)) or kept_forms(request):
        return None
    request.data_version = data_version()
    parts = (
        release(),
        request.data_version,
        request.user.pk,
        request.get_full_path(),
        translation.get_language(),
        timezone.localdate(),
        request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
    )
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def data_version() -> tuple[Any, ...]:
    """Return a value that changes with every committed change, in one query.

    SQLite lets one writer in at a time, so the newest records of the tables tell, and of what `loaddata` wrote
    without a record the times of the files. With several writers a record may be committed after a newer one;
    PostgreSQL tells how far its log of all changes has come.
    """
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(LOG_POSITION if is_postgresql else _newest_records())
        newest = tuple(cursor.fetchone())
    return newest if is_postgresql else newest + _file_times()


def _file_times() -> tuple[int, ...]:
    """When the database file and its log were last written; nothing for a database in memory."""
    name = str(connection.settings_dict["NAME"])
    return tuple(path.stat().st_mtime_ns for path in (Path(name), Path(f"{name}-wal")) if path.exists())


@cache
def _newest_records() -> str:
    quoted = connection.ops.quote_name
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    newest = (f"(SELECT MAX({quoted('history_id')}) FROM {quoted(table)})" for table in sorted(tables))  # noqa: S608  # nosec B608
    return f"SELECT {', '.join(newest)}"  # names of our own tables, nothing that a person typed


@cache
def release() -> str:
    """Return a digest of the program's own files and of the settings that pages depend on."""
    folders = ("ipplans", "documents", "tasks", "targets", "plans", "templates", "locale", "static")
    files = sorted(
        (str(path), path.stat().st_mtime_ns)
        for folder in folders
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.suffix in (".py", ".html", ".mo", ".js", ".css")
    )
    return hashlib.sha256(repr((files, settings.SHOW_SIBLINGS)).encode()).hexdigest()
