"""How django-allauth fits in: the second factor (TOTP), and signing in through the office's own server (OIDC).

Accounts are made by administrators alone: a person whom the office's server names must have one. Whether a second
factor is offered, and which server is asked, are settings.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.audit import Event, record
from plans.models import User

BY_OFFICE = "signed_in_by_office"  # in the session: the office's server vouches for the person, no password of ours


class AccountAdapter(DefaultAccountAdapter):
    """Every way in ends here: an entry of the audit log, no message, no account that nobody made."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": gettext_lazy("This is not your password. Please type it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        social = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if social is not None:
            request.session[BY_OFFICE] = True
        record(Event.SIGNED_IN, user, settings.OIDC_NAME if social is not None else "")
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return refused(request, _("This account is switched off. Please ask the administrator."), user.label)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what was done."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: off by setting, and its secrets are stored locked."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used before. Please type the one that the app shows now."
        ),
    }

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        return bool(settings.TWO_FACTOR) and bool(super().is_mfa_enabled(user, types))

    def _get_user_identifier(self, user: User) -> str:
        return user.username

    def encrypt(self, text: str) -> str:
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _locks().decrypt(encrypted_text.encode()).decode()


def _locks() -> MultiFernet:
    """The present secret key locks, it and the earlier ones unlock."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"second factor" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class OfficeAdapter(DefaultSocialAccountAdapter):
    """The office's server names a person; whoever has an account under that user name is let in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        named = sociallogin.account.extra_data
        said = (named.get("userinfo") or {}) | (named.get("id_token") or {})
        username = str(said.get(settings.OIDC_CLAIM) or "")
        user = User.objects.filter(username=username).first()
        if user is None:
            words = _("There is no account %(name)s here. Please ask the administrator for one.") % {"name": username}
            raise ImmediateHttpResponse(refused(request, words, username))
        if SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
            # The office gives a name to somebody else after a while; its number for a person stays.
            words = _("The account %(name)s belongs to somebody else at your office. Please ask the administrator.")
            raise ImmediateHttpResponse(refused(request, words % {"name": username}, username))
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """What allauth would show in English, in words."""
        name = {"name": settings.OIDC_NAME}
        words = _("Signing in through %(name)s did not succeed. Please try again, or use your password here.") % name
        raise ImmediateHttpResponse(refused(request, words, str(kwargs.get("exception") or kwargs.get("error") or "")))


def refused(request: HttpRequest, words: str, about: str) -> HttpResponse:
    """Why nobody was let in; an entry of the audit log."""
    record(Event.SIGN_IN_FAILED, None, settings.OIDC_NAME, about, name=about)
    return render(request, "registration/refused.html", {"words": words}, status=403)
