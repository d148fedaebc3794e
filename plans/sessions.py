"""Sessions that end: after an idle time, by the person, by an administrator, and all others with a new password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from plans.audit import Event, record
from plans.models import SignedInSession, User
from plans.origin import current_origin
from plans.words import one_line

SEEN = "seen_at"
NOTED = dt.timedelta(minutes=1)  # how often the time a person was last seen is stored


class SessionMiddleware:
    """Ends a session that was idle for too long, and keeps the list of where people are signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            seen = parse_datetime(request.session.get(SEEN, ""))
            if seen is not None and now - seen > dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES):
                record(Event.SESSION_ENDED, request.user, "idle")
                end([request.session.session_key or ""])
                logout(request)
            elif seen is None or now - seen > NOTED:
                request.session[SEEN] = now.isoformat()
                _note(request, now)
        return self.get_response(request)


def _note(request: HttpRequest, now: dt.datetime) -> None:
    if request.session.session_key is None:
        return
    browser = one_line(request.headers.get("User-Agent", ""))[:200]
    about = {"user": request.user, "address": current_origin().address, "browser": browser, "seen_at": now}
    SignedInSession.objects.update_or_create(
        session_key=request.session.session_key, defaults=about, create_defaults=about | {"began_at": now}
    )


def end(keys: list[str]) -> None:
    """End these sessions at once."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    SignedInSession.objects.filter(session_key__in=keys).delete()


def end_all(user: User, but: str = "") -> int:
    """End every session of a person but the one of this key, and return how many."""
    keys = list(user.sessions.exclude(session_key=but).values_list("session_key", flat=True))
    end(keys)
    return len(keys)


def end_access(user: User, but: str = "") -> None:
    """End every session but this one, and take back the tokens by which programs read in the person's name.

    With a new password, and with an account that is switched off: whoever had one of them may have had all.
    """
    end_all(user, but)
    for token in user.api_tokens.in_use():
        token.take_back()


def live_sessions(user: User) -> list[SignedInSession]:
    """Return the sessions in which the person may still be at work, the latest first."""
    since = timezone.now() - dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    user.sessions.filter(seen_at__lt=since).delete()
    return list(user.sessions.all())
