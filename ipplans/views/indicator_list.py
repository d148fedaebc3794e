"""All indicators of the regions a person may see, narrowed by state, by judgement, by region; the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Listing, Output, export, listing_output
from ipplans.attention import AttentionRow, listed, rows_of
from ipplans.models import IndicatorSummary
from ipplans.summaries import refresh_years, stored_first_year
from plans.kept_pages import kept_page
from plans.lights import Light
from plans.models import Plan, Region
from plans.request import Request
from plans.shown_plans import visible_revisions
from plans.words import printable
from targets.choices import Judgement, State
from targets.models import Actual
from targets.numbers import rate_text
from targets.provenance import demo_note
from targets.years import asked_year, is_final_view

PAGE = 100  # rows
ASKED = ("state", "judgement", "light", "look", "region", "in", "change", "q")  # what narrows the list
PART = 500  # rows of which a workbook computes the figures at once
MAX_CHOICES = 60  # regions; of more, one is looked for by its name


@kept_page(lambda request: visible_revisions(request.user))
def indicator_list(request: Request) -> HttpResponse:
    """The list; what the sentences of other pages count leads here."""
    found = _found(request)
    page = Paginator(found["rows"], PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page.object_list), found["year"], timezone.localdate(), found["is_final"], _own(request))
    context = {**found, "page": page, "rows": rows, "count": page.paginator.count}
    context |= {"states": State, "judgements": Judgement, "lights": Light}
    return render(request, "indicator_list.html", context)


@export
def indicator_export(request: Request, form: Form) -> Output:
    """The same rows, all pages; the figures of some at a time."""
    found = _found(request)
    heads = [_("Region"), _("No."), _("Indicator"), _("unit"), _("Target"), _("Actual"), _("Rate"),
             _("change on the year before"), _("state"), _("Ahead of schedule"), _("Judgement of the goal"),
             _("Light"), _("rule of the light"), _("Reporter"), _("cause"), _("measure taken"),
             _("done by")]  # fmt: skip
    keys = list(found["rows"])
    parts = (keys[start : start + PART] for start in range(0, len(keys), PART))
    rows = (rows_of(part, found["year"], timezone.localdate(), found["is_final"], _own(request)) for part in parts)
    cells = (_cells(row) for part in rows for row in part)
    invented = Actual.objects.filter(is_invented=True, year=found["year"], indicator__in=found["rows"].order_by())
    title, note = f"{found['year']} {_('Indicators')}", demo_note([invented.exists()])
    widths = [12, 6, 30, 8, 12, 12, 10, 12, 10, 10, 14, 8, 30, 18, 30, 30, 12]
    return listing_output(Listing(title, heads, widths, cells, len(keys), note), form)


def _cells(row: AttentionRow) -> list[Any]:
    one, now = row.figures, row.figures.now
    light = [str(row.light.light.label), row.light.words] if row.light else ["", ""]
    judged = f"{row.judgement.word} {row.judgement.note}".strip() if row.judgement else ""
    return [row.region.name, one.indicator.seq, one.indicator.name, one.indicator.unit, now.benchmark.value,
            now.value, rate_text(now.rate), row.change, str(now.state.label), one.variance_text, judged, *light,
            row.why.agency, row.why.cause, row.why.remedy, row.why.remedy_by]  # fmt: skip


def _own(request: Request) -> Any:
    return request.user.regions_below


def _found(request: Request) -> dict[str, Any]:
    """The year, what narrows the list, and the ids of the rows that are left, not loaded yet."""
    today, is_final = timezone.localdate(), is_final_view(request)
    plans = Plan.objects.visible_to(request.user)
    spans = plans.order_by().values_list("start_year", "end_year").distinct()
    years = sorted({y for first, last in spans for y in range(first, last + 1) if y <= today.year}, reverse=True)
    year = (years or [today.year])[0] if is_final else asked_year(request) or stored_first_year(plans, today).year
    asked = {name: printable(request.GET.get(name, "")) for name in ASKED}
    refresh_years(plans, year, is_final, today)
    rows = _narrowed(listed(plans, year, is_final, are_all=request.user.visible_regions.ids is None), asked)
    regions = Region.objects.filter(plans__in=plans.order_by().values("pk")).distinct()[: MAX_CHOICES + 1]
    names = {region.slug: region.name for region in regions}
    return {
        "rows": rows.values_list("indicator", flat=True),
        "year": year,
        "years": years,
        "is_final": is_final,
        "asked": asked,
        "regions": names if len(names) <= MAX_CHOICES else {},
        "chosen_region": Region.objects.filter(slug=asked["region"] or asked["in"]).first(),
    }


def _narrowed(rows: QuerySet[IndicatorSummary], asked: dict[str, str]) -> QuerySet[IndicatorSummary]:
    for condition in _conditions(asked):
        rows = rows.filter(condition)
    return rows


def _conditions(asked: dict[str, str]) -> Iterator[Q]:
    """What a row must be, for each filter that is set."""
    for name in ("state", "judgement"):
        if asked[name]:
            yield Q(**{f"{name}__in": asked[name].split(",")})
    if asked["light"]:
        yield Q(light=asked["light"])
    if asked["look"]:
        yield Q(is_troubled=True)
    if asked["region"]:
        yield Q(indicator__plan__region__slug=asked["region"])
    if asked["in"]:
        tops = Region.objects.filter(slug=asked["in"]).values_list("pk", flat=True)
        yield Q(indicator__plan__region__in=Region.objects.ids_below(list(tops)))
    if asked["change"] == "worse":
        yield Q(is_worse=True)
    if asked["q"]:
        yield Q(indicator__name__alike=asked["q"]) | Q(indicator__plan__region__name__alike=asked["q"])
