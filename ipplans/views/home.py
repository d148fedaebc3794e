"""The overview: which regions are behind? Of a country its provinces, which unfold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
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
from plans.models.plan import PlanQuerySet
from plans.models.reach import Reach
from plans.request import Request
from plans.templatetags.rows import rows
from targets import charts
from targets.models import Actual, PlanIndicator
from targets.provenance import demo_note
from tasks.models import Task

MAX_ATTENTION = 8  # indicators on the overview; the list has them all
TILES_FROM = 10  # regions; with fewer the table is seen at a glance
MAX_UNFOLDED = 30  # rows; a longer table begins with the regions below folded in
MAX_REGIONS = 120  # of a province with its counties; more are shown by branches


@kept_page(lambda request: place_of(request).revisions)
def overview(request: Request) -> HttpResponse:
    place, today = place_of(request), timezone.localdate()
    years, first = years_of(place.plans, today), first_year_of(place, today)
    asked = query_of(request, years, first)
    is_branched = place.revisions.plans > MAX_REGIONS and not asked.words
    if "rows" in request.GET and request.htmx:
        count = _counted_branches if is_branched else _counted_regions
        below = kept_part(("below", place.key, asked), lambda: {"rows": _below(count(place, asked, today), asked)})
        return HttpResponse(below["rows"])
    make = _branches if is_branched else _table
    shown = kept_part(("overview", place.key, asked), lambda: make(place, asked, today))
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
    counts = {"indicator_count": _count_of(PlanIndicator), "task_count": _count_of(Task)}
    plans = place.plans.select_related("region").defer("source_text").annotate(**counts)
    return {"plans": place.revisions.plans > 0, "all_plans": list(plans)}


def _count_of(model: type[PlanIndicator | Task]) -> Coalesce:
    """How many rows of a plan there are."""
    of_plan = model._default_manager.filter(plan=OuterRef("pk")).order_by().values("plan")
    return Coalesce(Subquery(of_plan.annotate(n=Count("pk")).values("n")), 0)


def _branches(place: Place, asked: OverviewQuery, today: dt.date) -> dict[str, Any]:
    """A country by its provinces, a province by its cities: the table of branches, written out."""
    counted = _counted_branches(place, asked, today)
    branches = [row for row in counted if isinstance(row, BranchRow)]
    own = [row for row in counted if not isinstance(row, BranchRow)]
    context = _context(place, asked, today, counted) | {"branches": branches, "own_rows": own}
    return {"has_rows": bool(counted), "body": render_to_string("_overview_branches.html", context)}


def _counted_branches(place: Place, asked: OverviewQuery, today: dt.date) -> list[Counted]:
    """The place's own plan, if it has one, and its branches, the worst first."""
    refresh_years(place.plans, asked.year, asked.is_final, today)
    branches = _worst_first(branch_rows(_tops(place), place.visible, asked.year, asked.is_final))
    own = place.plans.filter(region=place.scope) if place.scope else place.plans.none()
    return [*stored_rows(own, asked.year, asked.is_final, today), *branches]


def _counted_regions(place: Place, asked: OverviewQuery, today: dt.date) -> list[RegionRow]:
    """The regions of the place in the order in which the table has them."""
    return in_order(stored_rows(_found(place, asked)[1], asked.year, asked.is_final, today), asked)[0]


def _below(counted: Iterable[Counted], asked: OverviewQuery) -> str:
    """The rows that unfold below a branch, written out."""
    shown = "final" if asked.is_final else asked.year
    return rows("branches", rows=counted, shown=shown, is_final=asked.is_final, is_unfolding=False, depth=1)


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
    found = listed(place.plans, asked.year, asked.is_final, are_all=are_all).filter(is_troubled=True)
    attention = _attention(found, asked, today, place.own)
    return {
        **asked._asdict(),
        "shown": "final" if asked.is_final else asked.year,
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
    found, plans = _found(place, asked)
    regions = stored_rows(plans, asked.year, asked.is_final, today)
    ranked, placed = in_order(regions, asked)
    context = _context(replace(place, plans=plans), asked, today, regions) | {
        "has_tree": any(one.below for one in placed),
        "tiles": [] if asked.is_final else _tiles(regions),
        "rows": placed,
        "is_folded": len(regions) > MAX_UNFOLDED,
        "more": found - len(regions),
        **({} if asked.words else _without_plan(place, regions)),
        "charts": charts.page_charts({"regions": charts.regions_chart(_means(ranked, asked), asked.is_final)}),
    }
    return {"has_rows": bool(regions), "body": render_to_string("_overview_regions.html", context)}


def _found(place: Place, asked: OverviewQuery) -> tuple[int, PlanQuerySet]:
    """How many plans of the place are in force, as the search narrows them, and those that a table has room for."""
    plans = place.plans.filter(region__name__alike=asked.words) if asked.words else place.plans
    found = list(counted_plans(plans, asked.year).order_by("region__code").values_list("pk", flat=True))
    return len(found), Plan.objects.filter(pk__in=found[:MAX_REGIONS])


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
