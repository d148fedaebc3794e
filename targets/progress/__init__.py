"""The arithmetic of progress (domain.md §2-3): pure functions over plain values.

A `Series` is one indicator of one plan: targets, goal, baseline and readings by year, in the unit
printed in the plan. Rates are percentages as Decimal, rounded down at 28 digits, so that a rate
below a mark never passes it by rounding; `rounded` makes the one decimal that people read.
"Less is better" turns every ratio round; differences keep their sign: ahead is positive.
"""

from targets.progress.means import Means, is_expected, means, state, state_of
from targets.progress.measure import Lack, Measure, Source, measure
from targets.progress.outlook import Needed, needed, projection, trend
from targets.progress.rates import ahead, attainment, goal_rate, increment_rate, path, to_date
from targets.progress.series import Reading, Series, Start
from targets.progress.share import Marks, Share, rounded, share

__all__ = [
    "Lack",
    "Marks",
    "Means",
    "Measure",
    "Needed",
    "Reading",
    "Series",
    "Share",
    "Source",
    "Start",
    "ahead",
    "attainment",
    "goal_rate",
    "increment_rate",
    "is_expected",
    "means",
    "measure",
    "needed",
    "path",
    "projection",
    "rounded",
    "share",
    "state",
    "state_of",
    "to_date",
    "trend",
]
