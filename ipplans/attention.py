"""需关注: the indicators of many regions, the worst first, with why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from documents.models import Snapshot
from ipplans.models import IndicatorSummary
from plans.calendar import plan_calendar
from plans.lights import Lit, watches
from plans.models import Region
from plans.models.fixed_read import FixedRead
from plans.models.plan import PlanQuerySet, of_plan
from plans.models.reach import Reach
from targets.figures import IndicatorFigures, indicator_figures
from targets.lights import indicator_lights
from targets.models import Actual, PlanIndicator
from targets.statements import (
    Address,
    Why,
    yearly_change_text,
)
from targets.target_table import JudgementText, judgement_words

NOTHING_SAID = Why()
WORST_FIRST = ("marks", "state_rank", "rate", "variance", "indicator__plan__region__code", "indicator__seq")


@dataclass(frozen=True)
class AttentionRow:
    """One indicator of one region."""

    figures: IndicatorFigures
    region: Region
    why: Why = NOTHING_SAID
    light: Lit | None = None

    @cached_property
    def judgement(self) -> JudgementText | None:
        return judgement_words(self.figures)

    @property
    def change(self) -> str:
        return yearly_change_text(self.figures)


def listed(plans: PlanQuerySet, year: int, is_final: bool, *, are_all: bool = False) -> QuerySet[IndicatorSummary]:
    """Return the indicators of these plans as they are stored (`refresh_years`), the worst first.

    `are_all` says that there are no other plans, so that the database need not ask.
    """
    rows = IndicatorSummary.objects.filter(year=year, is_final=is_final)
    of_plans = rows if are_all else rows.filter(summary__plan__in=plans.order_by().values("pk"))
    return of_plans.order_by(*WORST_FIRST)


SERIES = FixedRead(lambda keys: PlanIndicator.objects.filter(pk__in=keys).with_series().prefetch_related(of_plan()))


def rows_of(keys: Sequence[int], year: int, today: dt.date, is_final: bool, own: Reach) -> list[AttentionRow]:
    """Return the figures of these indicators (ids) in their order, in a fixed number of queries.

    `own` as `with_causes` has it.
    """
    found: list[PlanIndicator] = SERIES(keys)
    plans = {row.plan_id: row.plan for row in found}.values()
    signed = Snapshot.objects.signed_years(plans)
    figures = {
        row.pk: indicator_figures(
            row,
            row.plan.end_year if is_final else year,
            plan_calendar(row.plan, today),
            signed=signed.get(row.plan_id),
        )
        for row in found
    }
    lights = indicator_lights([*figures.values()], {} if is_final else watches(plans, year, today), year)
    rows = [
        AttentionRow(figures[key], figures[key].indicator.plan.region, light=lights.get(key))
        for key in keys
        if key in figures
    ]
    return with_causes(rows, own)


def with_causes(rows: Sequence[AttentionRow], own: Reach) -> list[AttentionRow]:
    """Return the rows with what the agencies said of their year, in two queries.

    `own` are the regions that are the person's own, or below: of others one sees approved figures alone.
    """
    said = causes_of(row.figures for row in rows if row.region.pk in own)
    return [replace(row, why=said.get(row.figures.indicator.pk, NOTHING_SAID)) for row in rows]


COLUMNS = ("indicator", "agency__name", "cause", "remedy", "remedy_by")
SAID = FixedRead(lambda ids: Actual.objects.filter(pk__in=ids).order_by().values_list(*COLUMNS))
SAID_BEFORE = FixedRead(lambda ids: Actual.history.filter(history_id__in=ids).order_by().values_list(*COLUMNS))


def causes_of(rows: Iterable[IndicatorFigures]) -> dict[int, Why]:
    """Return by the indicator's id what was said of the value that counts, in two queries."""
    actuals = [row.now.actual for row in rows if row.now.actual is not None]
    live = [actual.pk for actual in actuals if actual.record_number is None]
    recorded = [actual.record_number for actual in actuals if actual.record_number is not None]
    return {
        pk: Why(agency or "", cause, remedy, f"{day:%Y-%m-%d}" if day else "")
        for pk, agency, cause, remedy, day in [*SAID(live), *SAID_BEFORE(recorded)]
    }


def list_address(year: int, is_final: bool, region: str = "", within: str = "") -> Address:
    """Return how the address of the list of indicators is made from what narrows it: one region, or all within one."""
    narrowed = {name: slug for name, slug in (("region", region), ("in", within)) if slug}
    base = {"year": "final" if is_final else str(year)} | narrowed

    def address(narrowing: Mapping[str, str]) -> str:
        return f"{reverse('indicator_list')}?{urlencode(base | dict(narrowing))}"

    return address
