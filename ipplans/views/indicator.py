"""The page of one indicator: why it is red, and whether it can still be met."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from documents.models import Snapshot
from plans.calendar import plan_calendar
from plans.kept_pages import kept_page
from plans.lights import Lit, watches
from plans.models import Agency, Plan, Region, User
from plans.models.fixed_read import FixedRead
from plans.models.plan import Revisions, of_plan
from plans.request import Request
from plans.rights import Right, can, is_own_region, require_visible
from plans.shown_plans import ShownPlans, visible_revisions
from targets import charts, explain, history
from targets.compare import ComparedRow, compared_groups
from targets.figures import APPROVED, IndicatorFigures, counting_actuals, indicator_figures
from targets.lights import indicator_lights
from targets.models import Actual, PlanIndicator
from targets.models.plan_indicator import PlanIndicatorQuerySet
from targets.provenance import DataNotice, data_notice
from targets.revisions import revision_of, revisions
from targets.statements import indicator_statement
from targets.target_table import judgement_words, row_text
from targets.year_figures import YearFigures
from targets.years import chosen_year, is_final_view, shown_statuses
from tasks.mentions import tasks_naming
from tasks.notes import notes_panel
from tasks.tables import report_state

MAX_COMPARED = 60  # plans; of more, an indicator is compared with the regions under the same parent
# what the page shows beside the figures
SHOWN_TOO = ("indicator__aliases", "actuals__evidence")


def _are_many(user: User) -> bool:
    """Whether the person may see so many plans that an indicator is compared with its neighbours' alone."""
    if user.visible_regions.ids is None:
        return len(SOME_PLANS()) > MAX_COMPARED
    return visible_revisions(user).plans > MAX_COMPARED


def _same(entry: int, year: int) -> PlanIndicatorQuerySet:
    """The rows of one catalogue entry in the plans that run in a year."""
    rows = PlanIndicator.objects.filter(indicator=entry).active()
    running = rows.filter(plan__start_year__lte=year, plan__end_year__gte=year).with_series()
    return running.prefetch_related(of_plan()).order_by("plan__region__code")


def _same_in(regions: Collection[int] | None, entry: int, year: int) -> PlanIndicatorQuerySet:
    return _same(entry, year) if regions is None else _same(entry, year).filter(plan__region__in=regions)


def _beside(pk: int) -> Q:
    """That a plan is of the indicator's region, or of one under the same parent."""
    own = Region.objects.filter(plans__indicators=pk).order_by()
    beside = Region.objects.filter(parent__in=own.values("parent")).order_by()
    return Q(region__in=own.values("pk").union(beside.values("pk")))  # a union: PostgreSQL reads no table for it


INDICATOR = FixedRead(lambda pk: PlanIndicator.objects.filter(pk=pk).with_figures().prefetch_related(*SHOWN_TOO))
HAS_SOURCE = FixedRead(lambda plan: Plan.objects.filter(pk=plan).exclude(source_text="").values_list("pk"))
SAME_BESIDE = FixedRead(
    lambda pk, entry, year: _same(entry, year).filter(plan__in=Plan.objects.filter(_beside(pk)).order_by().values("pk"))
)
SAME_IN = FixedRead(_same_in)
PLANS_BESIDE = ShownPlans(lambda pk: Plan.objects.filter(_beside(pk)))
SOME_PLANS = FixedRead(lambda: Plan.objects.order_by().values_list("pk")[: MAX_COMPARED + 1])


def _revisions(user: User, pk: int) -> Revisions:
    """How far those plans are; the neighbours' are not narrowed to what the person may see: that costs more."""
    return PLANS_BESIDE.revisions(pk) if _are_many(user) else visible_revisions(user)


@kept_page(lambda request, pk: _revisions(request.user, pk))
def indicator_detail(request: Request, pk: int) -> HttpResponse:
    return indicator_page(request, pk)


def indicator_page(request: Request, pk: int) -> HttpResponse:
    """Return the page, made anew."""
    indicator: PlanIndicator = INDICATOR.found(pk)
    require_visible(request.user, indicator.plan.region_id if indicator else None)
    today = timezone.localdate()
    statuses = shown_statuses(request, indicator.plan)
    reported = counting_actuals(indicator, statuses)
    year = chosen_year(request, indicator.plan, max(reported, default=indicator.plan.start_year))
    figures = _figures(indicator, year, today, statuses)
    elsewhere, is_final = _elsewhere(request, indicator, year, today), is_final_view(request)
    context = {
        "shows_submitted": statuses != APPROVED,
        "open_years": {r.year for r in indicator.plan.rounds.all() if r.is_open(today)},
        "elsewhere": elsewhere,
        "data_notice": _notice([figures, *(row.figures for row in elsewhere)]),
        "serving_tasks": [(task, report_state(task, year)) for task in tasks_naming(indicator)],
    }
    context |= {"light": None if is_final else _light(figures, today)} | _figures_context(figures, is_final)
    return render(request, "indicator_detail.html", context | _for_person(request, figures, today))


def _notice(shown: Iterable[IndicatorFigures]) -> DataNotice | None:
    """Where the values on the page come from."""
    return data_notice(actual for figures in shown for actual in figures.actuals.values())


