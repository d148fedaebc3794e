"""The page of one region: how does it stand, and where does it hurt?"""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from ipplans.punctuality import Punctuality, indicator_items, punctuality, task_items
from ipplans.unchanged import unless_unchanged
from plans.models import Plan, Region, Report
from plans.request import Request
from plans.rights import may
from targets import charts
from targets.explain import mean_explanations
from targets.figures import PlanFigures, plan_figures
from targets.models import Actual, PlanIndicator
from targets.target_table import row_text, state_counts
from targets.years import asked_year, chosen_year, shown_statuses
from tasks.progress import TaskYear, area_counts, counts, task_years


@unless_unchanged
def region_detail(request: Request, slug: str) -> HttpResponse:
    region = get_object_or_404(Region.objects.visible_to(request.user).select_related("parent__parent"), slug=slug)
    plans = list(region.plans.defer("source_text").select_related("coordinator").prefetch_related("rounds", "phases"))
    user = request.user
    context = {
        "region": region,
        "plans": plans,
        "below": region.children.visible_to(user),
        "parent_is_visible": user.is_admin or region.parent_id in user.visible_region_ids,
    }
    if plans:
        latest = _latest_years(region) if len(plans) > 1 else {}
        context |= _plan_context(request, plans, latest, timezone.localdate())
    return render(request, "region_detail.html", context)


def _latest_years(region: Region) -> dict[int, int]:
    """The latest year with approved actuals, by plan; a plan without any is left out."""
    approved = Actual.objects.approved().filter(indicator__plan__region=region)
    return dict(approved.order_by().values_list("indicator__plan").annotate(Max("year")))


def _chosen_plan(request: Request, plans: list[Plan], latest: dict[int, int]) -> Plan:
    """The plan the address names, else the one in force in the asked year, else the latest with approved values."""
    named = [plan for plan in plans if plan.slug == request.GET.get("plan")]
    in_force = [plan for plan in plans if asked_year(request) in plan.years]
    reported = sorted((plan for plan in plans if plan.pk in latest), key=lambda plan: latest[plan.pk])
    return (named or in_force[-1:] or reported[-1:] or plans[-1:])[0]


def _plan_context(request: Request, plans: list[Plan], latest: dict[int, int], today: dt.date) -> dict[str, object]:
    plan = _chosen_plan(request, plans, latest)
    indicators = list(plan.indicators.standing().with_series())
    year = chosen_year(request, plan, _first_shown(plan, indicators, today))
    statuses = shown_statuses(request, plan)
    figures = plan_figures(plan, indicators, year, today, statuses)
    tasks = task_years([plan], year, today, statuses)[plan.pk]
    actuals = [actual for row in figures.rows for actual in row.actuals.values()]
    return {
        "plan": plan,
        "year": year,
        "today": today,
        "round": next((r for r in plan.rounds.all() if r.year == year), None),
        "shows_submitted": request.GET.get("values") == "submitted",
        "can_manage": may(request.user, "manage_rounds", plan),
        "has_invented_figures": any(actual.is_invented for actual in actuals),
        "has_real_figures": any(not actual.is_invented for actual in actuals),
        **_figures_context(figures),
        **_tasks_context(tasks),
        "agencies": _agencies(figures, tasks, today),
    }


def _first_shown(plan: Plan, indicators: list[PlanIndicator], today: dt.date) -> int:
    """The latest year with approved actuals, else the plan's year nearest to today."""
    nearest = min(max(today.year, plan.start_year), plan.end_year)
    actuals = (actual for row in indicators for actual in row.actuals.all())
    return max((actual.year for actual in actuals if actual.status == Report.Status.APPROVED), default=nearest)


def _figures_context(figures: PlanFigures) -> dict[str, object]:
    texts = {row.indicator.pk: row_text(row) for row in figures.rows}
    return {
        "figures": figures,
        "rows": list(texts.values()),
        "mean_how": mean_explanations(figures),
        "states": state_counts(figures),
        "cards": [(texts[row.indicator.pk], row.indicator.pk, charts.chart_words(row)) for row in figures.worst_first],
        "charts": charts.page_charts({str(row.indicator.pk): charts.small_chart(row) for row in figures.rows}),
    }


def _tasks_context(tasks: list[TaskYear]) -> dict[str, object]:
    return {"task_counts": counts(tasks), "areas": area_counts(tasks)}


def _agencies(figures: PlanFigures, tasks: list[TaskYear], today: dt.date) -> list[Punctuality]:
    rows = [row.indicator for row in figures.rows]
    return punctuality([*indicator_items(figures.plan, rows, figures.year, today), *task_items(tasks)])
