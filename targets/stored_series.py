"""From a stored row to the plain values that figures are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from plans.calendar import PlanCalendar
from plans.delivery import Delivery, delivery
from targets.choices import Accumulation, BaselineKind, Basis, Condition, Direction
from targets.models import Actual, Goal, PlanIndicator
from targets.progress import Reading, Series, Start
from targets.units import counts_pieces, is_ratio_unit


def goal_of(indicator: PlanIndicator) -> Goal | None:
    """Return the goal an indicator is held against: the first of its plan."""
    return next(iter(indicator.goals.all()), None)


def absolute_goal(indicator: PlanIndicator) -> Decimal | None:
    """Return the goal's number in the plan's unit; None for a relative one, or none (goal-relative)."""
    goal = goal_of(indicator)
    return goal.value if goal and goal.basis == Basis.ABSOLUTE else None


def goal_number(indicator: PlanIndicator) -> Decimal | None:
    """Return the number to reach, in the plan's unit; of a relative goal once its base is given (domain.md §2).

    Growth: base × (1 + g %); share: base × g %; above an average: average + g. Whole pieces are rounded to the harder.
    """
    goal = goal_of(indicator)
    if goal is None or goal.value is None or goal.basis == Basis.ABSOLUTE:
        return goal.value if goal else None
    if goal.base_value is None:
        return None
    number = {
        Basis.GROWTH: goal.base_value * (100 + goal.value) / 100,
        Basis.SHARE: goal.base_value * goal.value / 100,
        Basis.ABOVE_AVERAGE: goal.base_value + goal.value,
    }[Basis(goal.basis)]
    is_whole = _counts_pieces(indicator, [goal.base_value])
    harder = ROUND_CEILING if indicator.direction == Direction.MORE else ROUND_FLOOR
    return number.to_integral_value(harder) if is_whole else number


def _counts_pieces(indicator: PlanIndicator, others: Iterable[Decimal]) -> bool:
    """Whether the row counts whole pieces: by its unit and name, and no number printed has decimals."""
    if indicator.scale != 1 or not counts_pieces(indicator.name, indicator.unit):
        return False
    numbers = [*others, *(target.value for target in indicator.targets.all())]
    return all(number == number.to_integral_value() for number in numbers)


def _is_every_year(indicator: PlanIndicator) -> bool:
    goal = goal_of(indicator)
    return "每年" in indicator.name or (goal is not None and "每年" in goal.text)


def series_of(indicator: PlanIndicator, actuals: Mapping[int, Actual], calendar: PlanCalendar) -> Series:
    """Return an indicator loaded by `with_figures()` as plain values, with `actuals` as its readings."""
    baseline = getattr(indicator, "baseline", None)
    plan, goal, number = indicator.plan, goal_of(indicator), goal_number(indicator)
    printed = [n for n in (number, baseline.value if baseline else None) if n is not None]
    return Series(
        first_year=plan.start_year,
        last_year=plan.end_year,
        accumulation=Accumulation(indicator.accumulation) if indicator.accumulation else None,
        direction=Direction(indicator.direction),
        is_ratio=is_ratio_unit(indicator.unit),
        is_whole=_counts_pieces(indicator, printed),
        is_every_year=_is_every_year(indicator),
        targets={target.year: target.value for target in indicator.targets.all()},
        goal=number,
        is_relative=goal is not None and goal.basis != Basis.ABSOLUTE,
        start=Start(baseline.year, baseline.value) if baseline and baseline.kind == BaselineKind.START else None,
        readings={
            year: Reading(actual.value, Condition(actual.condition), actual.as_of) for year, actual in actuals.items()
        },
        overdue=overdue_years(indicator, calendar),
        asked=frozenset(filter(indicator.is_asked_in, calendar.asked)),
        begins=calendar.begins,
        ends=calendar.ends,
        this_year=calendar.today.year,
        met_mark=plan.met_mark,
        near_mark=plan.near_mark,
        ahead_mark=plan.ahead_mark,
    )


def overdue_years(indicator: PlanIndicator, calendar: PlanCalendar) -> frozenset[int]:
    """Return the years past their due date for which nothing was submitted that answers."""
    actuals = {actual.year: actual for actual in indicator.actuals.all()}
    return frozenset(
        year
        for year, round_ in calendar.rounds.items()
        if indicator.is_asked_in(year)
        and delivery(actuals.get(year), round_, calendar.today, indicator.reporter_ids) == Delivery.OVERDUE
    )