def _light(figures: IndicatorFigures, today: dt.date) -> Lit | None:
    watched = watches([figures.indicator.plan], figures.year, today)
    return indicator_lights([figures], watched, figures.year).get(figures.indicator.pk)


def _figures(indicator: PlanIndicator, year: int, today: dt.date, statuses: frozenset[str]) -> IndicatorFigures:
    signed = Snapshot.objects.signed_years([indicator.plan]).get(indicator.plan_id)
    return indicator_figures(indicator, year, plan_calendar(indicator.plan, today), statuses, signed)


def _figures_context(figures: IndicatorFigures, is_final: bool) -> dict[str, object]:
    """What everyone who may see the indicator is shown of it."""
    indicator = figures.indicator
    chart = charts.goal_chart(figures, height=340) if is_final else charts.indicator_chart(figures)
    return {
        "is_final": is_final,
        "is_signed": figures.signed_now is not None,
        "judgement": judgement_words(figures),
        "indicator": indicator,
        "figures": figures,
        "charts": charts.page_charts({"indicator": chart}),
        "chart_words": charts.chart_words(figures),
        "outlook_lack": explain.outlook_lack(figures),
        "text": row_text(figures),
        "statement": indicator_statement(figures),
        "goal_revision": revision_of(next(iter(indicator.goals.all()), None)),
        "baseline_revision": revision_of(getattr(indicator, "baseline", None)),
        "explanations": explain.explanations(figures),
        "has_source": bool(HAS_SOURCE(indicator.plan_id)),
    }


def _for_person(request: Request, figures: IndicatorFigures, today: dt.date) -> dict[str, object]:
    """What the page shows to this person only."""
    user, indicator = request.user, figures.indicator
    can_read = can(user, Right.READ_EVIDENCE, indicator)
    works_here = can(user, Right.ENTER_ACTUAL, indicator) or can(user, Right.REVIEW, indicator.plan)
    records = {a.year: a if works_here else a.approved for a in indicator.actuals.all()}
    years, revised = {y: record.record_number for y, record in records.items() if record}, revisions([indicator])
    return {
        "cells": [
            (cell, revised.get((indicator.pk, cell.year)), _newer(figures, cell) if works_here else None)
            for cell in figures.cells
        ],
        "entries": history.entries(indicator, years, can_read) if is_own_region(user, indicator.plan) else [],
        "evidence": [e for a in indicator.actuals.all() if a.year in years for e in a.evidence.all()],
        "waiting_for_evidence": _waiting_for_evidence(request, indicator, today),
        "can_read_evidence": can_read,
        "can_enter_here": can(user, Right.ENTER_ACTUAL, indicator),
        "can_give_base": can(user, Right.GIVE_BASE, indicator.plan),
        "can_name_reporter": can(user, Right.NAME_REPORTER, indicator.plan),
        "printed_agency": _printed_agency(indicator) if can(user, Right.NAME_REPORTER, indicator.plan) else None,
    } | notes_panel(user, indicator)


def _printed_agency(indicator: PlanIndicator) -> Agency | None:
    """The agency that the document prints beside the indicator, while nobody is named to report it."""
    if indicator.reporter_id or not indicator.printed_reporter:
        return None
    known = Agency.objects.reporting_for(indicator.plan.region_id, timezone.localdate())
    return known.called(indicator.printed_reporter)


def _newer(figures: IndicatorFigures, cell: YearFigures) -> tuple[str, str, int | None] | None:
    """What has been entered beside the approved record that a year shows, how far it is, and its id while it waits."""
    stored = next((actual for actual in figures.indicator.actuals.all() if actual.year == cell.year), None)
    if stored is None or (cell.actual is not None and cell.actual.record_number is None):
        return None
    waiting = stored.pk if stored.status == Actual.Status.SUBMITTED else None
    return history.display_value(stored), str(stored.get_status_display()), waiting


def _elsewhere(request: Request, indicator: PlanIndicator, year: int, today: dt.date) -> list[ComparedRow]:
    """The same catalogue entry in the plans beside it, as approved, with its places this year and last.

    Those it may be ranked with come first; nothing where no other plan has it.
    """
    if indicator.indicator_id is None:
        return []
    visible, entry = request.user.visible_regions, indicator.indicator_id
    is_narrowed = _are_many(request.user)
    found = SAME_BESIDE(indicator.pk, entry, year) if is_narrowed else SAME_IN(visible.ids, entry, year)
    same: list[PlanIndicator] = [row for row in found if row.plan.region_id in visible]
    signed = Snapshot.objects.signed_years(row.plan for row in same)
    groups = compared_groups(same, [year - 1, year], today, signed) if len(same) > 1 else []
    groups.sort(key=lambda group: all(row.figures.indicator.pk != indicator.pk for row in group.rows))
    return [row for group in groups for row in group.rows]


def _waiting_for_evidence(request: Request, indicator: PlanIndicator, today: dt.date) -> list[Actual]:
    """The figures to which the person can put a file now."""
    if not can(request.user, Right.ENTER_ACTUAL, indicator):
        return []
    open_years = {r.year for r in indicator.plan.rounds.all() if r.is_open(today)}
    return [actual for actual in indicator.actuals.all() if actual.year in open_years and actual.is_editable]
