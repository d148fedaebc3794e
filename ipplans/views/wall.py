"""Screens on a wall: an administrator gives an address to each and takes it back; the screen needs no session."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans.views.cockpit import cockpit_context
from plans.audit import Event, record
from plans.forms import WallScreenForm
from plans.kept_pages import kept_page
from plans.models import Plan, Region, WallScreen
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require


def wall_screens(request: Request) -> HttpResponse:
    """The screens there are, and the form that gives another one; its address is shown once."""
    require(request.user, Right.MANAGE_SCREENS)
    form, address = WallScreenForm(request.POST or None), ""
    if form.is_valid():
        token = form.instance.give(request.user)
        record(Event.SCREEN_GIVEN, request.user, str(form.instance))
        address, form = request.build_absolute_uri(reverse("wall", args=[token])), WallScreenForm()
    screens = WallScreen.objects.select_related("region", "given_by", "taken_back_by")
    context = {"form": form, "address": address, "screens": screens}
    return render(request, "wall_screens.html", context, status=422 if form.errors else 200)


@posted_from(lambda user, pk: reverse("wall_screens"))
def take_back_screen(request: Request, pk: int) -> HttpResponse:
    """Let a screen show nothing any more."""
    require(request.user, Right.MANAGE_SCREENS)
    screen = get_object_or_404(WallScreen.objects.select_related("region"), pk=pk)
    screen.take_back(request.user)
    record(Event.SCREEN_TAKEN_BACK, request.user, str(screen))
    messages.success(request, _("Taken back: %(screen)s") % {"screen": screen})
    return redirect("wall_screens")


@login_not_required
def wall(request: Request, token: str) -> HttpResponse:
    """The cockpit of the screen's region, for whoever knows its address: approved values alone."""
    return render(request, "cockpit.html", _context(request, token))


@login_not_required
@kept_page(lambda request, token: Plan.objects.filter(region__in=_shown_regions(token)).revisions())
def wall_slides(request: Request, token: str) -> HttpResponse:
    """The slides alone, which the screen asks for again and again."""
    return render(request, "_cockpit_slides.html", _context(request, token))


def _shown_regions(token: str) -> set[int]:
    """The regions that the screen shows; none for an address that shows nothing (any more)."""
    tops = WallScreen.objects.showing(token).values_list("region", flat=True)
    return Region.objects.ids_below(list(tops))


def _context(request: Request, token: str) -> dict[str, object]:
    """What the screen shows. Raises Http404 for an address that was never given, or was taken back."""
    screen = get_object_or_404(WallScreen.objects.showing(token).select_related("region"))
    screen.note_seen(timezone.now())
    return {
        **cockpit_context(request, screen.region, Plan.objects.all()),
        "is_screen": True,
        "source": reverse("wall_slides", args=[token]),
    }
