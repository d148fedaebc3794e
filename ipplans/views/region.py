"""The page of one region: how is it doing, and where does it hurt?"""

from __future__ import annotations

import datetime as dt

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from ipplans.etags import conditional_get
from ipplans.page_cache import cached_part
from ipplans.punctuality import Punctuality, indicator_items, punctuality, task_items
from plans.delivery import year_rounds
from plans.models import Plan, Region
from plans.request import Request
from plans.rights import Right, can
from targets import charts
from targets.explain import mean_explanations
from targets.figures import APPROVED, PlanFigures, plan_figures
from targets.models import Actual
from targets.revisions import revisions
from targets.target_table import row_text, state_counts
from targets.years import asked_year, chosen_year, shown_statuses
from tasks.progress import TaskYear, area_counts, counts, task_years


@conditional_get
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
        context |= _plan_context(request, region, plans, timezone.localdate())
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


def _plan_context(request: Request, region: Region, plans: list[Plan], today: dt.date) -> dict[str, object]:
    latest = _latest_years(region)
    plan = _chosen_plan(request, plans, latest)
    nearest = min(max(today.year, plan.start_year), plan.end_year)
    year = chosen_year(request, plan, latest.get(plan.pk, nearest))
    statuses = shown_statuses(request, plan)
    figures = cached_part(request, ("region", plan.pk, year, statuses), lambda: _figures(plan, year, today, statuses))
    person = {
        "shows_submitted": statuses != APPROVED,
        "can_manage": can(request.user, Right.MANAGE_ROUNDS, plan),
    }
    return {"plan": plan, "year": year, "today": today, **person, **figures}


def _figures(plan: Plan, year: int, today: dt.date, statuses: frozenset[str]) -> dict[str, object]:
    """What everyone who may see the plan is shown of its figures, written out, and what the frame asks of it."""
    figures = plan_figures(plan, plan.indicators.active().with_series(), year, today, statuses)
    tasks = task_years([plan], year, today, statuses)[plan.pk]
    actuals = [actual for row in figures.rows for actual in row.actuals.values()]
    areas = area_counts(tasks)
    facts = {
        "indicator_count": len(figures.rows),
        "area_count": len(areas),
        "task_count": len(tasks),
        "has_invented_figures": any(actual.is_invented for actual in actuals),
        "has_real_figures": any(not actual.is_invented for actual in actuals),
    }
    context = {
        "plan": plan,
        "year": year,
        "today": today,
        "round": year_rounds(plan.rounds.all()).get(year),
        "shows_submitted": statuses != APPROVED,
        "task_counts": counts(tasks),
        "areas": areas,
        "agencies": _agencies(figures, tasks, today),
        **_rows_context(figures),
    }
    return facts | {"body": render_to_string("region/_figures.html", facts | context)}


def _rows_context(figures: PlanFigures) -> dict[str, object]:
    revised = revisions(row.indicator for row in figures.rows)
    texts = {row.indicator.pk: row_text(row, revised) for row in figures.rows}
    return {
        "figures": figures,
        "rows": list(texts.values()),
        "mean_how": mean_explanations(figures),
        "states": state_counts(figures),
        "cards": [(texts[row.indicator.pk], row.indicator.pk, charts.chart_words(row)) for row in figures.worst_first],
        "charts": charts.page_charts({str(row.indicator.pk): charts.small_chart(row) for row in figures.rows}),
    }


def _agencies(figures: PlanFigures, tasks: list[TaskYear], today: dt.date) -> list[Punctuality]:
    rows = [row.indicator for row in figures.rows]
    return punctuality([*indicator_items(figures.plan, rows, figures.year, today), *task_items(tasks)])
