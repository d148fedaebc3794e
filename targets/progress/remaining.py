"""What is left to do, and where the reported years lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from targets.choices import Accumulation, Direction
from targets.progress.ratio import Ratio, ratio
from targets.progress.series import Series


@dataclass(frozen=True)
class Remaining:
    """还需: the remaining printed targets by year, the distance to the goal, and that per year left.

    After the plan's end (`is_over`) no years are left, and the distance is what is missing for good.
    """

    printed: Mapping[int, Decimal]
    distance: Decimal | None
    years_left: int
    is_over: bool = False

    @property
    def printed_total(self) -> Decimal:
        return sum(self.printed.values(), Decimal(0))

    @property
    def per_year(self) -> Decimal | None:
        return None if self.distance is None or not self.years_left else self.distance / self.years_left


def remaining(series: Series, until: int) -> Remaining:
    """Return what is left to do after the readings up to `until`, in the plan's unit.

    The years left are the calendar years from today's to the last that have no whole-year value.
    """
    settled = series.settled(until)
    latest = max(settled, default=series.first_year - 1)
    left = range(max(series.first_year, series.this_year), series.last_year + 1)
    return Remaining(
        printed={year: target for year, target in sorted(series.targets.items()) if year > latest},
        distance=distance(series, until),
        years_left=sum(year not in settled for year in left),
        is_over=series.this_year > series.last_year,
    )


def distance(series: Series, until: int) -> Decimal | None:
    """Return how far the readings up to `until` are from the goal, never below 0; None where it says nothing."""
    settled, goal = series.settled(until), series.goal
    if goal is None or series.accumulation is None:
        return None
    if series.accumulation == Accumulation.EACH and series.is_every_year:
        return None
    if series.accumulation == Accumulation.SUM:
        reached = sum(settled.values(), Decimal(0))
    elif settled:
        reached = settled[max(settled)]
    else:
        return None
    left = goal - reached if series.direction == Direction.MORE else reached - goal
    return max(Decimal(0), left)


def projection(series: Series, until: int) -> Ratio | None:
    """Return 期末预测 against the goal, should the trend go on; None without trend, or for what counts every year."""
    expected = trend(series, until)
    if not expected or series.goal is None or series.accumulation not in (Accumulation.SUM, Accumulation.LEVEL):
        return None
    if series.accumulation == Accumulation.SUM:
        part = sum(series.settled(until).values(), Decimal(0)) + sum(expected.values(), Decimal(0))
    else:
        part = expected[max(expected)]
    return ratio(part, series.goal, series.direction)


def trend(series: Series, until: int) -> dict[int, Decimal]:
    """Return 预测 for the years after the latest of at least two settled ones; else nothing.

    Nothing either while nobody has said how the years add up, and for what is built once.
    """
    settled = series.settled(until)
    if len(settled) < 2 or series.accumulation in (None, Accumulation.MILESTONE):
        return {}
    fitted = _fit(series, settled)
    return {year: fitted(year) for year in range(max(settled) + 1, series.last_year + 1)}


def trend_error(series: Series, until: int) -> Decimal | None:
    """Return how far the reported years lie from the trend, in the plan's unit: the standard deviation around it.

    One degree of freedom is lost for a mean, two for a line; None with fewer than three years, or without a trend.
    """
    settled = series.settled(until)
    if len(settled) < 3 or not trend(series, until):
        return None
    fitted, lost = _fit(series, settled), 1 if series.accumulation == Accumulation.SUM else 2
    squares = sum(((value - fitted(year)) ** 2 for year, value in settled.items()), Decimal(0))
    return (squares / (len(settled) - lost)).sqrt()


def _fit(series: Series, settled: Mapping[int, Decimal]) -> Callable[[int], Decimal]:
    """The mean year of a sum, else the least-squares line through at least two years."""
    count = len(settled)
    mean = sum(settled.values(), Decimal(0)) / count
    if series.accumulation == Accumulation.SUM:
        return lambda _year: mean
    mean_year = Decimal(sum(settled)) / count
    spread = sum(((year - mean_year) ** 2 for year in settled), Decimal(0))
    slope = sum(((year - mean_year) * (value - mean) for year, value in settled.items()), Decimal(0)) / spread
    return lambda year: mean + slope * (year - mean_year)
