"""What a year's actual is held against."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from targets.choices import Accumulation
from targets.progress.series import Series, Start


class BenchmarkSource(StrEnum):
    """Where a benchmark comes from: printed, the goal (按期末目标; of all years together), or computed (推算)."""

    TARGET = "target"
    GOAL = "goal"
    TOTAL = "total"
    ESTIMATED = "path"


class Lack(StrEnum):
    """Why a year has no benchmark."""

    NO_BASELINE = "no-baseline"
    UNDECIDED = "undecided"
    NO_GOAL = "no-goal"
    NOT_DUE = "not-due"


@dataclass(frozen=True)
class Benchmark:
    """What a year's actual is held against, or why nothing is."""

    value: Decimal | None = None
    source: BenchmarkSource | None = None
    lack: Lack | None = None


def benchmark(series: Series, year: int) -> Benchmark:
    """Return the printed target; else in the last year the goal; else an estimate for the year (推算)."""
    if year in series.targets:
        return Benchmark(series.targets[year], BenchmarkSource.TARGET)
    if series.goal is None:
        return Benchmark(lack=Lack.NO_GOAL)
    if year == series.last_year:
        is_sum = series.accumulation == Accumulation.SUM
        return Benchmark(series.goal, BenchmarkSource.TOTAL if is_sum else BenchmarkSource.GOAL)
    if series.accumulation is None:
        return Benchmark(lack=Lack.UNDECIDED)
    return _estimated(series, series.goal, year)


def _estimated(series: Series, goal: Decimal, year: int) -> Benchmark:
    """The share of the goal that one year is due. A ratio without a baseline is due in full every year."""
    if series.accumulation == Accumulation.MILESTONE:
        return Benchmark(lack=Lack.NOT_DUE)
    if series.accumulation == Accumulation.SUM:
        unprinted = [y for y in series.years if y not in series.targets]
        left = goal - sum(series.targets.values(), Decimal(0))
        if left * goal < 0:
            left = Decimal(0)  # the printed targets pass the goal by themselves
        return Benchmark(left / len(unprinted), BenchmarkSource.ESTIMATED)
    if series.accumulation == Accumulation.LEVEL and series.start and series.start.year < series.last_year:
        return Benchmark(_line(series.start, goal, series.last_year, year), BenchmarkSource.ESTIMATED)
    if series.accumulation == Accumulation.EACH or series.is_ratio:
        return Benchmark(goal, BenchmarkSource.ESTIMATED)
    return Benchmark(lack=Lack.NO_BASELINE)


def _line(start: Start, goal: Decimal, last_year: int, year: int) -> Decimal:
    return start.value + (goal - start.value) * (year - start.year) / (last_year - start.year)
