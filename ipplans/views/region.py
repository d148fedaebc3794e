"""The page of one region: how is it doing, and where does it hurt?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from documents.models import Snapshot
from ipplans.attention import causes_of, list_address
from ipplans.etags import conditional_get
from ipplans.page_cache import cached_part
from ipplans.punctuality import Punctuality, indicator_answers, punctuality
from plans.delivery import year_rounds
from plans.models import Plan, Region
from plans.request import Request
from plans.rights import Right, can, is_own_region
from targets import charts
from targets.choices import State
from targets.explain import mean_explanations
from targets.figures import APPROVED, IndicatorFigures
from targets.first_year import ReportedYears
from targets.plan_figures import PlanFigures, plan_figures
from targets.provenance import data_notice
from targets.revisions import revisions
from targets.statements import Why, region_statement
from targets.target_table import RowText, judgement_counts, row_text, state_counts
from targets.years import asked_year, chosen_year, is_final_view, shown_statuses
from tasks.models import Note
from tasks.progress import TaskYear, area_counts, counts, task_years

MIN_OPEN = 6  # charts that stand open where nothing needs a look


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


def _chosen_plan(request: Request, plans: list[Plan], reported: ReportedYears) -> Plan:
    """The plan the address names, else the one in force in the asked year, else in the year first shown."""
    named = [plan for plan in plans if plan.slug == request.GET.get("plan")]
    year = asked_year(request) or reported.first(plans).year
    in_force = [plan for plan in plans if year in plan.years]
    return (named or in_force[-1:] or plans[-1:])[0]


def _plan_context(request: Request, region: Region, plans: list[Plan], today: dt.date) -> dict[str, object]:
    reported = ReportedYears(plans, today)
    plan = _chosen_plan(request, plans, reported)
    first = reported.first([plan])
    year, statuses = chosen_year(request, plan, first.year), shown_statuses(request, plan)
    is_final = is_final_view(request) or (first.is_final and asked_year(request) not in plan.years)
    is_own = is_own_region(request.user, plan)
    key = ("region", plan.pk, year, is_final, statuses, is_own)
    figures = cached_part(request, key, lambda: _figures(plan, year, today, statuses, is_final, is_own))
    person = {
        "is_final": is_final,
        "shows_submitted": statuses != APPROVED,
        "can_manage": can(request.user, Right.MANAGE_ROUNDS, plan),
    }
    return {"plan": plan, "year": year, "today": today, "in_work": first.in_work, **person, **figures}


def _figures(
    plan: Plan, year: int, today: dt.date, statuses: frozenset[str], is_final: bool, is_own: bool
) -> dict[str, object]:
    """What everyone who may see the plan is shown of its figures, written out, and what the frame asks of it.

    Of a region that one sees only beside the own (not `is_own`) nothing that agencies said, and no notes.
    """
    signed = Snapshot.objects.signed_years([plan]).get(plan.pk)
    figures = plan_figures(plan, plan.indicators.active().with_series(), year, today, statuses, signed)
    tasks = task_years([plan], year, today, statuses)[plan.pk]
    areas, said = area_counts(tasks), causes_of(figures.rows if is_own else [])
    round_ = year_rounds(plan.rounds.all()).get(year)
    facts = {
        "indicator_count": len(figures.rows),
        "area_count": len(areas),
        "task_count": len(tasks),
        "data_notice": data_notice(actual for row in figures.rows for actual in row.actuals.values()),
    }
    context = {
        "plan": plan,
        "year": year,
        "today": today,
        "round": round_,
        "is_open": round_ is not None and round_.is_open(today),
        "shows_submitted": statuses != APPROVED,
        "task_counts": counts(tasks),
        "agencies": _agencies(figures, tasks, today),
        "is_final": is_final,
        "areas": areas,
        **_rows_context(figures, is_final, said, is_own),
    }
    if statuses == APPROVED:  # the list that its numbers lead to counts approved values
        address = list_address(year, is_final, plan.region.slug)
        context["statement"] = region_statement(figures, is_final, address, said)
    return facts | {"body": render_to_string("region/_figures.html", facts | context)}


def _rows_context(figures: PlanFigures, is_final: bool, said: Mapping[int, Why], is_own: bool) -> dict[str, object]:
    revised = revisions(row.indicator for row in figures.rows)
    texts = {row.indicator.pk: row_text(row, revised) for row in figures.rows}
    chart = charts.goal_chart if is_final else charts.small_chart
    return {
        "figures": figures,
        "rows": list(texts.values()),
        "mean_how": [] if figures.signed else mean_explanations(figures),
        "states": state_counts(figures),
        "judgements": judgement_counts(figures),
        **_cards(figures, texts, said, note_counts(figures.rows) if is_own else {}),
        "charts": charts.page_charts({str(row.indicator.pk): chart(row) for row in figures.rows}),
    }


def _cards(
    figures: PlanFigures, texts: Mapping[int, RowText], said: Mapping[int, Why], notes: Mapping[int, int]
) -> dict[str, object]:
    """The charts: what needs a look stands open, with what its agency said; the rest is folded."""
    cards = [
        (texts[key], key, charts.chart_words(row), said.get(key), notes.get(key, 0), row.is_troubled)
        for row in figures.worst_first
        for key in [row.indicator.pk]
    ]
    shown = [card for card in cards if card[-1]] or cards[:MIN_OPEN]
    return {"cards": shown, "folded_cards": [card for card in cards if card not in shown]}


def note_counts(rows: Iterable[IndicatorFigures]) -> dict[int, int]:
    """Return how many leaders' notes each indicator has, by its id."""
    of_rows = Note.objects.filter(indicator__in=[row.indicator.pk for row in rows])
    return dict(of_rows.order_by().values_list("indicator").annotate(Count("pk")))


def _agencies(figures: PlanFigures, tasks: list[TaskYear], today: dt.date) -> list[Punctuality]:
    rows = [row.indicator for row in figures.rows]
    behind = {row.indicator.pk for row in figures.rows if row.now.state == State.BEHIND}
    answers = indicator_answers(figures.plan, rows, figures.year, today, behind)
    return punctuality([*answers, *(task.answer for task in tasks)])
