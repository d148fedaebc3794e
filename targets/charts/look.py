"""What all charts share: fonts, colours, axes as a Plotly template; and how values are written."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from targets.charts.palette import colour

Chart = dict[str, Any]

INK = colour("ink")
INK_SOFT = colour("ink-soft")
GRID = colour("grid")
GROUND = colour("chart-ground")
# What all charts share; the script gives it to each as `layout.template`.
TEMPLATE: Chart = {
    "layout": {
        "font": {
            "family": "Noto Sans SC, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif",
            "color": INK,
            "size": 11,
        },
        "separators": ".,",
        "paper_bgcolor": GROUND,
        "plot_bgcolor": GROUND,
        "barmode": "overlay",
        "showlegend": False,
        "xaxis": {"type": "linear", "fixedrange": True, "showgrid": False, "zeroline": False, "tickangle": 0},
        "yaxis": {"type": "linear", "fixedrange": True, "gridcolor": GRID, "zerolinecolor": colour("zero-line")},
        "annotationdefaults": {
            "showarrow": False,
            "yanchor": "bottom",
            "font": {"size": 9, "color": colour("chart-note")},
        },
        "shapedefaults": {"line": {"width": 1}},
    },
    "data": {
        "bar": [
            {
                "textangle": 0,
                "constraintext": "none",
                "insidetextanchor": "start",
                "insidetextfont": {"color": colour("on-dark"), "size": 10},
                "outsidetextfont": {"color": INK, "size": 10},
                "cliponaxis": False,
            }
        ],
        "scatter": [{"line": {"color": INK, "width": 2.5}}],
    },
}


def page_charts(figures: Mapping[str, Chart]) -> Chart:
    """Return all charts of a page under the names that its template gives their places."""
    return {"template": TEMPLATE, "figures": dict(figures)}


def unit_name(unit: str) -> Chart:
    """What the axis counts, above it; Chinese is not read turned by a quarter."""
    place = {"x": 0, "xref": "paper", "xanchor": "right", "xshift": -6, "y": 1, "yref": "paper"}
    return {**place, "text": unit, "font": {"size": 11, "color": INK_SOFT}}


def plain(value: Decimal) -> str:
    """Return the digits of a value, which Plotly reads as a number."""
    return f"{value:f}"
