"""The arithmetic of progress (domain.md §2-3): pure functions over plain values.

A `Series` is one indicator of one plan: targets, goal, baseline and readings by year, in the unit
printed in the plan. Rates are percentages as Decimal, rounded down at 28 digits, so that a rate
below a mark never passes it by rounding; `rounded` makes the one decimal that people read.
"Less is better" turns every ratio round; differences keep their sign: ahead is positive.
"""

from targets.progress.benchmark import Benchmark, BenchmarkSource, Lack, benchmark, line
from targets.progress.final_mean import FinalMean, final_mean, final_share
from targets.progress.means import Means, is_due, judged_by_rate, means, state, state_of
from targets.progress.outlook import Outlook, Unjudged, outlook
from targets.progress.rates import (
    attainment_rate,
    due_within,
    expected_progress,
    goal_rate,
    increment_rate,
    to_date,
    variance,
)
from targets.progress.ratio import Ratio, Tally, ratio, rounded
from targets.progress.remaining import Remaining, distance, projection, remaining, trend, trend_error
from targets.progress.series import Reading, Series, Start

__all__ = [
    "Benchmark",
    "BenchmarkSource",
    "FinalMean",
    "Lack",
    "Means",
    "Outlook",
    "Ratio",
    "Reading",
    "Remaining",
    "Series",
    "Start",
    "Tally",
    "Unjudged",
    "attainment_rate",
    "benchmark",
    "distance",
    "due_within",
    "expected_progress",
    "final_mean",
    "final_share",
    "goal_rate",
    "increment_rate",
    "is_due",
    "judged_by_rate",
    "line",
    "means",
    "outlook",
    "projection",
    "ratio",
    "remaining",
    "rounded",
    "state",
    "state_of",
    "to_date",
    "trend",
    "trend_error",
    "variance",
]
