"""What a person reads when something is not taken: a page of its own, or, for a script, a sentence in its page."""

import errno
import sys
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults
from django_htmx.http import HttpResponseClientRedirect

from plans.audit import Event, record
from plans.downloads import FileChanged
from plans.kept_forms import is_owner_foreign, keep
from plans.posting import page_of


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks, which shows the answer in the page that it runs on."""
    asks_for_data = request.headers.get("Accept") == "application/json"
    return asks_for_data or "HX-Request" in request.headers or request.headers.get("X-Requested-With") == "fetch"


def signed_out(request: HttpRequest) -> HttpResponse:
    """401: the session has ended; what was typed is in the page still, and signing in is a link to another tab."""
    words = _("You are signed out. What you typed is still here: sign in again in a new tab, then send it once more.")
    shown = urlsplit(request.headers.get("HX-Current-URL") or request.get_full_path())
    sign_in = redirect_to_login(urlunsplit(("", "", shown.path, shown.query, ""))).url
    return _sentence(request, 401, words, sign_in, _("Sign in again"))


def _sentence(request: HttpRequest, status: int, words: str, link: str = "", link_words: str = "") -> HttpResponse:
    context = {"words": words, "link": link, "link_words": link_words}
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(context, status=status)
    return render(request, "partials/_refusal.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old leads to its page once more, with what was typed; one from elsewhere is refused."""
    is_public = request.resolver_match is None or not getattr(request.resolver_match.func, "login_required", True)
    if is_public or _is_from_elsewhere(request) or is_owner_foreign(request):
        return _refused(request)
    if is_script(request):
        return _too_old(request)
    keep(request)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return redirect(page_of(request.user, request.get_full_path()))


def _record_refusal(request: HttpRequest, why: str) -> None:
    user = request.user if request.user.is_authenticated else None
    record(Event.REFUSED, user, f"{request.method} {request.path}", why)


def _refused(request: HttpRequest) -> HttpResponse:
    _record_refusal(request, _("This form cannot be taken"))
    if is_script(request):
        return _sentence(request, 403, _("This form cannot be taken"))
    has_cookies = settings.CSRF_COOKIE_NAME in request.COOKIES
    return render(request, "403_csrf.html", {"has_cookies": has_cookies}, status=403)


def _is_from_elsewhere(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


def _too_old(request: HttpRequest) -> HttpResponse:
    """A script's page is from before the person signed in again: it is to be loaded again."""
    if not request.user.is_authenticated:
        return signed_out(request)
    if "HX-Request" in request.headers:
        keep(request)
        return HttpResponseClientRedirect(page_of(request.user, request.get_full_path()))
    words = _("This page is from before you signed in again. What you typed is kept here: please load the page again.")
    return _sentence(request, 403, words, request.get_full_path(), _("Load again"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 with the reason; an entry of the audit log."""
    _record_refusal(request, str(exception))
    if is_script(request):
        return _sentence(request, 403, str(exception) or _("Not allowed"))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what is not there and for what one may not see."""
    if is_script(request):
        return _sentence(request, 404, _("This is no longer here. Please load the page again."))
    return defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what no browser sends; 413 where a form is larger than any is."""
    status = 413 if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent) else 400
    if status == 413:
        words = _("This is more than can be sent at once. Please send fewer or smaller files.")
        return _plain_page(request, status, "413.html", words)
    return _plain_page(request, status, "400.html", _("This request cannot be read. Please go back and try again."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 in words where the database or the disk is the cause. No template here asks the database."""
    fault = sys.exc_info()[1]
    if isinstance(fault, FileChanged):
        return _plain_page(request, 500, "file_changed.html", str(fault), {"words": str(fault)})
    if isinstance(fault, UnreadablePostError):
        return bad_request(request, fault)
    if is_disk_full(fault):
        words = _("The server's disk is full; nothing was stored. Please tell the administrator.")
        return _plain_page(request, 503, "503.html", words, {"is_full": True})
    if isinstance(fault, OperationalError | InterfaceError):
        words = _("The database cannot be reached at present; nothing was stored. Please try again in a minute.")
        return _plain_page(request, 503, "503.html", words)
    return _plain_page(request, 500, "500.html", _("Something went wrong and nothing was stored. Please try again."))


def is_disk_full(fault: BaseException | None) -> bool:
    """Whether the fault says that nothing more fits on the disk: of a file, of SQLite, or of PostgreSQL."""
    if isinstance(fault, OSError):
        return fault.errno in (errno.ENOSPC, errno.EDQUOT)
    words = str(fault).lower() if isinstance(fault, DatabaseError) else ""
    return "disk is full" in words or "no space left" in words or "disk i/o error" in words


def _plain_page(
    request: HttpRequest, status: int, template: str, words: str, context: dict[str, object] | None = None
) -> HttpResponse:
    if is_script(request):
        answer = _sentence(request, status, words)
    else:
        answer = HttpResponse(loader.get_template(template).render(context or {}), status=status)
    if status == 503:
        answer["Retry-After"] = "30"
    return answer
