"""Review: is it right?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.models import NotPossible, Plan, User
from plans.models.plan import PlanQuerySet
from plans.request import Request
from plans.rights import demand
from targets.figures import HANDED_IN, IndicatorFigures, YearFigures, indicator_figures
from targets.models import Actual, PlanIndicator


@dataclass(frozen=True)
class Waiting:
    """One value that waits for review, beside what it is judged by."""

    actual: Actual
    figures: IndicatorFigures
    is_own: bool

    @property
    def cell(self) -> YearFigures:
        return self.figures.now

    @property
    def last(self) -> Decimal | None:
        before = self.figures.actuals.get(self.actual.year - 1)
        return before.value if before else None

    @property
    def change(self) -> Decimal | None:
        return None if self.last is None or self.actual.value is None else self.actual.value - self.last


def review(request: Request) -> HttpResponse:
    """The values that wait for this reviewer, those of each plan together."""
    demand(request.user, "review_anything")
    return render(request, "review.html", {"waiting": waiting_for(request.user)})


def waiting_for(user: User) -> list[Waiting]:
    """Return the submitted values that `user` may review, in a fixed number of queries."""
    waiting = Actual.objects.waiting().filter(indicator__plan__in=_reviewed_plans(user))
    rows = {row.pk: row for row in PlanIndicator.objects.filter(pk__in=waiting.values("indicator")).with_figures()}
    today = timezone.localdate()
    return [
        Waiting(
            actual,
            indicator_figures(rows[actual.indicator_id], actual.year, {}, today, HANDED_IN),
            actual.author_id == user.pk,
        )
        for actual in waiting.select_related("author", "agency").order_by("indicator__plan", "indicator__seq", "year")
    ]


def _reviewed_plans(user: User) -> PlanQuerySet:
    return Plan.objects.all() if user.is_admin else Plan.objects.filter(region__in=user.reviewed_region_ids)


@require_POST
def review_turn(request: Request, pk: int, turn: str) -> HttpResponse:
    """Approve, return or reopen one value; what came in meanwhile is not reviewed unseen."""
    if turn not in ("approve", "return", "reopen"):
        raise Http404
    with transaction.atomic():
        visible = Actual.objects.visible_to(request.user).select_for_update(of=("self",))
        actual = get_object_or_404(visible.select_related("indicator__plan", "agency"), pk=pk)
        demand(request.user, "review", actual.indicator.plan)
        try:
            _turn(request, actual, turn)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            Actual.objects.keep([actual], request.user)
            messages.success(request, _("%(indicator)s %(year)s: %(status)s") % {
                "indicator": actual.indicator, "year": actual.year, "status": actual.get_status_display(),
            })  # fmt: skip
    if turn == "reopen":
        return redirect("targets:indicator_detail", pk=actual.indicator_id)
    if request.htmx:
        return render(request, "review_list.html", {"waiting": waiting_for(request.user)})
    return redirect("review")


def _turn(request: Request, actual: Actual, turn: str) -> None:
    reason = request.POST.get("reason", "")
    if str(actual.version) != request.POST.get("version"):
        raise NotPossible(_("This value was changed after you opened the page; please look again."))
    if turn == "approve":
        actual.approve(request.user)
    elif turn == "return":
        actual.send_back(request.user, reason)
    else:
        actual.indicator.plan.demand_no_final_figures(actual.year)
        actual.reopen(request.user, reason)
