"""Who has not signed in, or whose session has ended: led to the sign-in page with what was typed kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse

from ipplans.views.errors import is_script, signed_out
from plans.kept_forms import keep


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Scripts get 401 with a sentence for their page; everybody else the sign-in page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponse:  # type: ignore[override]
        if is_script(request):
            return signed_out(request)
        if request.method == "POST":
            keep(request)
        return super().handle_no_permission(request, view_func)
