"""One indicator against its goal: what adds up over the years as cumulated bars, all else as its years."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate

from django.utils.translation import gettext as _

from targets.charts.indicator import HALF, MARGIN, line_across, small_chart
from targets.charts.look import Chart, plain
from targets.charts.palette import colour
from targets.choices import Accumulation
from targets.figures import IndicatorFigures
from targets.numbers import computed_text, number_text

BAR = colour("no-target-bar")


def goal_chart(figures: IndicatorFigures, height: int = 162) -> Chart:
    """Return how far a goal is reached: of a sum, the amounts reported up to each year against what was due by it."""
    if figures.series.accumulation != Accumulation.SUM or figures.series.goal is None:
        return small_chart(figures)
    first, last, amounts = figures.series.first_year, figures.series.last_year, cumulated(figures)
    layout = {
        "height": height,
        "margin": MARGIN,
        "xaxis": {
            "range": [f"{first - Decimal('0.5')}", f"{last + Decimal('0.5')}"],
            "tickvals": list(figures.series.years),
            "ticktext": [f"{year}<br>{number_text(amounts.get(year))}" for year in figures.series.years],
        },
        "yaxis": {"visible": False, "rangemode": "tozero"},
        "shapes": [line_across(figures.series.goal)],
    }
    return {"data": [_cumulated_bars(figures), _due_steps(figures, figures.series.goal)], "layout": layout}


def cumulated(figures: IndicatorFigures) -> dict[int, Decimal]:
    """Return what was reported up to each reported year, in the plan's unit."""
    settled = figures.series.settled(figures.year)
    return dict(zip(settled, accumulate(settled.values()), strict=True))


def _cumulated_bars(figures: IndicatorFigures) -> Chart:
    amounts = cumulated(figures)
    return {
        "type": "bar",
        "name": _("Up to the year"),
        "width": float(2 * HALF),
        "x": list(amounts),
        "y": [plain(amount) for amount in amounts.values()],
        "text": [number_text(amount) for amount in amounts.values()],
        "textposition": "none",
        "hoverinfo": "x+name+text",
        "marker": {"color": BAR},
    }


def _due_steps(figures: IndicatorFigures, goal: Decimal) -> Chart:
    """What was due by the end of each year, as a step over it."""
    x: list[str] = []
    y: list[str | None] = []
    texts: list[str] = []
    for year in figures.series.years:
        share = figures.expected_progress_by(year)
        due = None if share is None else share * goal / 100
        x += [f"{year - Decimal('0.5')}", f"{year + Decimal('0.5')}"]
        y += [None if due is None else plain(due)] * 2
        texts += [computed_text(due)] * 2
    hover = {"text": texts, "hoverinfo": "name+text"}
    return {"type": "scatter", "mode": "lines", "name": _("Due by then"), "x": x, "y": y, **hover}
