"""A first password, printed on paper, is good for one thing: to be changed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

OPEN = ("password_change", "sign_out", "set_language")


class FirstPasswordMiddleware:
    """Leads whoever has a first password to the page that changes it, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not getattr(request.user, "has_first_password", False):
            return None
        if request.resolver_match and request.resolver_match.view_name in OPEN:
            return None
        messages.info(request, _("Please choose a password of your own first."))
        return redirect("password_change")
