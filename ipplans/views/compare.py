"""Compare: how do regions compare on one indicator?"""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from documents.models import Snapshot
from plans.kept_pages import kept_page
from plans.models import Plan
from plans.request import Request
from targets import charts
from targets.compare import compared_groups
from targets.figures import counting_actuals
from targets.models import Indicator, PlanIndicator

MAX_YEARS = 6


@kept_page(lambda request: Plan.objects.visible_to(request.user))
def compare(request: Request) -> HttpResponse:
    visible = PlanIndicator.objects.visible_to(request.user).active()
    entries = list(
        Indicator.objects.filter(plan_indicators__in=visible)
        .annotate(plan_count=Count("plan_indicators__plan__region", distinct=True))
        .order_by("-plan_count", "pk")
    )
    chosen = next((entry for entry in entries if entry.slug == request.GET.get("indicator")), next(iter(entries), None))
    context: dict[str, object] = {"entries": entries, "chosen": chosen}
    if chosen is not None:
        rows = visible.filter(indicator=chosen).with_series().select_related("plan__region")
        rows = rows.defer("plan__source_text").prefetch_related("plan__rounds", "plan__phases")
        context |= _compared(request, chosen, list(rows))
    return render(request, "targets/compare.html", context)


def _compared(request: Request, entry: Indicator, rows: list[PlanIndicator]) -> dict[str, object]:
    all_years = sorted({year for row in rows for year in row.plan.years})
    years = _asked_years(request, all_years) or _reported_years(rows) or all_years[:3]
    signed = Snapshot.objects.signed_years(row.plan for row in rows)
    groups = compared_groups(rows, years, timezone.localdate(), signed)
    return {
        "all_years": all_years,
        "years": years,
        "groups": groups,
        "charts": charts.page_charts(
            {str(n): charts.compare_chart(group, years, entry.unit) for n, group in enumerate(groups)}
        ),
    }


def _asked_years(request: Request, years: list[int]) -> list[int]:
    asked = set(request.GET.getlist("year"))
    return [year for year in years if str(year) in asked][-MAX_YEARS:]


def _reported_years(rows: list[PlanIndicator]) -> list[int]:
    """The latest three years in which a value of any region is approved."""
    approved = {year for row in rows for year in counting_actuals(row)}
    return sorted(approved)[-3:]
