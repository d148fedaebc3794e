"""Signing in through the office's own server of accounts: there, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import requests
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ipplans.allauth_adapters import refused

View = Callable[..., HttpResponse]


def in_words(view: View) -> View:
    """A page in words where the office's server does not answer, or not as such a server does."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (requests.RequestException, KeyError, ValueError) as fault:
            words = _("%(name)s does not answer at present. Please try again later, or use your password here.")
            return refused(request, words % {"name": settings.OIDC_NAME}, f"{type(fault).__name__}: {fault}")

    return answer


to_office = in_words(views.login)
back_from_office = in_words(views.callback)
