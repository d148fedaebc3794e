"""需关注: the indicators of many regions, the worst first, with why; and the overview in a sentence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.models import Snapshot
from ipplans.region_rows import RegionRow
from plans.calendar import plan_calendar
from plans.models import Region, User
from plans.words import folded
from targets.choices import Judgement, State
from targets.figures import MISSED, TROUBLED, IndicatorFigures, indicator_figures
from targets.models import Actual, PlanIndicator
from targets.statements import (
    Address,
    Why,
    change_of,
    furthest_from_path,
    joined,
    linked,
    say,
    sentence,
    states_clause,
    yearly_change_text,
)
from targets.target_table import JudgementText, indicator_address, judgement_words

NOTHING_SAID = Why()


@dataclass(frozen=True)
class AttentionRow:
    """One indicator of one region."""

    figures: IndicatorFigures
    region: Region
    why: Why = NOTHING_SAID

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
    is_worse: bool


def attention_rows(rows: Iterable[RegionRow]) -> list[AttentionRow]:
    """Return the indicators of these regions, the worst first."""
    found = [AttentionRow(figures, row.region) for row in rows for figures in row.figures.rows]
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
            one.is_worse,
        )
        for one in attention_rows(rows)
    ]


def rows_of(
    keys: Sequence[Listed], year: int, today: dt.date, is_final: bool, own: Collection[int]
) -> list[AttentionRow]:
    """Return the figures of listed indicators in their order, in a fixed number of queries; `own` as `with_causes`."""
    asked = PlanIndicator.objects.filter(pk__in=[key.pk for key in keys]).with_series().select_related("plan__region")
    found = list(asked.defer("plan__source_text").prefetch_related("plan__rounds", "plan__phases"))
    signed = Snapshot.objects.signed_years({row.plan for row in found})
    rows = {}
    for row in found:
        as_of, calendar = row.plan.end_year if is_final else year, plan_calendar(row.plan, today)
        figures = indicator_figures(row, as_of, calendar, signed=signed.get(row.plan_id))
        rows[row.pk] = AttentionRow(figures, row.plan.region)
    return with_causes([rows[key.pk] for key in keys if key.pk in rows], own)


def with_causes(rows: Sequence[AttentionRow], own: Collection[int]) -> list[AttentionRow]:
    """Return the rows with what the agencies said of their year, in two queries.

    `own` are the ids of the regions that are the person's own, or below: of others one sees approved figures alone.
    """
    said = causes_of(row.figures for row in rows if row.region.pk in own)
    return [AttentionRow(row.figures, row.region, said.get(row.figures.indicator.pk, NOTHING_SAID)) for row in rows]


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


def overview_statement(rows: Sequence[RegionRow], year: int, is_final: bool) -> SafeString | str:
    """Return how all regions stand: counts, which one has most behind, what slips most; "" without rows."""
    if not rows:
        return ""
    address = list_address(year, is_final)
    counted: Counter[State | Judgement] = Counter()
    for row in rows:
        counted.update(dict(row.figures.judgements if is_final else row.figures.counts))
    name = "judgement" if is_final else "state"
    start = _("At the end {plans} plans, {n} goals") if is_final else _("{year}: {plans} plans, {n} indicators")
    words = start.format(year=year, plans=len(rows), n=sum(len(row.figures.rows) for row in rows))
    first = say(_("{start}: {counts}"), start=words, counts=states_clause(counted.items(), name, address))
    clauses = [first] if is_final else [first, _behind_clause(rows, year)]
    return sentence(*clauses, _slow_clause(rows, address))


def _behind_clause(rows: Sequence[RegionRow], year: int) -> SafeString | str:
    """Which regions have most behind or overdue; all of them where several have as many."""
    troubled = {row.region: row.in_state(*TROUBLED) for row in rows}
    most = max(troubled.values())
    if not most:
        return ""
    names = [linked(region.name, f"{reverse('region_detail', args=[region.slug])}?year={year}")
             for region, count in troubled.items() if count == most]  # fmt: skip
    return say(_("most behind or overdue: {regions} ({n})"), regions=joined(names[:3], _(", ")), n=most)


def _slow_clause(rows: Sequence[RegionRow], address: Address) -> SafeString | str:
    slow = [(row, one) for row in rows for one in row.figures.rows if one.judgement in MISSED]
    if not slow:
        return ""
    count = linked(len(slow), address({"judgement": ",".join(MISSED)}))
    worst = furthest_from_path(one for _row, one in slow)
    if worst is None:
        return say(_("goals that slip or were missed: {n}"), n=count)
    region = next(row.region for row, one in slow if one is worst)
    name = linked(f"{region.name} {worst.indicator.seq} {worst.indicator.name}", indicator_address(worst.indicator.pk))
    words = _("goals that slip or were missed: {n}, furthest from its path: {row} ({points} points)")
    return say(words, n=count, row=name, points=worst.variance_text)


def own_regions(user: User, regions: Iterable[Region]) -> frozenset[int]:
    """Return the ids of those regions that are the person's own, or below; an administrator's are all."""
    return frozenset(one.pk for one in regions if user.is_admin or one.pk in user.region_ids_below)
