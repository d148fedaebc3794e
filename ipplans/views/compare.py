"""Compare: how do regions compare on one indicator?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Listing, Output, export, listing_output
from documents.models import Snapshot
from ipplans.listings.comparison import comparison_listing
from ipplans.ranking import MAX_RANKED, Ranking, ranked_rows
from ipplans.summaries import stored_years
from plans.kept_pages import kept_page
from plans.models import Plan, Region
from plans.models.plan import PlanQuerySet, of_plan
from plans.request import Request
from plans.shown_plans import visible_revisions
from plans.words import printable
from targets import charts
from targets.compare import ComparedGroup, compared_groups
from targets.figures import counting_actuals
from targets.models import Actual, Indicator, PlanIndicator
from targets.models.plan_indicator import PlanIndicatorQuerySet
from targets.provenance import demo_note

MAX_YEARS = 6
PER_PAGE = 20  # regions
BATCH = 200  # regions that are loaded at once for a file
MAX_DRAWN = 8  # regions of a page in a chart


@kept_page(lambda request: visible_revisions(request.user))
def compare(request: Request) -> HttpResponse:
    plans, visible, entries, chosen = _asked(request)
    context: dict[str, object] = {"entries": entries, "chosen": chosen}
    if chosen is not None:
        rows = visible.filter(indicator=chosen)
        is_many = rows[MAX_RANKED : MAX_RANKED + 1].exists()
        context |= _ranked(request, chosen, plans) if is_many else _compared(request, chosen, _loaded(rows))
    return render(request, "targets/compare.html", context)


@export
def compare_export(request: Request, form: Form) -> Output:
    """All rows of the comparison, with their places; of a country too, which the screen shows in pages."""
    plans, visible, _entries, chosen = _asked(request)
    if chosen is None:
        return listing_output(Listing(_("Compare regions"), [_("Region")], [20], [], 0), form)
    rows = visible.filter(indicator=chosen)
    years, groups = _all_groups(request, chosen, plans, rows)
    note = demo_note([Actual.objects.filter(indicator__in=rows.order_by().values("pk"), is_invented=True).exists()])
    return listing_output(comparison_listing(chosen, groups, years, rows.count(), note), form)


def _all_groups(
    request: Request, entry: Indicator, plans: PlanQuerySet, rows: PlanIndicatorQuerySet
) -> tuple[list[int], Iterable[ComparedGroup]]:
    """The chosen years, and all rows in their groups; of many, loaded some at a time."""
    today = timezone.localdate()
    if not rows[MAX_RANKED : MAX_RANKED + 1].exists():
        loaded = _loaded(rows)
        years = _compared_years(request, loaded)[1]
        return years, _groups(loaded, years, today)
    years = _ranked_years(request, plans, today)[1]
    found = ranked_rows(entry, plans, years, today)
    batches = (found.keys[first : first + BATCH] for first in range(0, len(found.keys), BATCH))
    return years, (group for keys in batches for group in _groups_of(keys, years, today, found))


def _asked(request: Request) -> tuple[PlanQuerySet, PlanIndicatorQuerySet, list[Indicator], Indicator | None]:
    """The plans that are compared, their rows, the entries to choose from, and the one that is chosen."""
    plans = _plans(request)
    visible = PlanIndicator.objects.filter(plan__in=plans.order_by().values("pk")).active()
    entries = _entries(visible)
    named = (entry for entry in entries if entry.slug == request.GET.get("indicator"))
    return plans, visible, entries, next(named, next(iter(entries), None))


def _plans(request: Request) -> PlanQuerySet:
    """The plans that the person may see; with `in` those of a region and of the regions below it."""
    plans = Plan.objects.visible_to(request.user)
    tops = (
        Region.objects.visible_to(request.user)
        .filter(slug=printable(request.GET.get("in", "")))
        .values_list("pk", flat=True)
    )
    return plans.filter(region__in=Region.objects.ids_below(list(tops))) if tops else plans


def _entries(rows: PlanIndicatorQuerySet) -> list[Indicator]:
    """The entries of the catalogue that rows of these plans have, the most common first, each with how many."""
    found = rows.exclude(indicator=None).order_by().values_list("indicator")
    counts = dict(found.annotate(Count("plan__region", distinct=True)))
    entries = Indicator.objects.in_bulk(list(counts))
    for pk, entry in entries.items():
        entry.plan_count = counts[pk]  # type: ignore[attr-defined]
    return sorted(entries.values(), key=lambda entry: (-counts[entry.pk], entry.pk))


def _loaded(rows: PlanIndicatorQuerySet) -> list[PlanIndicator]:
    return list(rows.with_series().prefetch_related(of_plan()))


def _compared(request: Request, entry: Indicator, rows: list[PlanIndicator]) -> dict[str, object]:
    all_years, years = _compared_years(request, rows)
    groups = _groups(rows, years, timezone.localdate())
    return {
        "all_years": all_years,
        "years": years,
        "groups": groups,
        "charts": charts.page_charts(
            {str(n): charts.compare_chart(group, years, entry.unit) for n, group in enumerate(groups)}
        ),
    }


def _ranked(request: Request, entry: Indicator, plans: PlanQuerySet) -> dict[str, object]:
    """A page of the regions of a country, with their places among all."""
    today = timezone.localdate()
    all_years, years = _ranked_years(request, plans, today)
    found = ranked_rows(entry, plans, years, today)
    page = Paginator(found.keys, PER_PAGE).get_page(request.GET.get("page", ""))
    groups = _groups_of(list(page.object_list), years, today, found)
    drawn = {str(n): charts.compare_chart(_first_of(group), years, entry.unit) for n, group in enumerate(groups)}
    context = {"all_years": all_years, "years": years, "groups": groups, "page": page}
    return context | {"charts": charts.page_charts(drawn)}


def _groups_of(keys: Sequence[int], years: Sequence[int], today: dt.date, among: Ranking) -> list[ComparedGroup]:
    """These rows (ids) of many, with their places among all."""
    return _groups(_loaded(PlanIndicator.objects.filter(pk__in=list(keys))), years, today, among)


def _groups(
    rows: list[PlanIndicator], years: Sequence[int], today: dt.date, among: Ranking | None = None
) -> list[ComparedGroup]:
    signed = Snapshot.objects.signed_years(row.plan for row in rows)
    return compared_groups(rows, years, today, signed, among.rankings if among else None)


def _compared_years(request: Request, rows: list[PlanIndicator]) -> tuple[list[int], list[int]]:
    """The years to choose from, and those that are chosen."""
    all_years = sorted({year for row in rows for year in row.plan.years})
    return all_years, _asked_years(request, all_years) or _reported_years(rows) or all_years[:3]


def _ranked_years(request: Request, plans: PlanQuerySet, today: dt.date) -> tuple[list[int], list[int]]:
    """The same of a whole country."""
    all_years, reported = stored_years(plans, today)
    return all_years, _asked_years(request, all_years) or reported[-3:] or all_years[:3]


def _first_of(group: ComparedGroup) -> ComparedGroup:
    """As many of a page's regions as a chart has room for."""
    return replace(group, rows=group.rows[:MAX_DRAWN])


def _asked_years(request: Request, years: list[int]) -> list[int]:
    asked = set(request.GET.getlist("year"))
    return [year for year in years if str(year) in asked][-MAX_YEARS:]


def _reported_years(rows: list[PlanIndicator]) -> list[int]:
    """The latest three years in which a value of any region is approved."""
    approved = {year for row in rows for year in counting_actuals(row)}
    return sorted(approved)[-3:]
