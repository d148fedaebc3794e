"""The API as a part of the site: who is asked for, how faults are said, how an unchanged answer is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.security import HttpBearer

from plans.kept_pages import page_mark
from plans.models import User
from plans.models.api_token import ApiToken
from plans.models.plan import PlanQuerySet
from plans.request import Request

T = TypeVar("T")
PAGE = 200  # items


class NeedsHttps(Exception):
    """Asked without HTTPS: answered so, and not led on, for what was sent could be read on the way."""


class Token(HttpBearer):
    """`Authorization: Bearer ipp_…`: a token that a person made, and did not take back."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        if settings.HTTPS and not request.is_secure():
            raise NeedsHttps
        found = ApiToken.objects.of(token)
        if found is None or found.person.has_first_password:
            return None
        found.note_used(timezone.now())
        request.user = found.person
        return found.person


def signed_in(request: HttpRequest) -> User | None:
    """Who is signed in in the browser reads by the session."""
    return request.user if isinstance(request.user, User) else None


api = NinjaAPI(
    title="ipplans",
    version="1",
    description="Plans, targets and progress, as approved. Read-only; see docs/api.md.",
    docs_url=None,  # its page would ask for scripts of other sites
    auth=[Token(), signed_in],
    urls_namespace="api",
)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, fault: Exception) -> HttpResponse:
    return api.create_response(request, {"detail": _("There is nothing here, or you may not see it.")}, status=404)


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, fault: Exception) -> HttpResponse:
    return api.create_response(request, {"detail": str(fault) or _("You may not do this.")}, status=403)


@api.exception_handler(NeedsHttps)
def _needs_https(request: HttpRequest, fault: Exception) -> HttpResponse:
    words = _("Please use https:// and have a new token made: this one was sent in the open.")
    return api.create_response(request, {"detail": words}, status=403)


def answered(request: Request, response: HttpResponse, plans: PlanQuerySet, make: Callable[[], T]) -> T | HttpResponse:
    """Return what `make` gives, with its mark; 304 to whoever has it already, as it would be made now."""
    mark = page_mark(request, plans.revisions())
    if mark is None:
        return make()
    unchanged = get_conditional_response(request, etag=f'"{mark}"')
    if unchanged is not None:
        return unchanged
    response.headers["ETag"] = f'"{mark}"'
    return make()


def page_of(rows: QuerySet[Any] | Sequence[Any], page: int, made: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    """Return a page of rows, each as `made` writes it."""
    paginator = Paginator(rows, PAGE)
    found = list(paginator.page(page).object_list) if page <= paginator.num_pages else []
    return {"items": made(found), "count": paginator.count, "page": page, "pages": paginator.num_pages}
