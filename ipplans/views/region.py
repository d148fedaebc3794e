"""The page of one region: how is it doing, and where does it hurt?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from documents.models import Snapshot
from ipplans.attention import causes_of, list_address
from ipplans.light_summary import light_groups
from ipplans.punctuality import Punctuality, indicator_answers, punctuality
from plans.delivery import year_rounds
from plans.kept_pages import kept_page, kept_part
from plans.lights import Lit, Rule, watches
from plans.models import Plan, Region
from plans.models.fixed_read import FixedRead
from plans.request import Request
from plans.rights import Right, can, is_own_region, require_visible
from plans.shown_plans import PLANS_OF_REGION, plans_of
from targets import charts
from targets.choices import State
from targets.explain import mean_explanations
from targets.figures import APPROVED, IndicatorFigures
from targets.first_year import ReportedYears
from targets.lights import indicator_lights
from targets.models import PlanIndicator
from targets.plan_figures import PlanFigures, plan_figures
from targets.provenance import data_notice
from targets.revisions import revisions
from targets.statements import Why, region_statement
from targets.target_table import RowText, footnotes, judgement_counts, row_text, state_counts
from targets.years import asked_year, chosen_year, is_final_view, shown_statuses
from tasks.models import Note
from tasks.progress import TaskYear, area_counts, counts, task_years

MIN_OPEN = 6  # charts that stand open where nothing needs a look


REGION = FixedRead(lambda slug: Region.objects.filter(slug=slug).select_related("parent__parent"))
BELOW = FixedRead(lambda region: Region.objects.filter(parent=region))
NOTES = FixedRead(
    lambda rows: Note.objects.filter(indicator__in=rows).order_by().values_list("indicator").annotate(Count("pk"))
)


@kept_page(lambda request, slug: PLANS_OF_REGION.revisions(slug))
def region_detail(request: Request, slug: str) -> HttpResponse:
    return region_page(request, slug)


def region_page(request: Request, slug: str) -> HttpResponse:
    """Return the page, made anew."""
    user = request.user
    region: Region = REGION.found(slug)
    require_visible(user, region.pk if region else None)
    plans = plans_of(region)
    context = {
        "region": region,
        "plans": plans,
        "below": [one for one in BELOW(region.pk) if one.pk in user.visible_regions],
        "may_export": lambda: user.is_admin or region.pk in user.led_or_reviewed_regions,
        "parent_is_visible": region.parent_id in user.visible_regions,
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
    key = ("region", plan.pk, plan.revision, year, is_final, statuses, is_own)
    figures = kept_part(key, lambda: _figures(plan, year, today, statuses, is_final, is_own))
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
    figures = plan_figures(plan, PlanIndicator.objects.series_of(plan), year, today, statuses, signed)
    watched = {} if is_final else watches([plan], year, today)
    lights = indicator_lights(figures.rows, watched, year)
    tasks = task_years([plan], year, today, statuses, watched)[plan.pk]
    said = causes_of(figures.rows if is_own else [])
    facts = {
        "indicator_count": len(figures.rows),
        "areas": area_counts(tasks),
        "task_count": len(tasks),
        "data_notice": data_notice(actual for row in figures.rows for actual in row.actuals.values()),
    }
    context = facts | {
        "plan": plan,
        "year": year,
        "today": today,
        **_round_context(plan, year, today),
        "shows_submitted": statuses != APPROVED,
        "task_counts": counts(tasks),
        "agencies": _agencies(figures, tasks, today),
        "is_final": is_final,
        "light_groups": light_groups(figures.rows, lights, tasks),
        **_rows_context(figures, is_final, said, lights, is_own),
    }
    if statuses == APPROVED:  # the list that its numbers lead to counts approved values
        address = list_address(year, is_final, plan.region.slug)
        context["statement"] = region_statement(figures, is_final, address, said)
    return facts | {"body": render_to_string("region/_figures.html", context)}


def _round_context(plan: Plan, year: int, today: dt.date) -> dict[str, object]:
    round_ = year_rounds(plan.rounds.all()).get(year)
    return {"round": round_, "is_open": round_ is not None and round_.is_open(today)}


def _rows_context(
    figures: PlanFigures, is_final: bool, said: Mapping[int, Why], lights: Mapping[int, Lit], is_own: bool
) -> dict[str, object]:
    revised = revisions(row.indicator for row in figures.rows)
    texts = {row.indicator.pk: row_text(row, revised) for row in figures.rows}
    notes = note_counts(figures.rows) if is_own else {}
    cards = [_card(row, texts[row.indicator.pk], said, notes, lights) for row in figures.worst_first]
    shown = [card for card in cards if card.is_open] or cards[:MIN_OPEN]
    chart = charts.goal_chart if is_final else charts.small_chart
    return {
        "figures": figures,
        "rows": list(texts.values()),
        "note_marks": footnotes(texts.values()),
        "cards": shown,
        "folded_cards": [card for card in cards if card not in shown],
        "mean_how": [] if figures.signed else mean_explanations(figures),
        "states": state_counts(figures.counts),
        "judgements": judgement_counts(figures.judgements),
        "charts": charts.page_charts({str(row.indicator.pk): chart(row) for row in figures.rows}),
    }


class Card(NamedTuple):
    """One indicator as a small chart; it stands open where it needs a look."""

    row: RowText
    key: int
    words: str
    why: Why | None
    notes: int
    light: Lit | None
    is_open: bool


def _card(
    row: IndicatorFigures,
    text: RowText,
    said: Mapping[int, Why],
    notes: Mapping[int, int],
    lights: Mapping[int, Lit],
) -> Card:
    """The chart of a row, with what its agency said, its notes and its light, by the indicator's id."""
    key = row.indicator.pk
    is_open = row.is_troubled or _is_behind_path(lights.get(key))
    return Card(text, key, charts.chart_words(row), said.get(key), notes.get(key, 0), lights.get(key), is_open)


def _is_behind_path(light: Lit | None) -> bool:
    """Whether a light burns for a figure; one for a date alone says nothing of the indicator."""
    return light is not None and any(reason.rule in (Rule.PATH, Rule.MADE_GOOD) for reason in light.reasons)


def note_counts(rows: Iterable[IndicatorFigures]) -> dict[int, int]:
    """Return how many leaders' notes each indicator has, by its id."""
    return dict(NOTES([row.indicator.pk for row in rows]))


def _agencies(figures: PlanFigures, tasks: list[TaskYear], today: dt.date) -> list[Punctuality]:
    rows = [row.indicator for row in figures.rows]
    behind = {row.indicator.pk for row in figures.rows if row.now.state == State.BEHIND}
    answers = indicator_answers(figures.plan, rows, figures.year, today, behind)
    return punctuality([*answers, *(task.answer for task in tasks)])
