"""Charts as Plotly figures in plain dicts: actuals as bars, targets as lines across them, the goal as a line.

Values go out as strings of their decimals; Plotly reads them as numbers on a linear axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from targets.choices import Accumulation, Condition, State
from targets.figures import IndicatorFigures, PlanFigures
from targets.numbers import number_text
from targets.progress import Source, rounded

Chart = dict[str, Any]

INK = "#1f3350"
BARS = {
    State.MET: "#00694f",
    State.NEAR: "#8a5a00",
    State.BEHIND: "#b03a0c",
    State.UNREPORTED: "#5b6472",
    State.OVERDUE: "#6b2fa0",
    State.NO_TARGET: "#5b7fa6",
}
FONT = {
    "family": "Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif",
    "color": INK,
    "size": 12,
}


def indicator_chart(figures: IndicatorFigures) -> Chart:
    """Return target against actual over the plan's years, with goal and trend, for the indicator page."""
    data = [
        _unreported_bars(figures),
        _actual_bars(figures),
        _target_lines(figures, 64),
        *_trend_line(figures),
    ]
    layout = _layout(figures, height=340) | {
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.15},
        "margin": {"l": 64, "r": 16, "t": 24, "b": 40},
    }
    layout["yaxis"] |= {
        "tickformat": ",",
        "showgrid": True,
        "gridcolor": "#e3e8ef",
        "visible": True,
    }
    return {"data": data, "layout": layout}


def small_chart(figures: IndicatorFigures) -> Chart:
    """Return the same without legend and axis, for the many small charts of a region."""
    data = [_unreported_bars(figures), _actual_bars(figures), _target_lines(figures, 40)]
    return {"data": data, "layout": _layout(figures, height=150)}


def regions_chart(rows: Sequence[PlanFigures]) -> Chart:
    """Return the assessed mean of each region's plan as bars, in %."""
    shown = [row for row in reversed(rows) if row.means.assessed is not None]
    percents = [rounded(row.means.assessed) for row in shown if row.means.assessed is not None]
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": _("Mean attainment"),
        "y": [row.plan.region.name for row in shown],
        "x": [str(percent) for percent in percents],
        "text": [f"{percent}%" for percent in percents],
        "textposition": "auto",
        "marker": {"color": "#2f6f9f"},
        "hoverinfo": "y+text",
    }
    layout = {
        "font": FONT,
        "height": 70 + 44 * len(shown),
        "margin": {"l": 80, "r": 24, "t": 8, "b": 36},
        "xaxis": {
            "type": "linear",
            "range": [0, 105],
            "ticksuffix": "%",
            "gridcolor": "#e3e8ef",
            "fixedrange": True,
        },
        "yaxis": {"type": "category", "fixedrange": True},
        "showlegend": False,
    }
    return {"data": [bars], "layout": layout}


def _years(figures: IndicatorFigures) -> list[str]:
    return [str(cell.year) for cell in figures.cells]


def _actual_bars(figures: IndicatorFigures) -> Chart:
    values = [cell.actual.value if cell.actual else None for cell in figures.cells]
    return {
        "type": "bar",
        "name": _("Actual"),
        "x": _years(figures),
        "y": [_plain(value) for value in values],
        "text": ["" if value is None else number_text(value) for value in values],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": "#ffffff", "size": 10},
        "hoverinfo": "x+name+text",
        "marker": {
            "color": [BARS[cell.state] for cell in figures.cells],
            "pattern": {"shape": ["/" if cell.is_pending else "" for cell in figures.cells]},
        },
    }


def _unreported_bars(figures: IndicatorFigures) -> Chart:
    """Dashed empty bars as high as what was asked for, where nothing is reported."""
    asked = _asked_values(figures)
    reported = [cell.actual is not None and cell.actual.condition != Condition.NOT_PUBLISHED for cell in figures.cells]
    empty = [None if is_reported else value for value, is_reported in zip(asked, reported, strict=True)]
    return {
        "type": "bar",
        "name": _("Not reported"),
        "x": _years(figures),
        "y": [_plain(value) for value in empty],
        "marker": {
            "color": "rgba(0,0,0,0)",
            "line": {"color": "#8a94a3", "width": 1},
            "pattern": {"shape": ".", "fgcolor": "#c3cad4", "bgcolor": "rgba(0,0,0,0)", "size": 6},
        },
        "hoverinfo": "x+name",
    }


def _target_lines(figures: IndicatorFigures, width: int) -> Chart:
    values = _asked_values(figures)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _("Target"),
        "x": _years(figures),
        "y": [_plain(value) for value in values],
        "text": [number_text(value) for value in values],
        "hoverinfo": "x+name+text",
        "marker": {"symbol": "line-ew-open", "size": width, "color": INK, "line": {"width": 3}},
    }


def _trend_line(figures: IndicatorFigures) -> list[Chart]:
    if not figures.trend:
        return []
    settled = figures.series.settled(figures.year)
    points = {max(settled): settled[max(settled)], **figures.trend}
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _("Forecast"),
            "x": [str(year) for year in points],
            "y": [_plain(value) for value in points.values()],
            "line": {"dash": "dash", "color": "#6b2fa0"},
            "hoverinfo": "x+name",
        }
    ]


def _asked_values(figures: IndicatorFigures) -> list[Decimal | None]:
    """What each year asks for, where it is of the size of a year: the whole goal of a sum is not."""
    return [None if cell.measure.source == Source.TOTAL else cell.measure.value for cell in figures.cells]


def _layout(figures: IndicatorFigures, height: int) -> Chart:
    return {
        "font": FONT,
        "height": height,
        "barmode": "overlay",
        "bargap": 0.2,
        "showlegend": False,
        "margin": {"l": 8, "r": 8, "t": 14, "b": 24},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {
            "type": "category",
            "categoryarray": _years(figures),
            "categoryorder": "array",
            "fixedrange": True,
        },
        "yaxis": {"type": "linear", "rangemode": "tozero", "visible": False, "fixedrange": True},
        "shapes": _goal_line(figures),
    }


def _goal_line(figures: IndicatorFigures) -> list[Chart]:
    """The goal across all years, where it is of the size of the yearly values; a sum's goal is not."""
    goal = figures.series.goal
    if goal is None or figures.series.accumulation in (None, Accumulation.SUM):
        return []
    line = {"color": "#b03a0c", "width": 1, "dash": "dot"}
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": str(goal), "y1": str(goal), "line": line}]


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
