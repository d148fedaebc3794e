"""The cockpit: a screen on the wall that turns through regions. Approved values only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from ipplans.attention import list_address
from ipplans.region_rows import RegionFigures, region_rows
from ipplans.summaries import stored_first_year, stored_rows
from plans.kept_pages import kept_page
from plans.models import Plan, Region
from plans.models.plan import PlanQuerySet
from plans.request import Request
from targets.choices import JUDGEMENT_SHAPES
from targets.figures import IndicatorFigures
from targets.first_year import first_year
from targets.progress import Tally
from targets.provenance import data_notice
from targets.statements import plain, region_statement
from targets.years import asked_year, is_final_view

MAX_SLIDES = 40  # regions; a wall that turns through more shows none of them again within the hour
FULL = Decimal(120)  # %: where a drawn bar is cut off


@dataclass(frozen=True)
class Slide:
    """One region as the wall shows it."""

    row: RegionFigures
    bars: list[Bar]
    statement: str


@dataclass(frozen=True)
class Bar:
    """One indicator; `length` is its rate as it is drawn, from 0 to `FULL`."""

    figures: IndicatorFigures
    length: str

    @property
    def judgement_shape(self) -> str:
        """The symbol of the goal's judgement; "" without one."""
        return JUDGEMENT_SHAPES[self.figures.judgement] if self.figures.judgement else ""


def cockpit(request: Request, slug: str) -> HttpResponse:
    """The dark page; the script asks for its slides again and again."""
    return render(request, "cockpit.html", _context(request, slug))


@kept_page(lambda request, slug: _plans_below(request, slug).revisions())
def cockpit_slides(request: Request, slug: str) -> HttpResponse:
    """The slides alone: the region, then those below it that have a plan in force."""
    return render(request, "_cockpit_slides.html", _context(request, slug))


def _plans_below(request: Request, slug: str) -> PlanQuerySet:
    """The plans of the region and of those below it that the person may see."""
    ids = Region.objects.ids_below(Region.objects.filter(slug=slug).values_list("pk", flat=True))
    return Plan.objects.visible_to(request.user).filter(region__in=ids)


def _context(request: Request, slug: str) -> dict[str, object]:
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    asked = request.GET.get("year", "")
    source = reverse("cockpit_slides", args=[slug]) + (f"?{urlencode({'year': asked})}" if asked else "")
    return {**cockpit_context(request, region, Plan.objects.visible_to(request.user)), "source": source}


def cockpit_context(request: Request, region: Region, shown_plans: PlanQuerySet) -> dict[str, object]:
    """Return the slides of a region and of those below it, of these plans; of many those that need a look most.

    Without a year in the address it is the one first shown: the picture follows it from year to year.
    """
    below = shown_plans.filter(region__in=Region.objects.ids_below({region.pk})).defer("source_text")
    today, asked = timezone.localdate(), asked_year(request)
    count = below.count()
    first = stored_first_year(below, today) if count > MAX_SLIDES else first_year(below, today)
    is_final = is_final_view(request) or (asked is None and first.is_final)
    year = _latest(below, today) if is_final else asked or first.year
    plans = _worst(below, year, is_final, today) if count > MAX_SLIDES else below
    rows = region_rows(plans, year, today, is_final=is_final)
    slides = [_slide(row, year, is_final) for row in rows]
    shown = [actual for row in rows for figures in row.figures.rows for actual in figures.actuals.values()]
    context = {"year": year, "is_final": is_final, "in_work": first.in_work, "data_notice": data_notice(shown)}
    left_out = {"of_plans": count} if count > MAX_SLIDES else {}
    return {"region": region, "slides": slides, "full": FULL, **context, **left_out}


def _latest(plans: PlanQuerySet, today: dt.date) -> int:
    """The latest year of these plans that has begun."""
    spans = plans.order_by().values_list("start_year", "end_year").distinct()
    return max((y for first, last in spans for y in range(first, last + 1) if y <= today.year), default=today.year)


def _worst(plans: PlanQuerySet, year: int, is_final: bool, today: dt.date) -> PlanQuerySet:
    """The plans with the most indicators that need a look, as many as a wall turns through."""
    rows = stored_rows(plans, year, is_final, today)
    worst = sorted(rows, key=lambda row: (-row.troubled, row.region.code))[:MAX_SLIDES]
    return Plan.objects.filter(pk__in=[row.plan.pk for row in worst])


def _slide(row: RegionFigures, year: int, is_final: bool) -> Slide:
    said = region_statement(
        row.figures, is_final, list_address(year, is_final, row.region.slug), None, row.indicator_lights
    )
    return Slide(row, [_bar(figures, is_final) for figures in row.figures.worst_first], plain(said))


def _bar(figures: IndicatorFigures, is_final: bool) -> Bar:
    """The rate of the year, or of the goal; of what counts every year the years met."""
    rate = figures.goal_rate if is_final else figures.now.rate
    if isinstance(rate, Tally):
        return Bar(figures, f"{Decimal(100 * rate.met) / rate.due:.1f}" if rate.due else "0")
    percent = rate.percent if rate else None
    if percent is None:
        return Bar(figures, "100" if rate and rate.is_met else "0")
    return Bar(figures, f"{min(max(percent, Decimal(0)), FULL):.1f}")
