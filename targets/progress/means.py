"""States of a year, and means over the indicators of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.choices import State
from targets.progress.benchmark import benchmark
from targets.progress.rates import attainment_rate
from targets.progress.ratio import QUOTIENT, Ratio, capped
from targets.progress.series import Series


def state(series: Series, year: int) -> State:
    """Return the state of a year: exactly reached is met, whatever the operator; 不适用 asks for nothing."""
    return state_of(series, year, attainment_rate(series, year))


def state_of(series: Series, year: int, rate: Ratio | None) -> State:
    """Return the same for who has the year's rate already. A value within the year is no report of it."""
    if series.is_not_applicable(year):
        return State.NOT_APPLICABLE
    if year not in series.whole_years:
        return State.OVERDUE if year in series.overdue else State.UNREPORTED
    return State.NO_TARGET if rate is None else judged_by_rate(series, rate)


def judged_by_rate(series: Series, rate: Ratio) -> State:
    """Return met, near or behind by the plan's marks, for a rate within the year, too."""
    if rate.percent is None:
        return State.MET if rate.is_met else State.BEHIND
    if rate.percent >= series.met_mark:
        return State.MET
    return State.NEAR if rate.percent >= series.near_mark else State.BEHIND


def is_due(series: Series, year: int) -> bool:
    """Whether the year counts in 应报: a round asks for it, or without one there is a record; and is not 不适用."""
    return (year in series.asked or year in series.readings) and not series.is_not_applicable(year)


@dataclass(frozen=True)
class Means:
    """Mean attainments of one year, in %: 考核口径 (ranks), 已报口径, 平均实现率; 已报 n / 应报 N, 参评 k."""

    assessed: Decimal | None
    reported: Decimal | None
    uncapped: Decimal | None
    reported_count: int
    due_count: int
    measured_count: int
    total: Decimal = Decimal(0)  # of the capped rates by weight, in %
    weight: Decimal = Decimal(0)  # of all that are due and have a benchmark
    reported_weight: Decimal = Decimal(0)
    uncapped_total: Decimal = Decimal(0)  # of the rates by weight, of those that have a percent
    uncapped_weight: Decimal = Decimal(0)

    @property
    def is_thin(self) -> bool:
        """Under 80 % reported (报送不足): listed after the others."""
        return self.reported_count * 5 < self.due_count * 4


def means(rows: Iterable[tuple[Series, Decimal]], year: int) -> Means:
    """Return the means of `year` over (series, weight): of all due that have a benchmark, the unreported as 0.

    Readings within the year count as unreported.
    """
    due = [(series, weight) for series, weight in rows if is_due(series, year)]
    measured = [(series, weight) for series, weight in due if _has_measure(series, year)]
    rates = [
        (rate, weight)
        for series, weight in measured
        if year in series.whole_years and (rate := attainment_rate(series, year))
    ]
    shares = [(capped(rate), weight) for rate, weight in rates]
    uncapped = [(rate.percent, weight) for rate, weight in rates if rate.percent is not None]
    all_weight = sum((weight for _, weight in measured), Decimal(0))
    total = sum((percent * weight for percent, weight in shares), Decimal(0))
    return Means(
        assessed=QUOTIENT.divide(total, all_weight) if all_weight else None,
        reported=weighted_mean(shares),
        uncapped=weighted_mean(uncapped),
        reported_count=sum(year in series.whole_years for series, _ in due),
        due_count=len(due),
        measured_count=len(measured),
        total=total,
        weight=all_weight,
        reported_weight=sum((weight for _, weight in shares), Decimal(0)),
        uncapped_total=sum((percent * weight for percent, weight in uncapped), Decimal(0)),
        uncapped_weight=sum((weight for _, weight in uncapped), Decimal(0)),
    )


def _has_measure(series: Series, year: int) -> bool:
    return benchmark(series, year).value is not None or attainment_rate(series, year) is not None


def weighted_mean(rows: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Return the mean of (value, weight), rounded down at 28 digits; None without any weight."""
    weight = sum((weight for _, weight in rows), Decimal(0))
    return QUOTIENT.divide(sum((value * w for value, w in rows), Decimal(0)), weight) if weight else None
