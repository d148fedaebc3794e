"""The overview: which regions are behind? Of a country its provinces, which unfold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from ipplans.attention import AttentionRow, listed, rows_of
from ipplans.branches import BranchRow, branch_rows
from ipplans.overview_statement import overview_statement
from ipplans.region_rows import Counted, RegionRow
from ipplans.region_tree import TreeRow, in_tree
from ipplans.summaries import counted_plans, refresh_years, stored_first_year, stored_rows
from plans.kept_pages import kept_page, kept_part
from plans.models import Plan, Region
from plans.models.plan import PlanQuerySet, Revisions
from plans.models.reach import Reach
from plans.request import Request
from plans.words import printable
from targets import charts
from targets.figures import MISSED
from targets.first_year import FirstYear
from targets.years import asked_year, is_final_view

MAX_ATTENTION = 8  # indicators on the overview; the list has them all
TILES_FROM = 10  # regions; with fewer the table is seen at a glance
MAX_UNFOLDED = 30  # rows; a longer table begins with the regions below folded in
MAX_REGIONS = 120  # of a province with its counties; more are shown by branches

Key = Callable[[RegionRow], Any]
# What the table can be sorted by; without a wish the worst first. "mean" ranks: thinly reported ones after the others.
SORTS: dict[str, Key] = {
    "mean": lambda row: (row.means.is_thin, -_or_least(row.means.assessed)),
    "change": lambda row: _or_most(row.mean_change),
    "reported": lambda row: -_or_least(row.means.reported),
    "uncapped": lambda row: -_or_least(row.means.uncapped),
    "behind": lambda row: (-row.troubled, _or_least(row.means.assessed)),
    "tasks": lambda row: -(row.tasks.delayed + row.tasks.overdue),
    "region": lambda row: row.region.code,
}

FINAL_SORTS: dict[str, Key] = {
    **SORTS,
    "mean": lambda row: (row.final_mean.is_thin, -_or_least(row.final_mean.mean)),
    "behind": lambda row: (-row.in_judgement(*MISSED), _or_least(row.final_mean.mean)),
}


def _or_most(value: Decimal | None) -> Decimal:
    return Decimal(1000) if value is None else value


def _or_least(value: Decimal | None) -> Decimal:
    return Decimal(-1) if value is None else value


@kept_page(lambda request: _place(request).plans)
def overview(request: Request) -> HttpResponse:
    place, today = _place(request), timezone.localdate()
    years, first = _years(place.plans, today), _first_year(place, today)
    asked = _query(request, years, first)
    make = _branches if place.revisions.plans > MAX_REGIONS and not asked.words else _table
    shown = kept_part(("overview", place.key, asked), lambda: make(place, asked, today))
    if "rows" in request.GET and request.htmx:
        return HttpResponse(shown["unfolded"])
    context = {"scope": place.scope, "years": years, "in_work": first.in_work, **asked._asdict()}
    return render(request, "overview.html", context | shown | _all_plans(place))


def _place(request: Request) -> Place:
    """The region that is asked for. Raises Http404 for one that the person may not see."""
    user, slug = request.user, printable(request.GET.get("in", ""))
    scope = get_object_or_404(Region.objects.visible_to(user).select_related("parent"), slug=slug) if slug else None
    plans = Plan.objects.visible_to(user)
    if scope is not None:
        plans = plans.filter(region__in=Region.objects.ids_below([scope.pk]))
    place = Place(scope, plans, user.visible_regions, user.regions_below)
    if (known := getattr(request, "revisions", None)) is not None:
        vars(place)["revisions"] = known
    return place


def _first_year(place: Place, today: dt.date) -> FirstYear:
    key = ("first-year", place.revisions)
    found: FirstYear = kept_part(key, lambda: {"first": stored_first_year(place.plans, today)})["first"]
    return found


@dataclass(frozen=True)
class Place:
    """What a person looks at: a region with all below it, or all that he or she may see."""

    scope: Region | None
    plans: PlanQuerySet
    visible: Reach
    own: Reach

    @cached_property
    def revisions(self) -> Revisions:
        return self.plans.revisions()

    @property
    def within(self) -> str:
        return self.scope.slug if self.scope else ""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells it from any other, and one state of it from another."""
        return self.revisions, self.scope and self.scope.pk, self.visible, self.own


def _years(plans: PlanQuerySet, today: dt.date) -> list[int]:
    """The years of these plans up to this one, the latest first."""
    spans = plans.order_by().values_list("start_year", "end_year").distinct()
    years = {year for first, last in spans for year in range(first, last + 1) if year <= today.year}
    return sorted(years, reverse=True)


class OverviewQuery(NamedTuple):
    """What the address asks of the table."""

    year: int
    words: str
    sort: str
    is_final: bool
    is_flat: bool


def _query(request: Request, years: list[int], first: FirstYear) -> OverviewQuery:
    """What is asked: the year, else the one first shown; 期末 is as of the last year of the switch."""
    asked, sort = asked_year(request), request.GET.get("sort", "")
    is_final = is_final_view(request) or (asked is None and first.is_final)
    year = (years[0] if years else first.year) if is_final else asked or first.year
    return OverviewQuery(
        year,
        printable(request.GET.get("q", "")),
        sort if sort in SORTS else "behind",
        is_final,
        "flat" in request.GET,
    )


def _all_plans(place: Place) -> dict[str, Any]:
    """Whether there is any plan; and the list of them, where it is not as long as a country."""
    if place.revisions.plans > MAX_REGIONS:
        return {"plans": True, "all_plans": []}
    counted = place.plans.select_related("region").defer("source_text").annotate(
        indicator_count=Count("indicators", distinct=True), task_count=Count("tasks", distinct=True)
    )  # fmt: skip
    return {"plans": place.revisions.plans > 0, "all_plans": list(counted)}


