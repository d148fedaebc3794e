"""The overview: which regions are behind? Of a country its provinces, which unfold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Output, export, listing_output
from ipplans.attention import AttentionRow, listed, rows_of
from ipplans.branches import BranchRow, branch_rows
from ipplans.listings.regions import regions_listing
from ipplans.overview_statement import overview_statement
from ipplans.overview_table import OverviewQuery, Place, first_year_of, in_order, place_of, query_of, years_of
from ipplans.region_rows import Counted, RegionRow
from ipplans.summaries import counted_plans, refresh_years, stored_rows
from plans.kept_pages import kept_page, kept_part
from plans.models import Plan, Region
from plans.models.reach import Reach
from plans.request import Request
from targets import charts
from targets.models import Actual
from targets.provenance import demo_note

MAX_ATTENTION = 8  # indicators on the overview; the list has them all
TILES_FROM = 10  # regions; with fewer the table is seen at a glance
MAX_UNFOLDED = 30  # rows; a longer table begins with the regions below folded in
MAX_REGIONS = 120  # of a province with its counties; more are shown by branches


@kept_page(lambda request: place_of(request).revisions)
def overview(request: Request) -> HttpResponse:
    place, today = place_of(request), timezone.localdate()
    years, first = years_of(place.plans, today), first_year_of(place, today)
    asked = query_of(request, years, first)
    make = _branches if place.revisions.plans > MAX_REGIONS and not asked.words else _table
    shown = kept_part(("overview", place.key, asked), lambda: make(place, asked, today))
    if "rows" in request.GET and request.htmx:
        return HttpResponse(shown["unfolded"])
    context = {"scope": place.scope, "years": years, "in_work": first.in_work, **asked._asdict()}
    return render(request, "overview.html", context | shown | _all_plans(place))


@export
def overview_export(request: Request, form: Form) -> Output:
    """All regions of the place, sorted as the table is; those of a country too, which it shows by provinces."""
    place, today = place_of(request), timezone.localdate()
    asked = query_of(request, years_of(place.plans, today), first_year_of(place, today))
    plans = place.plans.filter(region__name__alike=asked.words) if asked.words else place.plans
    rows = [placed.row for placed in in_order(stored_rows(plans, asked.year, asked.is_final, today), asked)[1]]
    invented = Actual.objects.filter(indicator__plan__in=plans.order_by().values("pk"), is_invented=True)
    title = " ".join([_("final") if asked.is_final else str(asked.year), _("Regions")])
    return listing_output(regions_listing(rows, title, asked.is_final, demo_note([invented.exists()])), form)


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
    ranked, placed = in_order(rows, asked)
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


def _without_plan(place: Place, rows: Iterable[RegionRow]) -> dict[str, Any]:
    """The regions that could have a plan in force and have none: how many, and the first of them."""
    bearing = (Region.Level.CITY, Region.Level.COUNTY, Region.Level.PARK)
    regions = Region.objects.filter(place.visible.of("pk"), level__in=bearing)
    if place.scope is not None:
        regions = regions.filter(pk__in=Region.objects.ids_below([place.scope.pk]))
    found = regions.exclude(pk__in=[row.region.pk for row in rows])
    return {"without_plan": list(found[:MAX_REGIONS]), "without_count": found.count()}
