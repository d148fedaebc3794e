"""Where signing in leads: to the person's own work; and how much of it there is."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ipplans.menu_counts import answered_count, due_count, late_rounds, waiting_count
from plans.kept_pages import PAGES, kept_part
from plans.models import Membership, Plan
from plans.models.plan import Revisions
from plans.request import Request
from tasks.plans_of import revisions_of_agencies


def menu_counts(request: Request) -> JsonResponse:
    """How many things wait for the person: asked for by the page once it stands, so that no page waits for it."""
    user = request.user
    found: dict[str, int] = {}
    if ids := user.agency_ids:
        key = ("due", tuple(sorted(ids)), Revisions.of_each(revisions_of_agencies(ids)))
        found |= kept_part(key, lambda: {"due": due_count(user)}, among=PAGES)
    if user.is_admin or user.reviewed_region_ids:
        key = ("waiting", tuple(sorted(user.reviewed_region_ids)), Plan.objects.reviewed_by(user).revisions())
        found |= kept_part(key, lambda: {"waiting": waiting_count(user), "late": late_rounds(user)}, among=PAGES)
    if Membership.Role.LEADER in {membership.role for membership in user.roles}:
        found["answered"] = answered_count(user)
    words = {name: _("%(n)s to do") % {"n": count} for name, count in found.items()}
    return JsonResponse({"counts": found, "words": words})


def start(request: Request) -> HttpResponse:
    """Reviewers begin with what waits for them, who only enters with what is due, all others with the overview."""
    roles = {membership.role for membership in request.user.roles}
    if request.user.reviewed_region_ids:
        return redirect("review")
    if request.user.agency_ids and not roles & {Membership.Role.LEADER, Membership.Role.ADMIN}:
        return redirect("todo")
    return redirect("overview")
