"""What the overview shows: the person's place, what is asked of its table, and its regions in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.shortcuts import get_object_or_404

from ipplans.region_rows import RegionRow
from ipplans.region_tree import TreeRow, in_tree
from ipplans.summaries import stored_first_year
from plans.kept_pages import kept_part
from plans.models import Plan, Region
from plans.models.plan import PlanQuerySet, Revisions
from plans.models.reach import Reach
from plans.request import Request
from plans.words import printable
from targets.figures import MISSED
from targets.first_year import FirstYear
from targets.years import asked_year, is_final_view

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


def years_of(plans: PlanQuerySet, today: dt.date) -> list[int]:
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


def query_of(request: Request, years: list[int], first: FirstYear) -> OverviewQuery:
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


def place_of(request: Request) -> Place:
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


def first_year_of(place: Place, today: dt.date) -> FirstYear:
    key = ("first-year", place.revisions)
    found: FirstYear = kept_part(key, lambda: {"first": stored_first_year(place.plans, today)})["first"]
    return found


def in_order(rows: Iterable[RegionRow], asked: OverviewQuery) -> tuple[list[RegionRow], list[TreeRow]]:
    """Return the rows as they rank, and as they stand in the table: as a tree, or as a list sorted throughout."""
    sorts = FINAL_SORTS if asked.is_final else SORTS
    ranked = sorted(rows, key=sorts["mean"])
    shown = sorted(ranked, key=sorts.get(asked.sort, sorts["mean"]))
    return ranked, [TreeRow(row, 0, None, 0) for row in shown] if asked.is_flat else in_tree(shown)
