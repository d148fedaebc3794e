"""From stored rows to figures: the one place where pages, charts and workbooks get their numbers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from plans.delivery import Delivery, delivery, year_rounds
from plans.models import Plan, Report, Round
from targets import checks, progress
from targets.choices import BaselineKind, Basis, Condition, Direction, State
from targets.models import Actual, Goal, PlanIndicator, YearTarget
from targets.progress import Benchmark, Ratio, Reading, Series, Start, Tally

APPROVED = frozenset({Report.Status.APPROVED})
SUBMITTED_STATUSES = frozenset(Report.SUBMITTED_STATUSES)
RATIO_UNITS = ("%", "‰")


@dataclass(frozen=True)
class YearFigures:
    """One cell of the target table: what a year asks for, what was reported, how they compare."""

    year: int
    benchmark: Benchmark
    actual: Actual | None
    rate: Ratio | None
    state: State
    direction: Direction
    target: YearTarget | None

    @property
    def value(self) -> Decimal | None:
        return self.actual.value if self.actual else None

    @property
    def silence(self) -> str:
        """Why there is no value, in words: 不适用, 未公布, else 未填报 or 逾期."""
        if self.actual is not None and self.actual.condition != Condition.VALUE:
            return str(self.actual.get_condition_display())
        return str(self.state.label)

    @property
    def is_partial(self) -> bool:
        """Whether the value was read within its year (年中数)."""
        return self.rate is not None and self.rate.is_partial

    @property
    def is_pending(self) -> bool:
        """Whether the value shown still waits for approval (drawn hatched)."""
        return self.actual is not None and self.actual.status != Report.Status.APPROVED

    @property
    def is_in_correction(self) -> bool:
        """Whether the year's approved value was reopened and counts until another is approved (更正中)."""
        return self.actual is not None and self.actual.is_in_correction

    @property
    def points(self) -> Decimal | None:
        """What the rate compares, as a difference in 百分点, for units of %; ahead is positive."""
        if self.rate is None:
            return None
        difference = self.rate.part - self.rate.whole
        return difference if self.direction == Direction.MORE else -difference


@dataclass(frozen=True)
class IndicatorFigures:
    """All figures of one plan indicator as of `year`."""

    indicator: PlanIndicator
    series: Series
    year: int
    actuals: Mapping[int, Actual]

    @cached_property
    def cells(self) -> list[YearFigures]:
        return [self.cell(year) for year in self.series.years]

    def cell(self, year: int) -> YearFigures:
        rate = progress.attainment_rate(self.series, year)
        return YearFigures(
            year,
            progress.benchmark(self.series, year),
            self.actuals.get(year),
            rate,
            progress.state_of(self.series, year, rate),
            self.series.direction,
            self.targets.get(year),
        )

    @cached_property
    def targets(self) -> dict[int, YearTarget]:
        """The printed targets by year."""
        return {target.year: target for target in self.indicator.targets.all()}

    @cached_property
    def gap_unit(self) -> str:
        """The unit of a distance: 百分点 for %."""
        return str(_("points")) if self.indicator.unit == "%" else self.indicator.unit

    @cached_property
    def now(self) -> YearFigures:
        """The cell of the chosen year."""
        return next((cell for cell in self.cells if cell.year == self.year), None) or self.cell(self.year)

    @cached_property
    def goal(self) -> Goal | None:
        return goal_of(self.indicator)

    @cached_property
    def is_mismatched(self) -> bool:
        """Whether yearly targets and goal disagree (目标不一致)."""
        return checks.has_goal_mismatch(self.series.targets, self.series.goal)

    @cached_property
    def to_date(self) -> Ratio | Tally | None:
        return progress.to_date(self.series, self.year)

    @cached_property
    def goal_rate(self) -> Ratio | Tally | None:
        return progress.goal_rate(self.series, self.year)

    @cached_property
    def increment_rate(self) -> Ratio | None:
        return progress.increment_rate(self.series, self.year)

    @cached_property
    def expected_progress(self) -> Decimal | None:
        return self.expected_progress_by(self.year)

    def expected_progress_by(self, year: int) -> Decimal | None:
        """序时进度 by the end of `year`, in %."""
        return progress.expected_progress(self.series, year)

    @cached_property
    def variance(self) -> Decimal | None:
        return progress.variance(self.series, self.year)

    @cached_property
    def remaining(self) -> progress.Remaining:
        return progress.remaining(self.series, self.year)

    @cached_property
    def projection(self) -> Ratio | None:
        return progress.projection(self.series, self.year)

    @cached_property
    def trend(self) -> dict[int, Decimal]:
        return progress.trend(self.series, self.year)


