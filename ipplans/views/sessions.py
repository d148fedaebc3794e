"""Where a person is signed in; sessions are ended by the person or an administrator."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.audit import Event, record
from plans.models import User
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require
from plans.sessions import end, end_all, live_sessions


def _person(request: Request, pk: int) -> User:
    """The person; anybody but oneself only for who manages accounts."""
    if pk != request.user.pk:
        require(request.user, Right.MANAGE_ACCOUNTS)
    return get_object_or_404(User, pk=pk)


def sessions(request: Request, pk: int) -> HttpResponse:
    """Where the person is signed in."""
    person = _person(request, pk)
    context = {"person": person, "sessions": live_sessions(person), "own_key": request.session.session_key}
    context["has_second_factor"] = bool(settings.TWO_FACTOR)
    return render(request, "sessions.html", context)


@posted_from(lambda user, pk, session: reverse("sessions", args=[pk]))
def end_session(request: Request, pk: int, session: int) -> HttpResponse:
    """End one session, or (0) all but the present one."""
    person, own = _person(request, pk), request.session.session_key or ""
    if session == 0:
        ended = end_all(person, but=own)
    else:
        found = person.sessions.filter(pk=session).first()
        if found is not None and found.session_key == own:
            raise PermissionDenied(_("This is the session you are in. Please sign out instead."))
        ended = len(keys := [found.session_key] if found else [])
        end(keys)
    if ended:
        record(Event.SESSION_ENDED, request.user, person.label, f"{ended}")
    messages.success(request, ngettext("%(n)s session ended.", "%(n)s sessions ended.", ended) % {"n": ended})
    return redirect("sessions", pk=pk)
