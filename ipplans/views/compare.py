"""Compare: how do regions compare on one indicator?"""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from documents.models import Snapshot
from ipplans.ranking import MAX_RANKED, ranked_page
from ipplans.summaries import stored_years
from plans.kept_pages import kept_page
from plans.models import Plan, Region
from plans.models.plan import PlanQuerySet, of_plan
from plans.request import Request
from plans.words import printable
from targets import charts
from targets.compare import ComparedGroup, compared_groups
from targets.figures import counting_actuals
from targets.models import Indicator, PlanIndicator
from targets.models.plan_indicator import PlanIndicatorQuerySet

MAX_YEARS = 6
MAX_DRAWN = 8  # regions of a page in a chart


@kept_page(lambda request: Plan.objects.visible_to(request.user))
def compare(request: Request) -> HttpResponse:
    plans = _plans(request)
    visible = PlanIndicator.objects.filter(plan__in=plans.order_by().values("pk")).active()
    entries = _entries(visible)
    chosen = next((entry for entry in entries if entry.slug == request.GET.get("indicator")), next(iter(entries), None))
    context: dict[str, object] = {"entries": entries, "chosen": chosen}
    if chosen is not None:
        rows = visible.filter(indicator=chosen)
        is_many = rows[MAX_RANKED : MAX_RANKED + 1].exists()
        context |= _ranked(request, chosen, plans) if is_many else _compared(request, chosen, _loaded(rows))
    return render(request, "targets/compare.html", context)


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
    counts = dict(
        PlanIndicator.objects.filter(pk__in=rows.values("pk"))
        .exclude(indicator=None).order_by().values_list("indicator").annotate(Count("plan__region", distinct=True))
    )  # fmt: skip
    entries = Indicator.objects.in_bulk(list(counts))
    for pk, entry in entries.items():
        entry.plan_count = counts[pk]  # type: ignore[attr-defined]
    return sorted(entries.values(), key=lambda entry: (-counts[entry.pk], entry.pk))


def _loaded(rows: PlanIndicatorQuerySet) -> list[PlanIndicator]:
    return list(rows.with_series().prefetch_related(of_plan()))


def _compared(request: Request, entry: Indicator, rows: list[PlanIndicator]) -> dict[str, object]:
    all_years = sorted({year for row in rows for year in row.plan.years})
    years = _asked_years(request, all_years) or _reported_years(rows) or all_years[:3]
    signed = Snapshot.objects.signed_years(row.plan for row in rows)
    groups = compared_groups(rows, years, timezone.localdate(), signed)
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
    all_years, reported = stored_years(plans, today)
    years = _asked_years(request, all_years) or reported[-3:] or all_years[:3]
    found = ranked_page(entry, plans, years, request.GET.get("page", ""), today)
    rows = _loaded(PlanIndicator.objects.filter(pk__in=list(found.page.object_list)))
    signed = Snapshot.objects.signed_years(row.plan for row in rows)
    groups = compared_groups(rows, years, today, signed, found.rankings)
    drawn = {str(n): charts.compare_chart(_first_of(group), years, entry.unit) for n, group in enumerate(groups)}
    context = {"all_years": all_years, "years": years, "groups": groups, "page": found.page}
    return context | {"charts": charts.page_charts(drawn)}


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
