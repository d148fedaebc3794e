"""Pages, and parts of pages, kept until a plan that they show changes; a browser that has the page gets 304.

A page is made from the plans it shows, the person and what he or she may see, the address, the language, the day and
the program. All of it goes into the page's mark, and nothing else does: while one region's figures come in, the pages
of all others stay as they are. Kept are pages under their mark ("pages" of CACHES) and, apart from them, parts that
many people share ("default"), so that what one person looks for does not push out what all look at.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Hashable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from redis.exceptions import RedisError

from plans.kept_forms import kept_forms
from plans.models.plan import Revisions
from plans.request import Request

log = logging.getLogger(__name__)
PAGES, PARTS = "pages", "default"  # of CACHES
View = Callable[..., HttpResponse]
# How far the plans are that the view's page shows, from the request and what the address names; None where it is not
# to be kept.
Shown = Callable[..., Revisions | None]


def kept_page(shown: Shown) -> Callable[[View], View]:
    """Answer 304 to whoever has the page already, as it would be made now; else give it out as it is kept, or made."""

    def kept(view: View) -> View:
        @wraps(view)
        def answer(request: Request, *args: Any, **named: Any) -> HttpResponse:
            is_kept = request.method in ("GET", "HEAD") and all(_may_be_an_id(value) for value in named.values())
            mark = page_mark(request, shown(request, *args, **named)) if is_kept else None
            if mark is None:
                return _bounded(view(request, *args, **named))
            unchanged = get_conditional_response(request, etag=f'"{mark}"')
            response = unchanged or _kept(request, mark, lambda: view(request, *args, **named))
            response.headers["ETag"] = f'"{mark}"'
            return _bounded(response)

        return answer

    return kept


def _may_be_an_id(value: object) -> bool:
    """Whether a value of an address can be asked for: no table has rows with larger numbers."""
    return not isinstance(value, int) or value < 2**63


def _bounded(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, private=True, no_cache=True, no_store=not settings.HTTPS)
    return response


def _kept(request: Request, mark: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page as it is kept; else as it is made, and kept if it is a whole page that sets no cookie."""
    found = _found(PAGES, mark)
    if found is not None:
        content, kind = found
        return HttpResponse(content, content_type=kind)
    response = make()
    has_secret = settings.CSRF_COOKIE_NAME in request.COOKIES or "CSRF_COOKIE" not in request.META
    if response.status_code == 200 and not response.streaming and has_secret and not response.cookies:
        _keep(PAGES, mark, (response.content, response.headers["Content-Type"]))
    return response


def page_mark(request: Request, revisions: Revisions | None) -> str | None:
    """Return a digest of all that a page of plans that are so far is made from.

    None where it is not to be kept: without a plan, and while a message or kept text waits.
    """
    if revisions is None or not revisions.plans or len(get_messages(request)) or kept_forms(request):
        return None
    request.revisions = revisions
    is_fragment = bool(request.headers.get("HX-Request"))
    cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    return _digest((revisions, _person(request), request.get_full_path(), is_fragment, cookie))


def _digest(parts: tuple[Hashable, ...]) -> str:
    """Of these parts, the language, the day, and the program."""
    whole = (*parts, translation.get_language(), timezone.localdate(), release())
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:32]


def _person(request: HttpRequest) -> Hashable:
    """Who asks, and all that his or her rights follow from; a change of a region or agency raises revisions."""
    user = request.user
    return (str(user), user.rights_mark) if user.is_authenticated else None


def kept_part(key: tuple[Hashable, ...], make: Callable[[], dict[str, Any]], *, among: str = PARTS) -> dict[str, Any]:
    """Return what is kept for this key on this day in this language; else call `make`, and keep the result.

    The key holds the revision of every plan that the part is made from, and nothing of the person. What few people
    share is kept `among` PAGES.
    """
    mark = _digest(key)
    found: dict[str, Any] | None = _found(among, mark)
    if found is None:
        found = make()
        _keep(among, mark, found)
    return dict(found)


def _found(alias: str, mark: str) -> Any:
    """What is kept; None where nothing is, or the cache does not answer: pages are made without it."""
    try:
        return caches[alias].get(mark)
    except (OSError, DatabaseError, RedisError) as fault:
        log.warning("What is kept cannot be read: %s", fault)
        return None


def _keep(alias: str, mark: str, value: Any) -> None:
    try:
        caches[alias].set(mark, value)
    except (OSError, DatabaseError, RedisError) as fault:
        log.warning("Nothing can be kept: %s", fault)


def clear() -> None:
    """Drop all; each page is made again when it is next asked for."""
    for alias in (PAGES, PARTS):
        try:
            caches[alias].clear()
        except (OSError, DatabaseError, RedisError) as fault:
            log.warning("What is kept cannot be dropped: %s", fault)


@cache
def release() -> str:
    """Return a digest of the program's own files and of the settings that pages depend on; the same on every server."""
    folders = ("ipplans", "documents", "tasks", "targets", "plans", "templates", "locale", "static")
    digest = hashlib.sha256(repr(settings.SHOW_SIBLINGS).encode())
    for folder in folders:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".jinja", ".mo", ".js", ".css"):
                digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()
