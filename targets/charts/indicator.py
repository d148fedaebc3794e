"""One indicator over its years: actuals as bars, targets as steps across them, the goal as a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from plans.models import Phase
from targets.charts.look import INK_SOFT, Chart, plain, unit_name
from targets.charts.palette import colour
from targets.choices import STATE_SHAPES, Accumulation, State
from targets.figures import IndicatorFigures
from targets.numbers import benchmark_note, benchmark_text, computed_text, number_text, rate_text
from targets.year_figures import YearFigures

BARS = {
    State.MET: colour("met"),
    State.NEAR: colour("near"),
    State.BEHIND: colour("behind"),
    State.UNREPORTED: colour("unreported"),
    State.OVERDUE: colour("overdue"),
    State.NO_TARGET: colour("no-target-bar"),
    State.NOT_APPLICABLE: colour("no-target-bar"),
}
PHASE_TINTS = (colour("phase-odd"), colour("phase-even"))
MISSING_LINE = {"color": colour("missing-line"), "dash": "dot"}
GOAL_LINE = {"color": colour("goal"), "width": 1, "dash": "dash"}
FORECAST_LINE = {"dash": "dash", "color": colour("forecast")}
HALF = Decimal("0.36")  # of a bar's width, in years
MARGIN = {"l": 6, "r": 6, "t": 12, "b": 46}  # px; three lines below the axis


def indicator_chart(figures: IndicatorFigures) -> Chart:
    """Return target against actual over the plan's years, with goal and trend, for the indicator page."""
    chart = _years_chart(figures, height=340)
    chart["data"] = [_bars_in_legend(), *chart["data"], *_goal_trace(figures), *_trend_line(figures)]
    chart["layout"] |= {
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.2},
        "margin": {"l": 64, "r": 16, "t": 26, "b": 54},
    }
    chart["layout"]["yaxis"] |= {"visible": True, "tickformat": ","}
    chart["layout"]["annotations"] += [*_phase_names(figures), unit_name(figures.indicator.unit)]
    return chart


def small_chart(figures: IndicatorFigures) -> Chart:
    """Return the same without legend, axis and trend, for the many small charts of a region."""
    return _years_chart(figures, height=162)


def chart_words(figures: IndicatorFigures) -> str:
    """Return what a chart of an indicator shows, in words, for those who do not see it."""
    reported = _("%(year)s: target %(target)s, actual %(actual)s, %(rate)s")
    silent = _("%(year)s: target %(target)s, %(state)s")
    return _("; ").join((silent if cell.value is None else reported) % _cell_words(cell) for cell in figures.cells)


def _cell_words(cell: YearFigures) -> dict[str, object]:
    note = benchmark_note(cell.benchmark)
    return {
        "year": cell.year,
        "target": benchmark_text(cell.benchmark) + (f"({note})" if note else ""),
        "actual": number_text(cell.value),
        "rate": rate_text(cell.rate),
        "state": cell.state.label,
    }


def _years_chart(figures: IndicatorFigures, height: int) -> Chart:
    cells, first, last = figures.cells, figures.series.first_year, figures.series.last_year
    layout = {
        "height": height,
        "margin": MARGIN,
        "xaxis": {
            "range": [f"{first - Decimal('0.5')}", f"{last + Decimal('0.5')}"],
            "tickvals": [cell.year for cell in cells],
            "ticktext": [_words_below(cell) for cell in cells],
        },
        "yaxis": {"visible": False, "range": _range(figures)},
        "shapes": [*_phase_bands(figures), *_empty_bars(cells), *_goal_line(figures)],
        "annotations": [],
    }
    return {"data": [_actual_bars(figures), _target_steps(cells)], "layout": layout}


def _words_below(cell: YearFigures) -> str:
    """The year, its value or why there is none, and its state: below the axis, where no line strikes them through."""
    value = cell.silence if _is_empty(cell) else number_text(cell.value)
    return f"{cell.year}<br>{value}<br>{STATE_SHAPES[cell.state]}"


def _bars_in_legend() -> Chart:
    """The bars as the legend names them: in no year's colour."""
    bar = {"type": "bar", "name": _("Actual"), "x": [None], "y": [None], "hoverinfo": "skip"}
    return bar | {"marker": {"color": BARS[State.NO_TARGET]}}


def _range(figures: IndicatorFigures) -> list[str]:
    """From the lowest value, or 0, to a little above the highest; a bar far above what is asked for is cut off."""
    asked = [cell.benchmark.value for cell in figures.cells if cell.benchmark.value is not None]
    values = [cell.value for cell in figures.cells if cell.value is not None]
    goal = [] if figures.series.goal is None or not _goal_line(figures) else [figures.series.goal]
    most = max(map(abs, asked + goal), default=Decimal(0))
    drawn = [min(value, 2 * most) for value in values] if most else values
    top, low = max([*asked, *goal, *drawn, Decimal(0)]), min([*asked, *goal, *values, Decimal(0)])
    return [plain(low + low / 10), plain((top + (top - low) * Decimal("0.14")) or Decimal(1))]


def _actual_bars(figures: IndicatorFigures) -> Chart:
    cells = [cell for cell in figures.cells if cell.value is not None]
    return {
        "type": "bar",
        "name": _("Actual"),
        "width": float(2 * HALF),
        "x": [cell.year for cell in cells],
        "y": [plain(cell.value) for cell in cells if cell.value is not None],
        "text": [number_text(cell.value) for cell in cells],
        "textposition": "none",
        "hoverinfo": "x+name+text",
        "showlegend": False,
        "marker": {
            "color": [BARS[cell.state] for cell in cells],
            "pattern": {"shape": ["/" if cell.is_pending else "." if cell.is_partial else "" for cell in cells]},
        },
    }


