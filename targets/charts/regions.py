"""Regions beside each other: their means, and one indicator of all."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from targets.charts.look import GRID, Chart, plain, unit_name
from targets.charts.palette import colour
from targets.compare import ComparedGroup, ComparedRow
from targets.figures import PlanFigures
from targets.numbers import number_text, percent_text
from targets.progress import rounded

MEAN = colour("mean")
YEAR_TINTS = tuple(map(colour, ("year-1", "year-2", "year-3", "year-4", "year-5", "year-6")))
YEAR_PATTERNS = ("", "/", ".", "x", "-", "+")


def regions_chart(rows: Sequence[PlanFigures], is_final: bool = False) -> Chart:
    """Return the mean of each region's plan as bars, in %, of the year or of the goals; thin ones hatched."""
    found = [(row, row.final_mean.mean if is_final else row.means.assessed) for row in reversed(rows)]
    shown = [row for row, mean in found if mean is not None]
    means = [mean for _row, mean in found if mean is not None]
    thin = [row.final_mean.is_thin if is_final else row.means.is_thin for row in shown]
    bars = {
        "type": "bar",
        "orientation": "h",
        "name": _("Mean goal attainment") if is_final else _("Mean attainment"),
        "width": 0.62,
        "y": [row.plan.region.name for row in shown],
        "x": [str(rounded(mean)) for mean in means],
        "text": [percent_text(mean) for mean in means],
        "textposition": "auto",
        "insidetextanchor": "end",
        "marker": {
            "color": MEAN,
            "pattern": {"shape": ["/" if is_thin else "" for is_thin in thin]},
        },
        "hoverinfo": "y+text",
    }
    layout = {
        "height": 56 + 30 * len(shown),
        "margin": {"l": 90, "r": 40, "t": 4, "b": 36},
        "xaxis": {"range": [0, 105], "ticksuffix": "%", "showgrid": True, "gridcolor": GRID},
        "yaxis": {"type": "category", "showgrid": False},
    }
    return {"data": [bars], "layout": layout}


def compare_chart(group: ComparedGroup, years: Sequence[int], unit: str) -> Chart:
    """Return a region's values in the base unit as bars side by side, a colour and a pattern for each year."""
    names = [_region_name(group, row) for row in group.rows]
    bars = [
        {
            "type": "bar",
            "name": str(year),
            "x": names,
            "y": [plain(value.value) if value and value.value is not None else None for value in column],
            "text": [number_text(value.value) if value and value.value is not None else "" for value in column],
            "textposition": "outside",
            "hoverinfo": "x+name+text",
            "marker": {
                "color": YEAR_TINTS[n % len(YEAR_TINTS)],
                "pattern": {"shape": YEAR_PATTERNS[n % len(YEAR_PATTERNS)]},
            },
        }
        for n, (year, column) in enumerate(
            zip(years, zip(*(row.values for row in group.rows), strict=True), strict=True)
        )
    ]
    layout = {
        "height": 320,
        "barmode": "group",
        "showlegend": True,
        "legend": {"orientation": "h", "y": 1.12},
        "margin": {"l": 64, "r": 12, "t": 20, "b": 40},
        "xaxis": {"type": "category"},
        "yaxis": {"rangemode": "tozero", "tickformat": ","},
        "annotations": [unit_name(unit)],
    }
    return {"data": bars, "layout": layout}


def _region_name(group: ComparedGroup, row: ComparedRow) -> str:
    """The region, with its plan's years where the group holds two plans of it."""
    plan = row.plan
    is_twice = sum(other.plan.region_id == plan.region_id for other in group.rows) > 1
    return f"{plan.region.name} {plan.start_year}–{plan.end_year}" if is_twice else plan.region.name
