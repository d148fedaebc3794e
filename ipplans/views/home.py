"""The overview: which regions are behind?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plans.models import Plan, Report, User
from plans.request import Request
from targets import charts
from targets.figures import PlanFigures, plan_figures
from targets.models import Actual, PlanIndicator
from targets.years import asked_year, shown_statuses
from tasks.models import TaskReport


@dataclass(frozen=True)
class RegionRow:
    """One region on the overview: the plan in force, its figures, its tasks, its last report."""

    figures: PlanFigures
    task_states: dict[str, int]
    last_report: dt.datetime | None


def overview(request: Request) -> HttpResponse:
    today = timezone.localdate()
    plans = list(Plan.objects.visible_to(request.user).select_related("region").annotate(
        indicator_count=Count("indicators", distinct=True), task_count=Count("tasks", distinct=True)
    ))  # fmt: skip
    years = sorted({year for plan in plans for year in plan.years if year <= today.year}, reverse=True)
    year = asked_year(request) or latest_year(request.user) or (years[0] if years else today.year)
    rows = _rows(request, plans, year, today)
    context = {
        "plans": plans,
        "years": years,
        "year": year,
        "rows": rows,
        "chart": charts.regions_chart([row.figures for row in rows]),
    }
    return render(request, "overview.html", context)


def latest_year(user: User) -> int | None:
    """Return the latest year with approved actuals that the person may see."""
    approved = Actual.objects.visible_to(user).approved().order_by()
    latest: int | None = approved.aggregate(latest=Max("year"))["latest"]
    return latest


def _rows(request: Request, plans: Iterable[Plan], year: int, today: dt.date) -> list[RegionRow]:
    """Return a row a region, in five queries: the best assessed mean first, thinly reported ones last."""
    in_force = {plan.region_id: plan for plan in Plan.objects.in_force(year).filter(pk__in=[p.pk for p in plans])
                .select_related("region").prefetch_related("rounds")}.values()  # fmt: skip
    indicators: dict[int, list[PlanIndicator]] = defaultdict(list)
    for row in PlanIndicator.objects.filter(plan__in=in_force).standing().with_figures():
        indicators[row.plan_id].append(row)
    states, last = _task_states(in_force, year), _last_reports(in_force)
    rows = [
        RegionRow(
            plan_figures(plan, indicators[plan.pk], year, today, shown_statuses(request, plan)),
            states[plan.pk],
            last.get(plan.pk),
        )
        for plan in in_force
    ]
    return sorted(rows, key=lambda row: (row.figures.means.is_thin, -(row.figures.means.assessed or 0)))


def _last_reports(plans: Iterable[Plan]) -> dict[int, dt.datetime]:
    """When a figure of each plan was last approved."""
    approved = Actual.objects.approved().filter(indicator__plan__in=plans, agency__isnull=False)
    return dict(approved.order_by().values_list("indicator__plan").annotate(Max("changed_at")))


def _task_states(plans: Iterable[Plan], year: int) -> dict[int, dict[str, int]]:
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    reports = TaskReport.objects.filter(task__plan__in=plans, year=year, status=Report.Status.APPROVED)
    for plan, state, count in reports.order_by().values_list("task__plan", "state").annotate(Count("pk")):
        counted[plan][state.replace("-", "_")] = count
    return counted
