"""What a year's actual is held against."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from targets.choices import Accumulation, Direction
from targets.progress.series import Series, Start


class BenchmarkSource(StrEnum):
    """Where a benchmark comes from: printed, the goal, what the printed years leave of it, or computed."""

    TARGET = "target"
    GOAL = "goal"  # 按期末目标
    BALANCE = "balance"  # 按余额
    ESTIMATED = "path"  # 推算


class Lack(StrEnum):
    """Why a year has no benchmark."""

    SUMS_TO_GOAL = "sums-to-goal"
    PARTLY_PRINTED = "partly-printed"
    SMALL = "small"
    NOT_DUE = "not-due"
    UNDECIDED = "undecided"
    NO_BASELINE = "no-baseline"
    RELATIVE = "relative"
    NO_GOAL = "no-goal"


@dataclass(frozen=True)
class Benchmark:
    """What a year's actual is held against, in the plan's unit; or why nothing is."""

    value: Decimal | None = None
    source: BenchmarkSource | None = None
    lack: Lack | None = None


def benchmark(series: Series, year: int) -> Benchmark:
    """Return the printed target; else in the last year the goal or what is left of it; else an estimate."""
    if year in series.targets:
        return Benchmark(series.targets[year], BenchmarkSource.TARGET)
    if series.goal is None:
        return Benchmark(lack=Lack.RELATIVE if series.is_relative else Lack.NO_GOAL)
    if series.accumulation is None:
        return Benchmark(lack=Lack.UNDECIDED)
    if series.accumulation == Accumulation.MILESTONE:
        is_due = year >= series.last_year or series.is_built(series.whole_years.get(year, Decimal(0)))
        return Benchmark(series.goal, BenchmarkSource.GOAL) if is_due else Benchmark(lack=Lack.NOT_DUE)
    if year == series.last_year and series.accumulation != Accumulation.SUM:
        return Benchmark(series.goal, BenchmarkSource.GOAL)
    return _from_others(series, series.goal, year)


def _from_others(series: Series, goal: Decimal, year: int) -> Benchmark:
    """A year without a printed target: what the printed ones leave, or where none is printed an estimate."""
    if not series.targets:
        return _estimated(series, goal, year)
    is_rest = series.accumulation == Accumulation.SUM and year == series.last_year
    if not is_rest or any(other not in series.targets for other in series.years if other < year):
        return Benchmark(lack=Lack.PARTLY_PRINTED)
    left = goal - sum(series.targets.values(), Decimal(0))
    return Benchmark(left, BenchmarkSource.BALANCE) if left > 0 else Benchmark(lack=Lack.SUMS_TO_GOAL)


def _estimated(series: Series, goal: Decimal, year: int) -> Benchmark:
    """The share of the goal that one year is due. A ratio without a baseline is due in full every year."""
    if series.is_to_hold:
        return Benchmark(goal, BenchmarkSource.ESTIMATED)
    if series.accumulation == Accumulation.SUM:
        if series.is_small:
            return Benchmark(lack=Lack.SMALL)
        due = _in_pieces(series, cumulated(series, goal, year)) - _in_pieces(series, cumulated(series, goal, year - 1))
        return Benchmark(due, BenchmarkSource.ESTIMATED)
    if start := series.line_start:
        if series.is_small:
            return Benchmark(lack=Lack.SMALL)
        return Benchmark(_in_pieces(series, line(series, start, goal, year)), BenchmarkSource.ESTIMATED)
    if series.accumulation == Accumulation.EACH or series.is_ratio:
        return Benchmark(goal, BenchmarkSource.ESTIMATED)
    return Benchmark(lack=Lack.NO_BASELINE)


def cumulated(series: Series, goal: Decimal, year: int) -> Decimal:
    """Return how much of a sum's goal is due by the end of `year`, by the months gone."""
    if year >= series.last_year:
        return goal
    total = sum(series.months(other) for other in series.years)
    gone = sum(series.months(other) for other in series.years if other <= year)
    return goal * gone / total if total else goal


def line(series: Series, start: Start, goal: Decimal, year: int) -> Decimal:
    """Return where the straight line from the baseline to the goal stands at the end of `year`."""
    return start.value + (goal - start.value) * (year - start.year) / (series.last_year - start.year)


def _in_pieces(series: Series, amount: Decimal) -> Decimal:
    """Whole pieces are rounded to the harder number: up; less is better down."""
    if not series.is_whole:
        return amount
    return amount.to_integral_value(ROUND_CEILING if series.direction == Direction.MORE else ROUND_FLOOR)
