"""States of a year, and means over the indicators of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.choices import Condition, State
from targets.progress.benchmark import benchmark
from targets.progress.rates import attainment_rate
from targets.progress.ratio import QUOTIENT, Ratio
from targets.progress.series import HUNDRED, Series


def state(series: Series, year: int) -> State:
    """Return the state of a year: exactly reached is met, whatever the operator; 不适用 asks for nothing."""
    return state_of(series, year, attainment_rate(series, year))


def state_of(series: Series, year: int, rate: Ratio | None) -> State:
    """Return the same for who has the year's rate already."""
    if not is_expected(series, year):
        return State.NO_TARGET
    if rate is None:
        return State.OVERDUE if year in series.overdue else State.UNREPORTED
    if rate.percent is None:
        return State.MET if rate.is_met else State.BEHIND
    if rate.percent >= series.met_mark:
        return State.MET
    return State.NEAR if rate.percent >= series.near_mark else State.BEHIND


def is_expected(series: Series, year: int) -> bool:
    """Whether the year counts in 应报: it has a benchmark, and is not 不适用."""
    reading = series.readings.get(year)
    if reading is not None and reading.condition == Condition.NOT_APPLICABLE:
        return False
    return benchmark(series, year).value is not None


@dataclass(frozen=True)
class Means:
    """Mean attainments of one year, in %: 考核口径 (ranks), 已报口径, 平均实现率; and 已报 n / 应报 N."""

    assessed: Decimal | None
    reported: Decimal | None
    uncapped: Decimal | None
    reported_count: int
    expected_count: int
    total: Decimal = Decimal(0)  # of the capped rates by weight, in %
    weight: Decimal = Decimal(0)  # of all that should have reported
    reported_weight: Decimal = Decimal(0)
    uncapped_total: Decimal = Decimal(0)  # of the rates by weight, of those that have a percent
    uncapped_weight: Decimal = Decimal(0)

    @property
    def is_thin(self) -> bool:
        """Under 80 % reported (报送不足): listed after the others."""
        return self.reported_count * 5 < self.expected_count * 4


def means(rows: Iterable[tuple[Series, Decimal]], year: int) -> Means:
    """Return the means of `year` over (series, weight); readings within the year count as unreported."""
    expected = [(series, weight) for series, weight in rows if is_expected(series, year)]
    rates = [
        (rate, weight) for series, weight in expected if (rate := attainment_rate(series, year)) and not rate.is_partial
    ]
    capped = [(_capped(rate), weight) for rate, weight in rates]
    uncapped = [(rate.percent, weight) for rate, weight in rates if rate.percent is not None]
    all_weight = sum((weight for _, weight in expected), Decimal(0))
    total = sum((percent * weight for percent, weight in capped), Decimal(0))
    return Means(
        assessed=QUOTIENT.divide(total, all_weight) if all_weight else None,
        reported=_mean(capped),
        uncapped=_mean(uncapped),
        reported_count=len(rates),
        expected_count=len(expected),
        total=total,
        weight=all_weight,
        reported_weight=sum((weight for _, weight in capped), Decimal(0)),
        uncapped_total=sum((percent * weight for percent, weight in uncapped), Decimal(0)),
        uncapped_weight=sum((weight for _, weight in uncapped), Decimal(0)),
    )


def _capped(rate: Ratio) -> Decimal:
    """At most 100; met or not counts as 100 or 0."""
    if rate.percent is None:
        return HUNDRED if rate.is_met else Decimal(0)
    return min(HUNDRED, rate.percent)


def _mean(rows: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    weight = sum((weight for _, weight in rows), Decimal(0))
    return QUOTIENT.divide(sum((value * w for value, w in rows), Decimal(0)), weight) if weight else None
