"""All figures of one plan as of a year: means, counts, and the rows in the order in which people ask for them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from plans.calendar import plan_calendar
from plans.models import Plan
from targets import progress
from targets.choices import Judgement, State
from targets.figures import APPROVED, IndicatorFigures, indicator_figures
from targets.models import PlanIndicator
from targets.signed import SignedYear


@dataclass(frozen=True)
class PlanFigures:
    """All figures of one plan as of `year`."""

    plan: Plan
    year: int
    rows: list[IndicatorFigures]
    signed: SignedYear | None = None
    signed_before: SignedYear | None = None  # the year before, where that is final

    @cached_property
    def means(self) -> progress.Means:
        """The means of the year, as they were signed where it is final."""
        if self.signed is not None:
            return self.signed.means
        return progress.means([(row.series, row.indicator.weight) for row in self.rows], self.year)

    @cached_property
    def means_before(self) -> progress.Means | None:
        """The means of the year before; None where the plan did not run yet."""
        if self.year - 1 not in self.plan.years:
            return None
        if self.signed_before is not None:
            return self.signed_before.means
        return progress.means([(row.series, row.indicator.weight) for row in self.rows], self.year - 1)

    @property
    def mean_change(self) -> Decimal | None:
        """The change of the mean (考核口径) on the year before, in 百分点, of the means as they are printed."""
        before = self.means_before
        if before is None or before.assessed is None or not before.reported_count or self.means.assessed is None:
            return None
        return progress.rounded(self.means.assessed) - progress.rounded(before.assessed)

    @cached_property
    def final_mean(self) -> progress.FinalMean:
        """The mean of the view 期末, by the latest reported years; as it was signed with the last year."""
        if self.signed is not None and self.signed.final_mean is not None:
            return self.signed.final_mean
        return progress.final_mean([(row.series, row.indicator.weight) for row in self.rows])

    @cached_property
    def judgements(self) -> list[tuple[Judgement, int]]:
        """How many indicators are judged by each word of 期末判断, in their order."""
        counted = Counter(row.judgement for row in self.rows if row.judgement)
        return [(judgement, counted[judgement]) for judgement in Judgement]

    @cached_property
    def counts(self) -> list[tuple[State, int]]:
        """How many indicators are in each state, in the order of the states."""
        counted = Counter(row.now.state for row in self.rows)
        return [(state, counted[state]) for state in State]

    @cached_property
    def differing(self) -> list[IndicatorFigures]:
        """The rows that would be computed otherwise today than they were signed."""
        return [row for row in self.rows if row.differs_from_signed]

    @cached_property
    def overdue(self) -> list[IndicatorFigures]:
        return [row for row in self.rows if row.now.state == State.OVERDUE]

    @cached_property
    def in_correction(self) -> list[IndicatorFigures]:
        return [row for row in self.rows if row.now.is_in_correction]

    @cached_property
    def mismatched(self) -> list[IndicatorFigures]:
        return [row for row in self.rows if row.is_mismatched]

    @cached_property
    def worst_first(self) -> list[IndicatorFigures]:
        """By both marks, the year's state and the goal's judgement: both bad first, then one; the lowest rate first."""
        return sorted(self.rows, key=lambda row: row.place)


def plan_figures(
    plan: Plan,
    indicators: Iterable[PlanIndicator],
    year: int,
    today: dt.date,
    statuses: frozenset[str] = APPROVED,
    signed: Mapping[int, SignedYear] | None = None,
) -> PlanFigures:
    """Return the figures of a plan, from its rounds and phases and its indicators loaded by `with_figures()`.

    `signed` are its years whose figures are final.
    """
    calendar = plan_calendar(plan, today)
    rows = [indicator_figures(row, year, calendar, statuses, signed) for row in indicators]
    return PlanFigures(plan, year, rows, (signed or {}).get(year), (signed or {}).get(year - 1))
