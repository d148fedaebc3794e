"""How a figure was computed (怎么算的), with the numbers put in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets.choices import Accumulation, Direction
from targets.figures import IndicatorFigures
from targets.numbers import computed_text, number_text, percent_text, points_text
from targets.progress import Marks, Measure, Share, Source


@dataclass(frozen=True)
class Explanation:
    name: str
    how: str


def explanations(figures: IndicatorFigures) -> list[Explanation]:
    """Return a line for each figure of the chosen year that there is."""
    told = [
        (_("Attainment of %(year)s") % {"year": figures.year}, _rate(figures, figures.now.rate)),
        (_("To date"), _share_or_marks(figures, figures.to_date)),
        (_("Goal attainment"), _share_or_marks(figures, figures.goal_rate)),
        (_("Increment attainment"), _share(figures.increment_rate)),
        (_("Ahead of the path"), _ahead(figures)),
        (_("Still needed"), _needed(figures)),
    ]
    return [Explanation(name, how) for name, how in told if how]


def _rate(figures: IndicatorFigures, rate: Share | None) -> str:
    how = _share_in_direction(figures, rate)
    note = _source(figures.now.measure)
    return f"{how} ({note})" if how and note else how


def _source(measure: Measure) -> str:
    return {
        Source.GOAL: _("measured by the goal"),
        Source.TOTAL: _("all years against the goal"),
        Source.PATH: _("measured by a computed value"),
    }.get(measure.source or Source.TARGET, "")


def _share_or_marks(figures: IndicatorFigures, result: Share | Marks | None) -> str:
    if isinstance(result, Marks):
        return _("%(met)s of %(due)s due years met") % {"met": result.met, "due": result.due}
    how = _share_in_direction(figures, result)
    if result is not None and result.missing:
        how += " " + _("* without %(years)s") % {"years": "、".join(map(str, result.missing))}
    return how


def _share_in_direction(figures: IndicatorFigures, result: Share | None) -> str:
    if result is None or figures.series.direction == Direction.MORE:
        return _share(result)
    return _written(result.whole, result.part, result)


def _share(result: Share | None) -> str:
    return "" if result is None else _written(result.part, result.whole, result)


def _written(above: object, below: object, result: Share) -> str:
    if result.percent is None:
        return _("met") if result.is_met else _("not met")
    return f"{computed_text(above)} ÷ {computed_text(below)} = {percent_text(result.percent)}"  # type: ignore[arg-type]


def _ahead(figures: IndicatorFigures) -> str:
    reached = figures.increment_rate or figures.goal_rate
    if figures.ahead is None or not isinstance(reached, Share) or reached.percent is None:
        return ""
    path = reached.percent - figures.ahead
    return f"{percent_text(reached.percent)} − {percent_text(path)} = {points_text(figures.ahead)} " + _("points")


def _needed(figures: IndicatorFigures) -> str:
    needed = figures.needed
    if needed.distance is None:
        return ""
    unit = figures.gap_unit
    text = f"{number_text(needed.distance)} {unit}"
    if needed.printed and figures.series.accumulation == Accumulation.SUM:
        text += " (" + _("yearly targets still to come: %(n)s") % {"n": number_text(needed.printed_total)} + ")"
    if needed.per_year and figures.series.accumulation == Accumulation.SUM:
        text += " ÷ " + _("%(n)s years left = %(each)s %(unit)s a year") % {
            "n": needed.years_left,
            "each": computed_text(needed.per_year),
            "unit": unit,
        }
    return text
