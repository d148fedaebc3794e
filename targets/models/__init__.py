"""Indicators, what plans promise of them, and what was reported."""

from targets.models.actual import Actual
from targets.models.evidence import Evidence
from targets.models.goal import Goal
from targets.models.indicator import Indicator, IndicatorAlias
from targets.models.plan_indicator import PlanIndicator
from targets.models.revised import Revised
from targets.models.year_target import Baseline, YearTarget

__all__ = [
    "Actual", "Baseline", "Evidence", "Goal", "Indicator", "IndicatorAlias", "PlanIndicator", "Revised", "YearTarget",
]  # fmt: skip
