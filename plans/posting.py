"""Addresses that take forms alone, and the pages on which their forms stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_POST

from plans.models import Round, User

View = Callable[..., HttpResponse]
PageOf = Callable[..., str]  # from who asks, and what the address names; may raise ObjectDoesNotExist


def posted_from(page: PageOf) -> Callable[[View], View]:
    """Take POST alone (405 else); `page(user, **named)` is the address of the page on which the form stands."""

    def decorated(view: View) -> View:
        checked = require_POST(view)
        checked.page = page  # type: ignore[attr-defined]
        return checked

    return decorated


def page_of(user: User, address: str) -> str:
    """Return the page on which the form that is sent to `address` stands; the overview where it is gone."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return address
    page: Any = getattr(found.func, "page", None)
    if page is None:
        return address
    try:
        return str(page(user, **found.kwargs))
    except ObjectDoesNotExist:
        return reverse("overview")


def back_to_round(request: HttpRequest, round_: Round) -> HttpResponse:
    """Return to the page on which a form about a round stands: its workbench, or the list of rounds."""
    if request.POST.get("back") == "workbench":
        return redirect("workbench", pk=round_.pk)
    return redirect("plans:round_list", slug=round_.plan.slug)
