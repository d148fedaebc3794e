"""All indicators of the regions a person may see, narrowed by state, by judgement, by region; the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.workbooks.sheet import table_workbook
from ipplans.attention import AttentionRow, Listed, listed, own_regions, rows_of
from ipplans.page_cache import cached_part
from ipplans.region_rows import region_rows
from plans.downloads import download
from plans.lights import Light
from plans.models import Plan
from plans.request import Request
from plans.words import folded
from targets.choices import Judgement, State
from targets.first_year import first_year
from targets.numbers import rate_text
from targets.provenance import data_notice
from targets.years import asked_year, is_final_view

PAGE = 100  # rows
ASKED = ("state", "judgement", "light", "look", "region", "change", "q")  # what narrows the list
PART = 500  # rows of which a workbook computes the figures at once


def indicator_list(request: Request) -> HttpResponse:
    """The list; what the sentences of other pages count leads here."""
    found = _found(request)
    page = Paginator(found["rows"], PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page.object_list), found["year"], timezone.localdate(), found["is_final"], found["own"])
    context = {**found, "page": page, "rows": rows, "count": len(found["rows"])}
    context |= {"states": State, "judgements": Judgement, "lights": Light}
    return render(request, "indicator_list.html", context)


def indicator_workbook(request: Request) -> HttpResponse:
    """The same rows as a workbook, all pages."""
    found = _found(request)
    heads = [_("Region"), _("No."), _("Indicator"), _("unit"), _("Target"), _("Actual"), _("Rate"),
             _("change on the year before"), _("state"), _("Ahead of schedule"), _("Judgement of the goal"),
             _("Light"), _("rule of the light"), _("Reporter"), _("cause"), _("measure taken"),
             _("done by")]  # fmt: skip
    parts = (found["rows"][start : start + PART] for start in range(0, len(found["rows"]), PART))
    rows = (rows_of(part, found["year"], timezone.localdate(), found["is_final"], found["own"]) for part in parts)
    shown = [row for part in rows for row in part]
    notice = data_notice(row.figures.now.actual for row in shown if row.figures.now.actual)
    cells = [_cells(row) for row in shown]
    title = f"{found['year']} {_('Indicators')}"
    widths = [12, 6, 30, 8, 12, 12, 10, 12, 10, 10, 14, 8, 30, 18, 30, 30, 12]
    content = table_workbook(_("Indicators"), title, notice.words if notice else "", heads, cells, widths)
    return download(request, content, f"{title}.xlsx")


def _cells(row: AttentionRow) -> list[Any]:
    one, now = row.figures, row.figures.now
    light = [str(row.light.light.label), row.light.words] if row.light else ["", ""]
    judged = f"{row.judgement.word} {row.judgement.note}".strip() if row.judgement else ""
    return [row.region.name, one.indicator.seq, one.indicator.name, one.indicator.unit, now.benchmark.value,
            now.value, rate_text(now.rate), row.change, str(now.state.label), one.variance_text, judged, *light,
            row.why.agency, row.why.cause, row.why.remedy, row.why.remedy_by]  # fmt: skip


def _found(request: Request) -> dict[str, Any]:
    """The year, what narrows the list, and the rows that are left."""
    today = timezone.localdate()
    plans = list(Plan.objects.visible_to(request.user).select_related("region").defer("source_text"))
    is_final = is_final_view(request)
    years = sorted({year for plan in plans for year in plan.years if year <= today.year}, reverse=True)
    year = (years or [today.year])[0] if is_final else asked_year(request) or first_year(plans, today).year
    key = ("attention", year, is_final, tuple(plan.pk for plan in plans))
    rows = cached_part(request, key, lambda: {"rows": listed(region_rows(plans, year, today, is_final=is_final))})[
        "rows"
    ]
    asked = {name: request.GET.get(name, "").strip() for name in ASKED}
    in_list = {row.region for row in rows}
    return {
        "rows": [row for row in rows if all(test(row) for test in _tests(asked))],
        "own": own_regions(request.user, {plan.region for plan in plans}),
        "year": year,
        "years": years,
        "is_final": is_final,
        "asked": asked,
        "regions": {plan.region.slug: plan.region.name for plan in plans if plan.region.slug in in_list},
    }


def _tests(asked: dict[str, str]) -> Iterable[Callable[[Listed], bool]]:
    """What a row must be, for each filter that is set."""
    if asked["state"]:
        states = asked["state"].split(",")
        yield lambda row: row.state in states
    if asked["judgement"]:
        judgements = asked["judgement"].split(",")
        yield lambda row: row.judgement in judgements
    if asked["light"]:
        yield lambda row: row.light == asked["light"]
    if asked["look"]:
        yield lambda row: row.is_troubled
    if asked["region"]:
        yield lambda row: row.region == asked["region"]
    if asked["change"] == "worse":
        yield lambda row: row.is_worse
    if asked["q"]:
        words = folded(asked["q"])
        yield lambda row: words in row.words
