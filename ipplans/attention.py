"""需关注: the indicators of many regions, the worst first, with why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from documents.models import Snapshot
from ipplans.region_rows import RegionRow
from plans.calendar import plan_calendar
from plans.lights import Lit, watches
from plans.models import Region, User
from plans.words import folded
from targets.figures import IndicatorFigures, indicator_figures
from targets.lights import indicator_lights
from targets.models import Actual, PlanIndicator
from targets.statements import (
    Address,
    Why,
    change_of,
    yearly_change_text,
)
from targets.target_table import JudgementText, judgement_words

NOTHING_SAID = Why()


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

    @property
    def is_worse(self) -> bool:
        return (change_of(self.figures) or 0) < 0


class Listed(NamedTuple):
    """What a list of a whole country keeps of an indicator: by what it is found and in which order, not its figures."""

    pk: int
    region: str  # the slug
    words: str
    state: str
    judgement: str
    light: str
    is_troubled: bool
    is_worse: bool


def attention_rows(rows: Iterable[RegionRow]) -> list[AttentionRow]:
    """Return the indicators of these regions, the worst first."""
    found = [
        AttentionRow(figures, row.region, light=row.lights.get(figures.indicator.pk))
        for row in rows
        for figures in row.figures.rows
    ]
    return sorted(found, key=lambda one: (*one.figures.place[:-1], one.region.code, one.figures.place[-1]))


def listed(rows: Iterable[RegionRow]) -> list[Listed]:
    """Return the same without their figures, to be kept."""
    return [
        Listed(
            one.figures.indicator.pk,
            one.region.slug,
            folded(f"{one.region.name}{one.figures.indicator.name}"),
            one.figures.now.state,
            one.figures.judgement or "",
            one.light.light if one.light else "",
            one.figures.is_troubled,
            one.is_worse,
        )
        for one in attention_rows(rows)
    ]


def rows_of(
    keys: Sequence[Listed], year: int, today: dt.date, is_final: bool, own: Collection[int]
) -> list[AttentionRow]:
    """Return the figures of listed indicators in their order, in a fixed number of queries; `own` as `with_causes`."""
    asked = PlanIndicator.objects.filter(pk__in=[key.pk for key in keys]).with_series().select_related("plan__region")
    related = asked.select_related("plan__light_rules").defer("plan__source_text")
    found = list(related.prefetch_related("plan__rounds", "plan__phases"))
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
        AttentionRow(figures[key.pk], figures[key.pk].indicator.plan.region, light=lights.get(key.pk))
        for key in keys
        if key.pk in figures
    ]
    return with_causes(rows, own)


def with_causes(rows: Sequence[AttentionRow], own: Collection[int]) -> list[AttentionRow]:
    """Return the rows with what the agencies said of their year, in two queries.

    `own` are the ids of the regions that are the person's own, or below: of others one sees approved figures alone.
    """
    said = causes_of(row.figures for row in rows if row.region.pk in own)
    return [replace(row, why=said.get(row.figures.indicator.pk, NOTHING_SAID)) for row in rows]


def causes_of(rows: Iterable[IndicatorFigures]) -> dict[int, Why]:
    """Return by the indicator's id what was said of the value that counts, in two queries."""
    actuals = [row.now.actual for row in rows if row.now.actual is not None]
    live = [actual.pk for actual in actuals if actual.record_number is None]
    recorded = [actual.record_number for actual in actuals if actual.record_number is not None]
    columns = ("indicator", "agency__name", "cause", "remedy", "remedy_by")
    found = [*Actual.objects.filter(pk__in=live).values_list(*columns)] if live else []
    found += [*Actual.history.filter(history_id__in=recorded).values_list(*columns)] if recorded else []
    return {
        pk: Why(agency or "", cause, remedy, f"{day:%Y-%m-%d}" if day else "")
        for pk, agency, cause, remedy, day in found
    }


def list_address(year: int, is_final: bool, region: str = "") -> Address:
    """Return how the address of the list of indicators is made from what narrows it."""
    base = {"year": "final" if is_final else str(year)} | ({"region": region} if region else {})

    def address(narrowing: Mapping[str, str]) -> str:
        return f"{reverse('indicator_list')}?{urlencode(base | dict(narrowing))}"

    return address


def own_regions(user: User, regions: Iterable[Region]) -> frozenset[int]:
    """Return the ids of those regions that are the person's own, or below; an administrator's are all."""
    return frozenset(one.pk for one in regions if user.is_admin or one.pk in user.region_ids_below)
