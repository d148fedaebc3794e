"""The page of one region: how does it stand, and where does it hurt?"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from plans.models import Plan, Region, Report
from plans.request import Request
from plans.rights import may
from targets import charts
from targets.choices import State
from targets.figures import plan_figures
from targets.models import Actual
from targets.years import asked_year, chosen_year, shown_statuses
from tasks.models import Area, TaskReport


def region_detail(request: Request, slug: str) -> HttpResponse:
    region = get_object_or_404(Region.objects.visible_to(request.user).select_related("parent__parent"), slug=slug)
    plans = list(region.plans.select_related("coordinator", "region").prefetch_related("rounds", "phases"))
    context = {"region": region, "plans": plans, "below": region.children.visible_to(request.user)}
    if plans:
        context |= _plan_context(request, plans, _latest_years(region), timezone.localdate())
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
    nearest = min(max(today.year, plan.start_year), plan.end_year)
    year = chosen_year(request, plan, latest.get(plan.pk, nearest))
    indicators = plan.indicators.standing().with_figures()
    figures = plan_figures(plan, indicators, year, today, shown_statuses(request, plan))
    actuals = [actual for row in figures.rows for actual in row.actuals.values()]
    areas = area_progress(plan, year)
    return {
        "plan": plan,
        "year": year,
        "figures": figures,
        "small_charts": [(row, charts.small_chart(row)) for row in figures.worst_first],
        "areas": areas,
        "task_total": sum(area.total for area in areas),
        "task_states": sum((area.states for area in areas), Counter()),
        "overdue": [row for row in figures.rows if row.now.state == State.OVERDUE],
        "round": next((r for r in plan.rounds.all() if r.year == year), None),
        "today": today,
        "shows_submitted": request.GET.get("values") == "submitted",
        "can_manage": may(request.user, "manage_rounds", plan),
        "has_invented_figures": any(actual.is_invented for actual in actuals),
        "has_real_figures": any(not actual.is_invented for actual in actuals),
    }


@dataclass(frozen=True)
class AreaProgress:
    """How many tasks of an area stand in which state in one year."""

    area: Area
    total: int
    states: Counter[str]


def area_progress(plan: Plan, year: int) -> list[AreaProgress]:
    """Return the areas of a plan with the approved states of their tasks, in three queries."""
    approved = TaskReport.objects.filter(status=Report.Status.APPROVED, year=year)
    states: dict[int | None, Counter[str]] = defaultdict(Counter)
    for area, state in approved.filter(task__plan=plan, task__dropped_by="").values_list("task__area", "state"):
        states[area][state.replace("-", "_")] += 1
    tasks = dict(plan.tasks.standing().order_by().values_list("area").annotate(Count("pk")))
    return [AreaProgress(area, tasks.get(area.pk, 0), states[area.pk]) for area in plan.areas.all()]
