"""Regions beside each other: their means, and one indicator of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets.charts.look import GRID, INK_SOFT, Chart, plain, unit_name
from targets.charts.palette import colour
from targets.compare import ComparedGroup, ComparedRow
from targets.numbers import number_text, percent_text
from targets.progress import rounded

MEAN = colour("mean")
YEAR_TINTS = tuple(map(colour, ("year-1", "year-2", "year-3", "year-4", "year-5", "year-6")))
YEAR_PATTERNS = ("", "/", ".", "x", "-", "+")

Named = tuple[str, Decimal]  # a region's name, and its mean


class RegionMean(NamedTuple):
    """The mean of a region's plan in %, and its change on the year before in 百分点; None where there is none."""

    name: str
    mean: Decimal | None
    change: Decimal | None
    is_thin: bool


def regions_chart(rows: Sequence[RegionMean], is_final: bool = False) -> Chart:
    """Return the mean of each region's plan as a dot, in %, with an arrow from the year before, on a scale that fits.

    A bar from 0 would show regions that differ by points as equal. Thinly reported regions have a hollow dot.
    """
    found = [row for row in reversed(rows) if row.mean is not None]
    shown = [(row.name, rounded(row.mean)) for row in found if row.mean is not None]
    changes = {row.name: row.change for row in found}
    before = [(name, mean - change) for name, mean in shown if (change := changes[name]) is not None]
    names = [name for name, _mean in shown]
    thin = [row.is_thin for row in found]
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "name": _("Mean goal attainment") if is_final else _("Mean attainment"),
        "y": names,
        "x": [plain(mean) for _name, mean in shown],
        "text": [percent_text(mean) for _name, mean in shown],
        "textposition": [_text_side(name, mean, dict(before)) for name, mean in shown],
        "hoverinfo": "y+text",
        "marker": {"size": 12, "color": MEAN, "symbol": ["circle-open" if is_thin else "circle" for is_thin in thin]},
    }
    layout = {
        "height": 56 + 30 * len(shown),
        "margin": {"l": 90, "r": 30, "t": 4, "b": 36},
        "xaxis": {"range": _fitting(shown, before), "ticksuffix": "%", "showgrid": True, "gridcolor": GRID},
        "yaxis": {"type": "category", "showgrid": False, "categoryarray": names},
        "annotations": _arrows(shown, before),
    }
    return {"data": [dots, _marks_before(before)], "layout": layout}


def _marks_before(before: Sequence[Named]) -> Chart:
    """A short line where each region stood the year before."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _("the year before"),
        "y": [name for name, _mean in before],
        "x": [plain(mean) for _name, mean in before],
        "text": [percent_text(mean) for _name, mean in before],
        "hoverinfo": "y+name+text",
        "marker": {"size": 8, "color": INK_SOFT, "symbol": "line-ns-open"},
    }


def _text_side(name: str, mean: Decimal, before: Mapping[str, Decimal]) -> str:
    """Beside the dot, away from the arrow."""
    return "middle left" if before.get(name, mean) > mean else "middle right"


def _fitting(*groups: Sequence[Named]) -> list[str]:
    """From a little below the lowest to a little above the highest, at least ten points wide."""
    means = [mean for group in groups for _name, mean in group] or [Decimal(0), Decimal(100)]
    low, high = min(means), max(means)
    room = max((high - low) / 6, (10 - (high - low)) / 2, Decimal(1))
    return [plain(low - room), plain(high + room)]


def _arrows(now: Sequence[Named], before: Sequence[Named]) -> list[Chart]:
    """An arrow from last year's mark to this year's dot."""
    means = dict(now)
    return [
        {
            "x": plain(means[name]),
            "ax": plain(mean),
            "y": name,
            "ay": name,
            "axref": "x",
            "ayref": "y",
            "text": "",
            "showarrow": True,
            "arrowhead": 2,
            "arrowwidth": 1.5,
            "arrowcolor": INK_SOFT,
            "standoff": 6,
        }
        for name, mean in before
        if means[name] != mean
    ]


def compare_chart(group: ComparedGroup, years: Sequence[int], unit: str) -> Chart:
    """Return a small chart for each region, its years side by side, all on one scale in the base unit.

    The years stand below the bars, so that no colour has to be looked up.
    """
    found = [(_region_name(group, row), row) for row in group.rows]
    bars = []
    for n, year in enumerate(years):
        values = [(name, row.values[n]) for name, row in found]
        bars.append(
            {
                "type": "bar",
                "name": str(year),
                "x": [[name for name, _value in values], [str(year)] * len(values)],
                "y": [plain(value.value) if value and value.value is not None else None for _name, value in values],
                "text": [number_text(value.value) if value and value.value is not None else "" for _n, value in values],
                "textposition": "outside",
                "hoverinfo": "x+text",
                "marker": {
                    "color": YEAR_TINTS[n % len(YEAR_TINTS)],
                    "pattern": {"shape": YEAR_PATTERNS[n % len(YEAR_PATTERNS)]},
                },
            }
        )
    layout = {
        "height": 320,
        "showlegend": False,
        "margin": {"l": 64, "r": 12, "t": 24, "b": 56},
        "xaxis": {"type": "multicategory", "dividercolor": GRID},
        "yaxis": {"rangemode": "tozero", "tickformat": ","},
        "annotations": [unit_name(unit)],
    }
    return {"data": bars, "layout": layout}


def _region_name(group: ComparedGroup, row: ComparedRow) -> str:
    """The region, with its plan's years where the group holds two plans of it."""
    plan = row.plan
    is_twice = sum(other.plan.region_id == plan.region_id for other in group.rows) > 1
    return f"{plan.region.name} {plan.start_year}–{plan.end_year}" if is_twice else plan.region.name
