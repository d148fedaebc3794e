"""帮助: how the screens are used, a page a role; open to everybody, for it says nothing of anybody's data."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ipplans.help import FOLDER, PAGES, page, place_of
from plans.models import Membership, User

OF_ROLES = {
    Membership.Role.STAFF: "clerk",
    Membership.Role.REVIEWER: "reviewer",
    Membership.Role.LEADER: "leader",
}


@login_not_required
def help_start(request: HttpRequest) -> HttpResponse:
    """Lead to the place about the screen that is named, else to the page of the person's role."""
    own = _own_pages(request)
    place = place_of(request.GET.get("screen", ""), own)
    if place is None:
        return redirect("help_page", name=own[0])
    name, number = place
    return redirect(f"{reverse('help_page', args=[name])}#s{number}")


def _own_pages(request: HttpRequest) -> list[str]:
    if not isinstance(request.user, User):
        return [PAGES[0]]
    roles = {membership.role for membership in request.user.roles}
    found = [name for role, name in OF_ROLES.items() if role in roles]
    return (["administrator"] if request.user.is_admin else []) + found or [PAGES[0]]


@login_not_required
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES:
        raise Http404
    return render(request, "help.html", {"page": page(name), "pages": [page(one) for one in PAGES]})


@login_not_required
def help_picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of a page; its name is one of the folder's, not a path."""
    path = FOLDER / "pictures" / f"{name}.png"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
