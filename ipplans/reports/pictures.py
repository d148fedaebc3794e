"""Charts as pictures for paper, drawn on the server with Chinese labels, without a browser and without a network.

matplotlib is loaded when the first picture is drawn: most processes never draw one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO

from ipplans.reports.content import PlanReport
from ipplans.reports.fonts import chinese_font
from targets.charts.palette import colour
from targets.choices import State
from targets.figures import IndicatorFigures
from targets.numbers import percent_text
from targets.progress import Ratio

COLOURS = {State.MET: "met", State.NEAR: "near", State.BEHIND: "behind"}
MAX_SHOWN = 150  # percent: a longer bar is cut, its number is not


def rate_picture(report: PlanReport) -> IO[bytes] | None:
    """The rate of the year of every indicator as a bar; None where none has a rate, or no font has Chinese."""
    rows = [(row, row.now.rate) for row in report.figures.rows]
    return _bars([(row, rate) for row, rate in rows if rate is not None and rate.percent is not None])


def goal_picture(report: PlanReport) -> IO[bytes] | None:
    """How much of its goal each indicator has reached."""
    rows = [(row, row.goal_rate) for row in report.figures.rows]
    return _bars([(row, rate) for row, rate in rows if isinstance(rate, Ratio) and rate.percent is not None])


def _bars(rows: Sequence[tuple[IndicatorFigures, Ratio]]) -> IO[bytes] | None:
    font = chinese_font()
    if not rows or font is None:
        return None
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.1, 0.5 + 0.27 * len(rows)), dpi=200)
    axes = figure.subplots()
    names = [f"{row.indicator.seq} {row.indicator.name}"[:22] for row, _rate in rows]
    values = [min(float(rate.percent or 0), MAX_SHOWN) for _row, rate in rows]
    axes.barh(range(len(rows)), values, color=[_colour(row) for row, _rate in rows], height=0.62)
    for place, (_row, rate) in enumerate(rows):
        axes.text(max(values[place], 0) + 1, place, percent_text(rate.percent, rate.marks), va="center", fontsize=7)
    axes.set_yticks(range(len(rows)), names, fontproperties=font, fontsize=7.5)
    axes.invert_yaxis()
    axes.axvline(100, color=colour("ink"), linewidth=0.6, linestyle="--")
    axes.set_xlim(0, MAX_SHOWN + 15)
    axes.tick_params(axis="x", labelsize=7)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    picture.seek(0)
    return picture


def _colour(row: IndicatorFigures) -> str:
    return colour(COLOURS.get(row.now.state, "ink-soft"))
