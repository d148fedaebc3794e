"""Pages read from a copy of the database that follows the first one (DATABASE_REPLICA_URL); what is stored goes there.

A person reads what he or she stored: whoever sends a form remembers the revisions of the plans that he or she may see,
and reads from the copy again once it has come as far. Sessions, accounts and stored figures are read where they are
written. A copy that does not answer is left alone for a while.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from plans.models import Plan, User

log = logging.getLogger(__name__)
REPLICA = "replica"
COPIED = {"plans", "targets", "tasks", "documents"}  # apps whose tables are read from the copy
AT_THE_FIRST = {"user", "membership", "signedinsession", "auditentry", "wallscreen"}  # models that are not
STORED = "stored"  # in the session: how far the plans were when the person last stored something
LEFT_ALONE = 5.0  # seconds
_reading: ContextVar[bool] = ContextVar("reading", default=False)
_silent_until = 0.0


class ReplicaRouter:
    """Which database a query goes to: the copy while a page is read, and the first one for all else."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        meta = model._meta
        is_copied = meta.app_label in COPIED and meta.model_name not in AT_THE_FIRST
        return REPLICA if is_copied and _reading.get() else None

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, *things: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default"


@contextmanager
def reading_the_first() -> Iterator[None]:
    """Read where it is written, for what is computed to be stored."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


class ReplicaMiddleware:
    """Decides for each request where its pages are read; after sign-in, for it asks whose request it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if REPLICA not in settings.DATABASES:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            response = self.get_response(request)
            _remember(request)
            return response
        token = _reading.set(_has_come_as_far(request))
        try:
            return self.get_response(request)
        finally:
            _reading.reset(token)


def _remember(request: HttpRequest) -> None:
    """Note how far the person's plans are now: only what has come as far holds what was stored."""
    if isinstance(request.user, User):
        request.session[STORED] = Plan.objects.using("default").visible_to(request.user).revisions().revisions


def _has_come_as_far(request: HttpRequest) -> bool:
    """Whether the copy answers, and holds all that the person has stored."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    user = request.user
    stored = request.session.get(STORED) if isinstance(user, User) else None
    try:
        if stored is None or not isinstance(user, User):
            connections[REPLICA].ensure_connection()
            return _answers()
        copied = Plan.objects.using(REPLICA).visible_to(user).revisions().revisions
    except DatabaseError as fault:
        log.warning("The copy of the database does not answer: %s", fault)
        _silent_until = time.monotonic() + LEFT_ALONE
        connections[REPLICA].close()
        return False
    if copied >= stored:
        del request.session[STORED]
    return bool(copied >= stored)


def _answers() -> bool:
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("SELECT 1")
    return True
