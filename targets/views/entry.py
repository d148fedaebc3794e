"""The entry of a year's figures by the agency that answers for them."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plans.models import NotPossible, Plan
from plans.request import Request
from plans.rights import demand, demand_own_region
from targets.entry import EntryGrid
from targets.models import Actual, PlanIndicator


def entry(request: Request, slug: str, year: int) -> HttpResponse:
    """All rows of a plan that the person's agencies answer for."""
    visible = Plan.objects.visible_to(request.user).select_related("region").prefetch_related("rounds")
    plan = get_object_or_404(visible, slug=slug)
    demand_own_region(request.user, plan)
    rows = list(plan.indicators.standing().reported_by(request.user.agency_ids).with_figures())
    if not rows:
        raise PermissionDenied(_("No indicator of this plan is reported by your agency."))
    return _entry_page(request, plan, year, rows)


def indicator_entry(request: Request, pk: int, year: int) -> HttpResponse:
    """One row."""
    visible = PlanIndicator.objects.visible_to(request.user).with_figures().prefetch_related("plan__rounds")
    indicator = get_object_or_404(visible, pk=pk)
    demand_own_region(request.user, indicator.plan)
    demand(request.user, "enter_actual", indicator)
    return _entry_page(request, indicator.plan, year, [indicator])


def _entry_page(request: Request, plan: Plan, year: int, rows: Sequence[PlanIndicator]) -> HttpResponse:
    if year not in plan.years:
        raise Http404
    data = request.POST if request.method == "POST" else None
    grid = EntryGrid(plan, year, rows, request.user, timezone.localdate(), data)
    if data is None:
        return render(request, "targets/entry.html", {"grid": grid, "plan": plan})
    if grid.save(submit="submit" in data):
        messages.success(request, _result(grid))
        return redirect(request.get_full_path())
    return render(request, "targets/entry.html", {"grid": grid, "plan": plan}, status=409 if grid.lock else 422)


def _result(grid: EntryGrid) -> str:
    if grid.submitted:
        return ngettext("%(n)s figure handed in.", "%(n)s figures handed in.", grid.submitted) % {"n": grid.submitted}
    if grid.stored:
        return ngettext("%(n)s figure saved as draft.", "%(n)s figures saved as drafts.", grid.stored) % {
            "n": grid.stored
        }
    return _("Nothing was changed.")


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a submission that nobody has reviewed, while the round is open."""
    with transaction.atomic():
        visible = Actual.objects.visible_to(request.user).select_for_update(of=("self",))
        actual = get_object_or_404(visible.select_related("indicator__plan__coordinator", "indicator__reporter"), pk=pk)
        demand(request.user, "enter_actual", actual.indicator)
        try:
            actual.indicator.plan.demand_open_round(actual.year, timezone.localdate())
            actual.withdraw(request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            Actual.objects.keep([actual], request.user)
            messages.success(request, _("Withdrawn; you can change it now."))
    return redirect("targets:entry", slug=actual.indicator.plan.slug, year=actual.year)
