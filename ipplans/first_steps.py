"""What comes before all else: a password of one's own, and the second factor where it is required."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ipplans.allauth_adapters import BY_OFFICE

OPEN = ("password_change", "sign_out", "set_language")
WITHOUT_SECOND_FACTOR = (*OPEN, "mfa_activate_totp", "account_reauthenticate")
HAS_SECOND_FACTOR = "has_second_factor"  # in the session


class FirstStepsMiddleware:
    """Leads whoever has a step to take to its page, whatever they asked for.

    Whom the office's server vouches for needs neither: it asks for what it asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not request.user.is_authenticated or request.session.get(BY_OFFICE):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.user.has_first_password:
            words = _("Please choose a password of your own first.")
            return None if name in OPEN else _led(request, "password_change", words)
        if name not in WITHOUT_SECOND_FACTOR and _lacks_second_factor(request):
            return _led(request, "mfa_activate_totp", _("Please set up the second factor first."))
        return None


def _led(request: HttpRequest, page: str, words: str) -> HttpResponse:
    messages.info(request, words)
    return redirect(page)


def _lacks_second_factor(request: HttpRequest) -> bool:
    if settings.TWO_FACTOR != "required" or request.session.get(HAS_SECOND_FACTOR):
        return False
    if is_mfa_enabled(request.user):
        request.session[HAS_SECOND_FACTOR] = True
        return False
    return True
