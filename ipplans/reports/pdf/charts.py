"""A Plotly chart of a page as a picture: the same figure, drawn by matplotlib, without a browser.

It knows what `targets/charts` uses of Plotly: bars, lines, error bars, rectangles and lines behind them, words beside
them, a legend below. Lengths are px, as Plotly has them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

Chart = Mapping[str, Any]
DPI = 192  # two dots to a px
POINTS = 72 / 96  # of a px
DASHES = {"dash": "--", "dot": ":"}
LEGEND = 22  # px that the names of bars and lines take below
HATCHES = {"/": "////", ".": "....", "": ""}


def picture(chart: Chart, template: Chart, width: float) -> bytes:
    """Return the chart as PNG, `width` px wide, as high as it says. `template` is what all charts of a page share."""
    made = io.BytesIO()
    drawing(chart, template, width).savefig(made, format="png")
    return made.getvalue()


def drawing(chart: Chart, template: Chart, width: float) -> Figure:
    """Return the chart as matplotlib has it."""
    given, shared = chart["layout"], template["layout"]
    below = LEGEND if given.get("showlegend") else 0
    margin, height = {**given["margin"], "b": given["margin"]["b"] + below}, given["height"] + below
    figure = Figure(figsize=(width / 96, height / 96), dpi=DPI)
    inner = (width - margin["l"] - margin["r"], height - margin["t"] - margin["b"])
    axes = figure.add_axes((margin["l"] / width, margin["b"] / height, inner[0] / width, inner[1] / height))
    style = {"colour": shared["font"]["color"], "size": shared["font"]["size"] * POINTS}
    traces = template["data"]
    for shape in given.get("shapes", ()):
        _shape(axes, shape)
    for trace in chart["data"]:
        DRAWN[trace["type"]](axes, {**traces[trace["type"]][0], **trace})
    _axes(axes, given, style)
    _words(axes, given.get("annotations", ()), shared["annotationdefaults"])
    if below:
        _legend(figure, axes, style)
    return figure


def _number(value: object) -> float:
    """A value as drawn; what is missing is a gap."""
    return float("nan") if value is None else float(str(value))


def _numbers(values: Iterable[object]) -> list[float]:
    return [_number(value) for value in values]


def _bars(axes: Axes, trace: Chart) -> None:
    marker = trace["marker"]
    bars = axes.bar(_numbers(trace["x"]), _numbers(trace["y"]), width=trace.get("width", 0.8), color=marker["color"])
    for bar, hatch in zip(bars, marker.get("pattern", {}).get("shape", ()), strict=False):
        bar.set(hatch=HATCHES[hatch], edgecolor="white", linewidth=0)
    if trace.get("showlegend", True):
        bars.set_label(trace["name"])


def _line(axes: Axes, trace: Chart) -> None:
    x, y, line = _numbers(trace["x"]), _numbers(trace["y"]), trace["line"]
    style: dict[str, Any] = {"color": line["color"], "linestyle": DASHES.get(line.get("dash", ""), "-")}
    style |= {"linewidth": line.get("width", 2) * POINTS, "marker": "o" if "markers" in trace["mode"] else ""}
    axes.plot(x, y, markersize=4, label=trace["name"], **style)
    if error := trace.get("error_y"):
        amounts = _numbers(error["array"])
        axes.errorbar(x, y, yerr=amounts, fmt="none", ecolor=error["color"], elinewidth=0.7, capsize=3)


DRAWN = {"bar": _bars, "scatter": _line}


def _shape(axes: Axes, shape: Chart) -> None:
    """A rectangle or a line; along an axis that is the paper's it reaches from one edge to the other."""
    x, y = (_numbers((shape["x0"], shape["x1"])), _numbers((shape["y0"], shape["y1"])))
    line = {"color": "none", "width": 1, **shape.get("line", {})}
    style: dict[str, Any] = {"linewidth": line["width"] * POINTS, "linestyle": DASHES.get(line.get("dash", ""), "-")}
    across = shape.get("xref") == "paper"
    if shape["type"] == "line":
        places = axes.get_yaxis_transform() if across else axes.transData
        axes.plot(x, y, color=line["color"], transform=places, zorder=2.5, **style)
        return
    places = axes.get_xaxis_transform() if shape.get("yref") == "paper" else axes.transData
    fill, order = shape.get("fillcolor", "none"), 0 if shape.get("layer") == "below" else 1.5
    edge = line["color"] if line["width"] else "none"
    corner, size = (x[0], y[0]), (x[1] - x[0], y[1] - y[0])
    axes.add_patch(Rectangle(corner, *size, facecolor=fill, edgecolor=edge, transform=places, zorder=order, **style))


def _axes(axes: Axes, given: Chart, style: Mapping[str, Any]) -> None:
    across, up = given["xaxis"], given["yaxis"]
    axes.set_xlim(*_numbers(across["range"]))
    if "range" in up:
        axes.set_ylim(*_numbers(up["range"]))
    elif up.get("rangemode") == "tozero":
        axes.set_ylim(bottom=0)
    axes.set_xticks(across["tickvals"], [text.replace("<br>", "\n") for text in across["ticktext"]])
    axes.tick_params(axis="x", length=0, pad=2, labelsize=style["size"], labelcolor=style["colour"])
    axes.tick_params(axis="y", length=0, labelsize=style["size"], labelcolor=style["colour"])
    axes.yaxis.set_visible(up.get("visible", True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: f"{value:,.10g}"))
    axes.grid(axis="y", linewidth=0.4, alpha=0.5)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)


def _words(axes: Axes, words: Iterable[Chart], defaults: Chart) -> None:
    for one in words:
        font = {**defaults["font"], **one.get("font", {})}
        x_place = "axes fraction" if one.get("xref") == "paper" else "data"
        axes.annotate(
            one["text"],
            (_number(one["x"]), _number(one["y"])),
            (one.get("xshift", 0) * POINTS, 2),
            xycoords=(x_place, "axes fraction" if one.get("yref") == "paper" else "data"),
            textcoords="offset points",
            ha=one.get("xanchor", "center"),
            va="bottom",
            fontsize=font["size"] * POINTS,
            color=font["color"],
            annotation_clip=False,
        )


def _legend(figure: Figure, axes: Axes, style: Mapping[str, Any]) -> None:
    named = [(mark, name) for mark, name in zip(*axes.get_legend_handles_labels(), strict=True) if name[:1] != "_"]
    marks, names = [mark for mark, _name in named], [name for _mark, name in named]
    figure.legend(marks, names, loc="lower center", ncols=len(named), frameon=False, fontsize=style["size"])
