"""Whether the server lives, and whether it can work: for who watches it.

`/healthz` answers while the process does. `/readyz` says of the database, its migrations, the disk and the last backup
how they stand, 503 where work is not possible. Both answer any host name, without HTTPS and without sign-in, and tell
nothing but this.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from plans.database.revisions import are_installed

log = logging.getLogger(__name__)
LAST_BACKUP = "last_backup.json"  # under VAR_DIR, written by `manage.py backup`
OK, FAILED, NEVER = "ok", "failed", "never"


class HealthMiddleware:
    """Answers the two addresses before any other part of the site looks at the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse(OK, content_type="text/plain", headers={"Cache-Control": "no-store"})
        if request.path_info == "/readyz":
            found = readiness(timezone.now())
            is_ready = FAILED not in found.values()
            return JsonResponse(found, status=200 if is_ready else 503, headers={"Cache-Control": "no-store"})
        return self.get_response(request)


def readiness(now: dt.datetime) -> dict[str, str]:
    """Return how each thing that work needs stands: ok or failed; of the last backup also never.

    Where BACKUP_HOURS says how old it may be, a later one counts as failed.
    """
    return {"database": _database(), "migrations": _migrations(), "disk": _disk(), "backup": _backup(now)}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        log.error("The database does not answer: %s", fault)
        connection.close()
        return FAILED
    return OK


def _migrations() -> str:
    try:
        return OK if _are_applied() else FAILED
    except (DatabaseError, NotMigrated):
        return FAILED


class NotMigrated(Exception):
    """Raised so that only the answer yes is remembered."""


@cache
def _are_applied() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or not are_installed(connection):
        raise NotMigrated
    return True


def _disk() -> str:
    free = shutil.disk_usage(settings.VAR_DIR).free
    return OK if free >= settings.DISK_FREE_MB * 1024 * 1024 else FAILED


def last_backup() -> dt.datetime | None:
    """Return when the last backup was finished; None where none is known of."""
    try:
        return dt.datetime.fromisoformat(json.loads(Path(settings.VAR_DIR, LAST_BACKUP).read_text())["finished"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _backup(now: dt.datetime) -> str:
    finished = last_backup()
    hours = settings.BACKUP_HOURS
    if finished is not None and (not hours or now - finished <= dt.timedelta(hours=hours)):
        return OK
    if hours:
        return FAILED
    return NEVER
