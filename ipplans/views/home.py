"""The overview: which regions are behind?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from ipplans.attention import attention_rows, own_regions, with_causes
from ipplans.etags import conditional_get
from ipplans.overview_statement import overview_statement
from ipplans.page_cache import cached_part
from ipplans.region_rows import RegionRow, region_rows
from plans.models import Plan, Region
from plans.request import Request
from plans.words import folded
from targets import charts
from targets.figures import APPROVED, MISSED
from targets.first_year import FirstYear, first_year
from targets.years import asked_year, is_final_view, shown_statuses

MAX_ATTENTION = 8  # indicators on the overview; the list has them all
TILES_FROM = 10  # regions; with fewer the table is seen at a glance
MAX_TILES = 400  # with more, of the regions that stand below no other one
MAX_UNFOLDED = 30  # rows; a longer table begins with the regions below folded in


@dataclass(frozen=True)
class TreeRow:
    """A row in its place: how deep, and under which other row."""

    row: RegionRow
    depth: int
    parent: int | None
    below: int


Key = Callable[[RegionRow], Any]
# What the table can be sorted by; without a wish the worst first. "mean" ranks: thinly reported ones after the others.
SORTS: dict[str, Key] = {
    "mean": lambda row: (row.figures.means.is_thin, -_or_least(row.figures.means.assessed)),
    "change": lambda row: _or_most(row.figures.mean_change),
    "reported": lambda row: -_or_least(row.figures.means.reported),
    "uncapped": lambda row: -_or_least(row.figures.means.uncapped),
    "behind": lambda row: (-row.troubled, _or_least(row.figures.means.assessed)),
    "tasks": lambda row: -(row.tasks.delayed + row.tasks.overdue),
    "region": lambda row: row.region.code,
}

FINAL_SORTS: dict[str, Key] = {
    **SORTS,
    "mean": lambda row: (row.figures.final_mean.is_thin, -_or_least(row.figures.final_mean.mean)),
    "behind": lambda row: (-row.in_judgement(*MISSED), _or_least(row.figures.final_mean.mean)),
}


def _or_most(value: Decimal | None) -> Decimal:
    return Decimal(1000) if value is None else value


def _or_least(value: Decimal | None) -> Decimal:
    return Decimal(-1) if value is None else value


@conditional_get
def overview(request: Request) -> HttpResponse:
    today = timezone.localdate()
    plans = list(Plan.objects.visible_to(request.user).select_related("region").defer("source_text").annotate(
        indicator_count=Count("indicators", distinct=True), task_count=Count("tasks", distinct=True)
    ))  # fmt: skip
    years = sorted({year for plan in plans for year in plan.years if year <= today.year}, reverse=True)
    first = cached_part(request, _first_key(plans), lambda: {"first": first_year(plans, today)})["first"]
    asked = _query(request, years, first)
    statuses = {plan.pk: shown_statuses(request, plan) for plan in plans}
    regions = list(Region.objects.visible_to(request.user))
    own = own_regions(request.user, regions)
    key = ("overview", asked, tuple(statuses.items()), tuple(region.pk for region in regions), own)
    shown = cached_part(request, key, lambda: _table(plans, regions, statuses, asked, today, own))
    context = {"plans": plans, "years": years, "in_work": first.in_work, **asked._asdict()}
    return render(request, "overview.html", context | shown)


class OverviewQuery(NamedTuple):
    """What the address asks of the table."""

    year: int
    words: str
    sort: str
    is_final: bool
    is_flat: bool


def _first_key(plans: list[Plan]) -> tuple[Hashable, ...]:
    return "first-year", tuple(plan.pk for plan in plans)


def _query(request: Request, years: list[int], first: FirstYear) -> OverviewQuery:
    """What is asked: the year, else the one first shown; 期末 is as of the last year of the switch."""
    asked, sort = asked_year(request), request.GET.get("sort", "")
    is_final = is_final_view(request) or (asked is None and first.is_final)
    year = (years[0] if years else first.year) if is_final else asked or first.year
    return OverviewQuery(
        year, request.GET.get("q", "").strip(), sort if sort in SORTS else "behind", is_final, "flat" in request.GET
    )


def _table(
    plans: list[Plan],
    regions: list[Region],
    statuses: Mapping[int, frozenset[str]],
    asked: OverviewQuery,
    today: dt.date,
    own: Collection[int],
) -> dict[str, Any]:
    """The table and the chart of regions, written out."""
    wanted, found = folded(asked.words), region_rows(plans, asked.year, today, statuses, asked.is_final)
    rows = [row for row in found if wanted in folded(row.region.name)]
    sorts = FINAL_SORTS if asked.is_final else SORTS
    ranked = sorted(rows, key=sorts["mean"])
    troubled = [one for one in attention_rows(rows) if one.figures.is_troubled]
    is_approved = all(counting == APPROVED for counting in statuses.values())
    placed = _placed(sorted(ranked, key=sorts.get(asked.sort, sorts["mean"])), regions, asked.is_flat)
    attention = with_causes(troubled[:MAX_ATTENTION], own)
    context = {
        **asked._asdict(),
        "has_tree": any(place.below for place in placed),
        # the list that its numbers lead to counts approved values
        "statement": overview_statement(rows, attention, asked.year, asked.is_final) if is_approved else "",
        "attention": attention,
        "tiles": [] if asked.is_final else _tiles(rows, placed),
        "attention_count": len(troubled),
        "rows": placed,
        "is_folded": len(rows) > MAX_UNFOLDED,
        "without_plan": [] if asked.words else _without_plan(regions, rows),
        "charts": charts.page_charts(
            {"regions": charts.regions_chart([row.figures for row in ranked], asked.is_final)}
        ),
    }
    return {"has_rows": bool(rows), "body": render_to_string("_overview_regions.html", context)}


def _tiles(rows: list[RegionRow], placed: list[TreeRow]) -> list[RegionRow]:
    """The regions as tiles in the order of their codes, from ten on."""
    shown = [place.row for place in placed if place.parent is None] if len(rows) > MAX_TILES else rows
    return sorted(shown, key=lambda row: row.region.code) if len(shown) >= TILES_FROM else []


def _placed(rows: list[RegionRow], regions: Iterable[Region], is_flat: bool) -> list[TreeRow]:
    """The rows as a tree, or as a list that is sorted throughout."""
    return [TreeRow(row, 0, None, 0) for row in rows] if is_flat else in_tree(rows, regions)


def in_tree(rows: list[RegionRow], regions: Iterable[Region]) -> list[TreeRow]:
    """Return sorted rows as a tree: each under the nearest region above it that has a row, too."""
    parents = {region.pk: region.parent_id for region in regions}
    shown = {row.region.pk for row in rows}
    below: dict[int | None, list[RegionRow]] = defaultdict(list)
    for row in rows:
        below[_nearest_above(row.region.pk, parents, shown)].append(row)

    def walk(parent: int | None, depth: int) -> list[TreeRow]:
        found = []
        for row in below[parent]:
            found.append(TreeRow(row, depth, parent, len(below[row.region.pk])))
            found += walk(row.region.pk, depth + 1)
        return found

    return walk(None, 0)


def _nearest_above(region: int, parents: Mapping[int, int | None], shown: set[int]) -> int | None:
    above, seen = parents.get(region), {region}
    while above is not None and above not in shown and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above if above in shown else None


def _without_plan(regions: Iterable[Region], rows: Iterable[RegionRow]) -> list[Region]:
    """The regions that could have a plan in force and have none."""
    with_plan = {row.region.pk for row in rows}
    bearing = (Region.Level.CITY, Region.Level.COUNTY, Region.Level.PARK)
    return [region for region in regions if region.pk not in with_plan and region.level in bearing]
