"""Indicators, what plans promise of them, and what was reported."""

from targets.models.actual import Actual
from targets.models.evidence import Evidence
from targets.models.goal import Goal
from targets.models.indicator import Indicator, IndicatorAlias
from targets.models.plan_indicator import Baseline, PlanIndicator, YearTarget

__all__ = ["Actual", "Baseline", "Evidence", "Goal", "Indicator", "IndicatorAlias", "PlanIndicator", "YearTarget"]