def goal_of(indicator: PlanIndicator) -> Goal | None:
    """Return the goal an indicator is held against: the first of its plan."""
    return next(iter(indicator.goals.all()), None)


def absolute_goal(indicator: PlanIndicator) -> Decimal | None:
    """Return the goal's number in the plan's unit; None for a relative one, or none (goal-relative)."""
    goal = goal_of(indicator)
    return goal.value if goal and goal.basis == Basis.ABSOLUTE else None


def series_of(
    indicator: PlanIndicator, actuals: Mapping[int, Actual], rounds: Mapping[int, Round], today: dt.date
) -> Series:
    """Return an indicator loaded by `with_figures()` as plain values, with `actuals` as its readings."""
    baseline = getattr(indicator, "baseline", None)
    plan = indicator.plan
    return Series(
        first_year=plan.start_year,
        last_year=plan.end_year,
        accumulation=indicator.accumulation,  # type: ignore[arg-type]  # a str enum's value
        direction=indicator.direction,  # type: ignore[arg-type]
        is_ratio=indicator.unit in RATIO_UNITS,
        targets={target.year: target.value for target in indicator.targets.all()},
        goal=absolute_goal(indicator),
        start=Start(baseline.year, baseline.value) if baseline and baseline.kind == BaselineKind.START else None,
        readings={
            year: Reading(actual.value, actual.condition, actual.as_of)  # type: ignore[arg-type]
            for year, actual in actuals.items()
        },
        overdue=overdue_years(indicator, rounds, today),
        met_mark=plan.met_mark,
        near_mark=plan.near_mark,
    )


def overdue_years(indicator: PlanIndicator, rounds: Mapping[int, Round], today: dt.date) -> frozenset[int]:
    """Return the years past their due date for which nothing was submitted that answers."""
    actuals = {actual.year: actual for actual in indicator.actuals.all()}
    return frozenset(
        year
        for year, round_ in rounds.items()
        if delivery(actuals.get(year), round_, today, indicator.reporter_ids) == Delivery.OVERDUE
    )


def counting_actuals(indicator: PlanIndicator, statuses: frozenset[str] = APPROVED) -> dict[int, Actual]:
    """Return by year the record that counts: of a reopened value the last approved one (domain.md §1)."""
    records = (actual.counting(statuses) for actual in indicator.actuals.all())
    return {record.year: record for record in records if record is not None}


def indicator_figures(
    indicator: PlanIndicator,
    year: int,
    rounds: Mapping[int, Round],
    today: dt.date,
    statuses: frozenset[str] = APPROVED,
) -> IndicatorFigures:
    """Return the figures of one indicator loaded by `with_figures()`, from actuals of these statuses."""
    actuals = counting_actuals(indicator, statuses)
    return IndicatorFigures(indicator, series_of(indicator, actuals, rounds, today), year, actuals)


@dataclass(frozen=True)
class PlanFigures:
    """All figures of one plan as of `year`."""

    plan: Plan
    year: int
    rows: list[IndicatorFigures]

    @cached_property
    def means(self) -> progress.Means:
        return progress.means([(row.series, row.indicator.weight) for row in self.rows], self.year)

    @cached_property
    def counts(self) -> list[tuple[State, int]]:
        """How many indicators are in each state, in the order of the states."""
        counted = Counter(row.now.state for row in self.rows)
        return [(state, counted[state]) for state in State]

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
        """Behind, overdue and unreported before nearly met, met and without target; the lowest rate first."""
        order = [State.BEHIND, State.OVERDUE, State.UNREPORTED, State.NEAR, State.MET, State.NO_TARGET]

        def place(row: IndicatorFigures) -> tuple[int, Decimal, int]:
            rate = row.now.rate
            percent = rate.percent if rate and rate.percent is not None else Decimal(0)
            return order.index(row.now.state), percent, row.indicator.seq

        return sorted(self.rows, key=place)


def plan_figures(
    plan: Plan,
    indicators: Iterable[PlanIndicator],
    year: int,
    today: dt.date,
    statuses: frozenset[str] = APPROVED,
) -> PlanFigures:
    """Return the figures of a plan, from its rounds and its indicators loaded by `with_figures()`."""
    rounds = year_rounds(plan.rounds.all())
    return PlanFigures(plan, year, [indicator_figures(row, year, rounds, today, statuses) for row in indicators])
