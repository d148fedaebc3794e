"""The page of one region: how does it stand, and where does it hurt?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from plans.models import Plan, Region, Report
from plans.rights import may
from targets import charts
from targets.choices import State
from targets.figures import plan_figures
from targets.years import asked_year, chosen_year, shown_statuses
from tasks.models import Area, Task, TaskReport


def region_detail(request: HttpRequest, slug: str) -> HttpResponse:
    region = get_object_or_404(Region.objects.visible_to(request.user).select_related("parent__parent"), slug=slug)
    plans = list(_plans(region))
    context = {"region": region, "plans": plans, "below": region.children.visible_to(request.user)}
    if plans:
        plan = _chosen_plan(request, plans)
        context |= _plan_context(request, plan, timezone.localdate())
    return render(request, "region_detail.html", context)


def _plans(region: Region) -> list[Plan]:
    approved = Q(indicators__actuals__status=Report.Status.APPROVED)
    latest = Max("indicators__actuals__year", filter=approved)
    return list(
        region.plans.annotate(latest=latest).select_related("coordinator", "region").prefetch_related("rounds", "phases")
    )


def _chosen_plan(request: HttpRequest, plans: list[Plan]) -> Plan:
    """The plan the address names, else the one in force in the asked year, else the latest with approved values."""
    named = [plan for plan in plans if plan.slug == request.GET.get("plan")]
    in_force = [plan for plan in plans if asked_year(request) in plan.years]
    reported = sorted((plan for plan in plans if plan.latest), key=lambda plan: plan.latest)
    return (named or in_force[-1:] or reported[-1:] or plans[-1:])[0]


def _plan_context(request: HttpRequest, plan: Plan, today: dt.date) -> dict[str, object]:
    year = chosen_year(request, plan, plan.latest or min(max(today.year, plan.start_year), plan.end_year))
    indicators = plan.indicators.filter(dropped_by="").with_figures()
    figures = plan_figures(plan, indicators, year, today, shown_statuses(request))
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
    reports = TaskReport.objects.filter(year=year, status=Report.Status.APPROVED)
    tasks = Task.objects.filter(dropped_by="").prefetch_related(Prefetch("reports", reports))
    return [
        AreaProgress(area, len(area.tasks.all()), Counter(r.state.replace("-", "_") for t in area.tasks.all() for r in t.reports.all()))
        for area in plan.areas.prefetch_related(Prefetch("tasks", tasks))
    ]