def _branches(place: Place, asked: OverviewQuery, today: dt.date) -> dict[str, Any]:
    """A country by its provinces, a province by its cities: the table of branches, written out."""
    refresh_years(place.plans, asked.year, asked.is_final, today)
    branches = _worst_first(branch_rows(_tops(place), place.visible, asked.year, asked.is_final))
    own = place.plans.filter(region=place.scope) if place.scope else place.plans.none()
    rows = stored_rows(own, asked.year, asked.is_final, today)
    context = _context(place, asked, today, [*rows, *branches]) | {"branches": branches, "own_rows": rows}
    return {
        "has_rows": bool(branches or rows),
        "unfolded": _below([*rows, *branches], context),
        "body": render_to_string("_overview_branches.html", context),
    }


def _below(rows: Iterable[Counted], context: dict[str, Any]) -> str:
    """The rows that unfold below a branch, written out."""
    shown = "final" if context["is_final"] else context["year"]
    return render_to_string("_branch_below.html", context | {"below": [(row, row.address(shown)) for row in rows]})


def _tops(place: Place) -> list[Region]:
    """The regions that a country, or the person's part of it, is shown by: those below the one at the top."""
    if place.scope is not None:
        return list(place.scope.children.all())
    visible = Region.objects.filter(place.visible.of("pk"))
    is_top = Q(parent=None) if place.visible.ids is None else Q(parent=None) | ~Q(parent__in=place.visible.ids)
    tops = list(visible.filter(is_top))
    return list(tops[0].children.all()) if len(tops) == 1 else tops


def _worst_first(rows: Iterable[BranchRow]) -> list[BranchRow]:
    """By what needs a look for each plan, so that a large province is not first for its size."""
    return sorted(rows, key=lambda row: (-Decimal(row.troubled) / row.plan_count, row.region.code))


def _context(place: Place, asked: OverviewQuery, today: dt.date, rows: Sequence[Counted]) -> dict[str, Any]:
    """What both kinds of overview say beside their table: the sentence, and what comes first."""
    are_all = place.scope is None and place.visible.ids is None and not asked.words
    found = listed(place.plans, asked.year, asked.is_final, today, are_all=are_all).filter(is_troubled=True)
    attention = _attention(found, asked, today, place.own)
    return {
        **asked._asdict(),
        "scope": place.scope,
        "statement": overview_statement(rows, attention, asked.year, asked.is_final, place.within),
        "attention": attention,
        "attention_count": sum(row.troubled for row in rows),
    }


def _attention(found: Any, asked: OverviewQuery, today: dt.date, own: Reach) -> list[AttentionRow]:
    keys = list(found.values_list("indicator", flat=True)[:MAX_ATTENTION])
    return rows_of(keys, asked.year, today, asked.is_final, own)


def _table(place: Place, asked: OverviewQuery, today: dt.date) -> dict[str, Any]:
    """The table and the chart of regions, written out."""
    plans = place.plans.filter(region__name__alike=asked.words) if asked.words else place.plans
    found = list(counted_plans(plans, asked.year).order_by("region__code").values_list("pk", flat=True))
    plans = Plan.objects.filter(pk__in=found[:MAX_REGIONS])
    rows = stored_rows(plans, asked.year, asked.is_final, today)
    sorts = FINAL_SORTS if asked.is_final else SORTS
    ranked = sorted(rows, key=sorts["mean"])
    placed = _placed(sorted(ranked, key=sorts.get(asked.sort, sorts["mean"])), asked.is_flat)
    context = _context(replace(place, plans=plans), asked, today, rows) | {
        "has_tree": any(one.below for one in placed),
        "tiles": [] if asked.is_final else _tiles(rows),
        "rows": placed,
        "is_folded": len(rows) > MAX_UNFOLDED,
        "more": len(found) - len(rows),
        **({} if asked.words else _without_plan(place, rows)),
        "charts": charts.page_charts({"regions": charts.regions_chart(_means(ranked, asked), asked.is_final)}),
    }
    return {
        "has_rows": bool(rows),
        "unfolded": _below(ranked, context),
        "body": render_to_string("_overview_regions.html", context),
    }


def _means(rows: Iterable[RegionRow], asked: OverviewQuery) -> list[charts.RegionMean]:
    if asked.is_final:
        return [charts.RegionMean(r.region.name, r.final_mean.mean, None, r.final_mean.is_thin) for r in rows]
    return [charts.RegionMean(r.region.name, r.means.assessed, r.mean_change, r.means.is_thin) for r in rows]


def _tiles(rows: list[RegionRow]) -> list[RegionRow]:
    """The regions as tiles in the order of their codes, from ten on."""
    return rows if len(rows) >= TILES_FROM else []


def _placed(rows: list[RegionRow], is_flat: bool) -> list[TreeRow]:
    """The rows as a tree, or as a list that is sorted throughout."""
    return [TreeRow(row, 0, None, 0) for row in rows] if is_flat else in_tree(rows)


def _without_plan(place: Place, rows: Iterable[RegionRow]) -> dict[str, Any]:
    """The regions that could have a plan in force and have none: how many, and the first of them."""
    bearing = (Region.Level.CITY, Region.Level.COUNTY, Region.Level.PARK)
    regions = Region.objects.filter(place.visible.of("pk"), level__in=bearing)
    if place.scope is not None:
        regions = regions.filter(pk__in=Region.objects.ids_below([place.scope.pk]))
    found = regions.exclude(pk__in=[row.region.pk for row in rows])
    return {"without_plan": list(found[:MAX_REGIONS]), "without_count": found.count()}
