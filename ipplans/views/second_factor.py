"""The second factor: switched on and off by the person, asked for at sign-in, with codes for a lost phone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ipplans import guesses
from plans.audit import Event, record

View = Callable[..., HttpResponse]


def while_offered(view: View) -> View:
    """404 where TWO_FACTOR offers no second factor."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.TWO_FACTOR:
            raise Http404
        return view(request, *args, **kwargs)

    return answer


class CodeForm(AuthenticateForm):
    """The code at sign-in. A wrong one counts as a wrong password does."""

    def clean_code(self) -> str:
        guesses.slow_down(self.user.label)
        try:
            code: str = super().clean_code()
        except ValidationError:
            record(Event.SIGN_IN_FAILED, self.user, _("second factor"))
            raise
        return code


class Styled:
    """Fields as on our other pages."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        for field in form.fields.values():
            field.widget.attrs = {
                "class": "form-control",
                "autocomplete": field.widget.attrs.get("autocomplete", "off"),
            }
        return form


class AskForCode(AuthenticateView):
    def get_form_class(self) -> type[CodeForm]:
        return CodeForm


class Activate(Styled, ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _record(self.request, _("second factor switched on"))
        return answer


class Deactivate(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _record(self.request, _("second factor switched off"))
        return answer


class PasswordAgain(Styled, ReauthenticateView):
    pass


def _record(request: Any, what: str) -> None:
    record(Event.ACCOUNT_CHANGED, request.user, request.user.label, what)


second_factor = while_offered(IndexView.as_view())
activate = while_offered(Activate.as_view())
deactivate = while_offered(Deactivate.as_view())
recovery_codes = while_offered(ViewRecoveryCodesView.as_view())
new_recovery_codes = while_offered(GenerateRecoveryCodesView.as_view())
ask_for_code = login_not_required(while_offered(AskForCode.as_view()))
password_again = while_offered(PasswordAgain.as_view())
