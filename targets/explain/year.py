"""How the figures of one year come about: its benchmark and its rate."""

from __future__ import annotations

from django.utils.translation import gettext as _

from targets.choices import Accumulation
from targets.explain.formula import bracketed, divided, sum_text
from targets.figures import IndicatorFigures
from targets.numbers import computed_text, exact_text, number_text, points_text
from targets.progress import BenchmarkSource, Series
from targets.year_figures import YearFigures


def benchmark_how(figures: IndicatorFigures, cell: YearFigures) -> str:
    """Return where a target that is not printed comes from; "" for a printed one, and where there is none."""
    series, against = figures.series, cell.benchmark
    goal = number_text(series.goal)
    if against.source == BenchmarkSource.GOAL:
        words = _("by the goal")
        return f"{computed_text(against.value)}({words})"
    if against.source == BenchmarkSource.BALANCE:
        words = _("what is left of the goal")
        return f"{goal} − {bracketed(sum_text(series.targets.values()))} = {computed_text(against.value)}({words})"
    if against.source != BenchmarkSource.ESTIMATED:
        return ""
    words = _("computed")
    return f"{_estimate_how(series, cell.year)} = {computed_text(against.value)}({words})"


def _estimate_how(series: Series, year: int) -> str:
    goal = number_text(series.goal)
    words = _("whole pieces, the harder number")
    rounded = f" ({words})" if series.is_whole else ""
    if series.is_to_hold:
        return _("the goal, every year")
    if series.accumulation == Accumulation.SUM:
        return _share_how(series, year, goal) + rounded
    if start := series.line_start:
        ratio = f"{year - start.year} ÷ {series.last_year - start.year}"
        base = number_text(start.value)
        return f"{base} + ({goal} − {base}) × {ratio}{rounded}"
    return _("the goal, every year")


def _share_how(series: Series, year: int, goal: str) -> str:
    """The share of one year: goal × months ÷ months; of whole pieces what is due by it less what was due before."""
    months, total = series.months(year), sum(series.months(other) for other in series.years)
    is_even = total == 12 * len(series.years)
    if not series.is_whole:
        return f"{goal} ÷ {len(series.years)}" if is_even else f"{goal} × {months} ÷ {total}"
    before = sum(series.months(other) for other in series.years if other < year)
    unit = 12 if is_even else 1
    until, since, of = ((before + months) // unit, before // unit, total // unit)
    return f"{goal} × {until} ÷ {of} − {goal} × {since} ÷ {of}"


def rate_how(figures: IndicatorFigures, cell: YearFigures) -> str:
    """Return how a year's rate comes about: actual and benchmark, and the difference in points for units of %."""
    rate = cell.rate
    if rate is None:
        return ""
    part = exact_text(rate.part) if rate.is_allowance else number_text(rate.part)
    how = divided(figures, part, exact_text(rate.whole), rate)
    if rate.is_partial and cell.actual:
        found = {"date": cell.actual.as_of, "due": computed_text(rate.whole)}
        how += " · " + _("to %(date)s, when %(due)s was due") % found
    if figures.indicator.unit == "%" and cell.points is not None:
        how += f" · {points_text(cell.points)} " + _("points")
    return how
