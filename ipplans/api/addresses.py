"""Where the API stands among the addresses of the site."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ipplans.api import reading
from ipplans.api.site import api

View = Callable[..., HttpResponse]


def addresses() -> Any:
    """Return the API's addresses. Who asks is its own matter: a token has no session that could be asked for."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        assert pattern.callback is not None
        pattern.callback = login_not_required(_asked_by_name(pattern.callback, pattern.name or ""))
    return patterns, app, namespace


def _asked_by_name(view: View, name: str) -> View:
    """Refuse a question that no address knows: a misspelt one would be answered as if it had not been asked."""
    read = getattr(reading, name, None)
    known = set(inspect.signature(read).parameters) if inspect.isfunction(read) else set()

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        unknown = sorted(set(request.GET) - known) if known else []
        if unknown:
            words = _("There is no such parameter.")
            faults = [{"loc": ["query", one], "msg": words, "type": "unknown"} for one in unknown]
            return api.create_response(request, {"detail": faults}, status=422)
        return view(request, *args, **named)

    return answer