def _target_steps(cells: Iterable[YearFigures]) -> Chart:
    """A level line over each year, joined to the next by a step; a year that asks for nothing is a gap."""
    x: list[str | None] = []
    y: list[str | None] = []
    texts: list[str] = []
    for cell in cells:
        asked = cell.benchmark.value
        x += [f"{cell.year - Decimal('0.5')}", f"{cell.year + Decimal('0.5')}"]
        y += [None, None] if asked is None else [plain(asked), plain(asked)]
        texts += [benchmark_text(cell.benchmark)] * 2
    hover = {"text": texts, "hoverinfo": "name+text"}
    return {"type": "scatter", "mode": "lines", "name": _("Target"), "x": x, "y": y, **hover}


def _is_empty(cell: YearFigures) -> bool:
    """Whether a year has no value, and none is carried over from before."""
    return cell.value is None and cell.built_in is None


def _empty_bars(cells: Iterable[YearFigures]) -> list[Chart]:
    """A dashed empty bar, as high as what was asked for, where there is no value."""
    return [
        {
            "type": "rect",
            "x0": f"{cell.year - HALF}",
            "x1": f"{cell.year + HALF}",
            "y0": 0,
            "y1": plain(asked),
            "line": MISSING_LINE,
        }
        for cell in cells
        if _is_empty(cell) and (asked := cell.benchmark.value) is not None
    ]  # fmt: skip


def _goal_line(figures: IndicatorFigures) -> list[Chart]:
    """The goal across all years, where it is of the size of the yearly values; a sum's goal is not."""
    goal = figures.series.goal
    if goal is None or figures.series.accumulation in (None, Accumulation.SUM):
        return []
    return [line_across(goal)]


def line_across(goal: Decimal) -> Chart:
    """Return a dashed line at `goal` across all years."""
    ends = {"x0": 0, "x1": 1, "y0": plain(goal), "y1": plain(goal)}
    return {"type": "line", "xref": "paper", **ends, "line": GOAL_LINE}


def _goal_trace(figures: IndicatorFigures) -> list[Chart]:
    """The target line as a trace, so that the legend names it."""
    goal, line = figures.series.goal, _goal_line(figures)
    if goal is None or not line:
        return []
    ends = [f"{figures.series.first_year - Decimal('0.5')}", f"{figures.series.last_year + Decimal('0.5')}"]
    named = {"name": _("Goal"), "x": ends, "y": [plain(goal)] * 2, "line": line[0]["line"], "hoverinfo": "skip"}
    return [{"type": "scatter", "mode": "lines", **named}]


def _trend_line(figures: IndicatorFigures) -> list[Chart]:
    """预测, drawn apart from what was reported; none with fewer than two reported years."""
    if not figures.trend:
        return []
    settled = figures.series.settled(figures.year)
    points = {max(settled): settled[max(settled)], **figures.trend}
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _("Forecast, for reference only"),
            "x": list(points),
            "y": [plain(value) for value in points.values()],
            "text": [computed_text(value) for value in points.values()],
            "line": FORECAST_LINE,
            "hoverinfo": "x+name+text",
            **_error_bars(figures),
        }
    ]


def _error_bars(figures: IndicatorFigures) -> Chart:
    """How far the reported years lie from the trend, around each of its points; the first point was reported."""
    if figures.trend_error is None:
        return {}
    array = [0, *[plain(figures.trend_error)] * len(figures.trend)]
    return {"error_y": {"array": array, "thickness": 1, "color": colour("forecast")}}


def _phase_bands(figures: IndicatorFigures) -> list[Chart]:
    """A tinted band behind each phase of the plan."""
    return [
        {"type": "rect", "layer": "below", "yref": "paper", "x0": begin, "x1": end, "y0": 0, "y1": 1,
         "line": {"width": 0}, "fillcolor": PHASE_TINTS[number % 2]}
        for number, (_phase, begin, end) in enumerate(_phases(figures))
    ]  # fmt: skip


def _phase_names(figures: IndicatorFigures) -> list[Chart]:
    small = {"size": 10, "color": INK_SOFT}
    return [
        {"x": begin, "xanchor": "left", "y": 1, "yref": "paper", "text": phase.name, "font": small}
        for phase, begin, _end in _phases(figures)
    ]  # fmt: skip


def _phases(figures: IndicatorFigures) -> list[tuple[Phase, str, str]]:
    """The phases with where they begin and end on the axis of years, within the plan's years."""
    first, last = figures.series.first_year - Decimal("0.5"), figures.series.last_year + Decimal("0.5")
    placed = [(phase, _place(phase.starts), _place(phase.ends)) for phase in figures.indicator.plan.phases.all()]
    shown = [(phase, max(begin, first), min(end, last)) for phase, begin, end in placed]
    return [(phase, f"{begin:.3f}", f"{end:.3f}") for phase, begin, end in shown if begin < end]


def _place(day: dt.date) -> Decimal:
    """A day on the axis of years: the first of January is half a year before its year's mark."""
    return day.year - Decimal("0.5") + Decimal(day.timetuple().tm_yday - 1) / 366
