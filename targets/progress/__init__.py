"""The arithmetic of progress (domain.md §2-3): pure functions over plain values.

A `Series` is one indicator of one plan: targets, goal, baseline and readings by year, in the unit
printed in the plan. Rates are percentages as Decimal, rounded down at 28 digits, so that a rate
below a mark never passes it by rounding; `rounded` makes the one decimal that people read.
"Less is better" turns every ratio round; differences keep their sign: ahead is positive.
"""

from targets.progress.benchmark import Benchmark, BenchmarkSource, Lack, benchmark
from targets.progress.means import Means, is_expected, means, state, state_of
from targets.progress.outlook import Remaining, projection, remaining, trend
from targets.progress.rates import attainment_rate, expected_progress, goal_rate, increment_rate, to_date, variance
from targets.progress.ratio import Ratio, Tally, ratio, rounded
from targets.progress.series import Reading, Series, Start

__all__ = [
    "Benchmark",
    "BenchmarkSource",
    "Lack",
    "Means",
    "Ratio",
    "Reading",
    "Remaining",
    "Series",
    "Start",
    "Tally",
    "attainment_rate",
    "benchmark",
    "expected_progress",
    "goal_rate",
    "increment_rate",
    "is_expected",
    "means",
    "projection",
    "ratio",
    "remaining",
    "rounded",
    "state",
    "state_of",
    "to_date",
    "trend",
    "variance",
]
