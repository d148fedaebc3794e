"""How much a request may send, asked before any of it is read, let alone written to the disk.

Whoever is not signed in sends forms, never files: an upload whose session has ended is led to the sign-in page unread.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from ipplans.views.errors import is_script, signed_out

FILES_AT_ONCE = 3  # of the size of one upload
WITHOUT_SIGN_IN = 1024 * 1024  # bytes; the text of the largest form


class BodyLimitMiddleware:
    """Refuses in words (413) what is too large; see `errors.bad_request`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = _said_length(request)
        if size > FILES_AT_ONCE * settings.UPLOAD_LIMIT:
            raise RequestDataTooBig
        if size > WITHOUT_SIGN_IN and not request.user.is_authenticated:
            return signed_out(request) if is_script(request) else redirect_to_login(request.get_full_path())
        return self.get_response(request)


def _said_length(request: HttpRequest) -> int:
    """What the request says; the server reads no more than this of it."""
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isdecimal() else 0
