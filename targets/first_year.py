"""Which year a page shows first, and how far the years that are being reported have come (domain.md §3)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field

from django.db.models import Count, Max

from plans.models import Phase, Plan, Round
from plans.models.fixed_read import FixedRead
from targets.choices import Condition
from targets.models import Actual, PlanIndicator


@dataclass(frozen=True)
class YearReported:
    """How many of the indicator values due in a year are approved, whole-year values only."""

    year: int
    approved: int
    due: int
    is_open: bool = field(default=False, compare=False)  # whether a round still asks for it

    @property
    def is_enough(self) -> bool:
        """Whether at least 80 % are approved."""
        return self.due > 0 and self.approved * 5 >= self.due * 4


@dataclass(frozen=True)
class FirstYear:
    """The year shown first, as the end of its plans (期末) where it is their last; and the later ones in work."""

    year: int
    is_final: bool = False
    in_work: tuple[YearReported, ...] = ()


ASKED = FixedRead(
    lambda plans, today: (
        Round.objects.filter(plan__in=plans, opens__lte=today)
        .order_by()
        .values_list("plan", "year", "status")
        .prefetch_related(None)
        .distinct()
    )
)
ROWS = FixedRead(
    lambda plans: (
        PlanIndicator.objects.filter(plan__in=plans).active().order_by().values_list("plan").annotate(Count("pk"))
    )
)
ENDS = FixedRead(
    lambda plans: Phase.objects.filter(plan__in=plans).order_by().values_list("plan").annotate(Max("ends"))
)
ANSWERED = FixedRead(
    lambda plans: (
        Actual.objects.approved()
        .filter(indicator__plan__in=plans, indicator__dropped_by="")
        .order_by()
        .values_list("indicator__plan", "year", "condition", "as_of")
        .annotate(Count("pk"))
    )
)


class ReportedYears:
    """What is due and approved of plans, by year; made in a fixed number of queries."""

    def __init__(self, plans: Iterable[Plan], today: dt.date) -> None:
        self.plans, self.today = list(plans), today
        ids = [plan.pk for plan in self.plans]
        asked = ASKED(ids, today)
        self._asked = {(plan, year) for plan, year, _status in asked}
        self._open = {(plan, year) for plan, year, status in asked if status in Round.OPEN_STATUSES}
        self._rows = dict(ROWS(ids))
        self._approved, self._excused = self._answered(ids)

    def _answered(self, ids: list[int]) -> tuple[Counter[tuple[int, int]], Counter[tuple[int, int]]]:
        """How many whole-year values are approved, and how many are 不适用, by plan and year."""
        ends = dict(ENDS(ids))
        approved: Counter[tuple[int, int]] = Counter()
        excused: Counter[tuple[int, int]] = Counter()
        for plan, year, condition, as_of, count in ANSWERED(ids):
            if condition == Condition.NOT_APPLICABLE:
                excused[plan, year] += count
            elif condition == Condition.VALUE and (as_of is None or as_of >= _year_end(year, ends.get(plan))):
                approved[plan, year] += count
        return approved, excused

    def of(self, plans: Iterable[Plan], year: int) -> YearReported:
        """What is due and approved of these plans in one year: without a round, what is recorded is due."""
        approved = due = 0
        is_open = False
        for plan in plans:
            if year in plan.years:
                key = (plan.pk, year)
                approved += self._approved[key]
                due += self._rows.get(plan.pk, 0) - self._excused[key] if key in self._asked else self._approved[key]
                is_open = is_open or key in self._open
        return YearReported(year, approved, due, is_open)

    def first(self, plans: Iterable[Plan]) -> FirstYear:
        """Return the year that pages about these plans show first."""
        plans = list(plans)
        years = [self.of(plans, year) for year in sorted({year for plan in plans for year in plan.years})]
        return chosen_first(years, self.today, lambda year: {plan.end_year for plan in plans if year in plan.years})


def chosen_first(years: Sequence[YearReported], today: dt.date, end_years: Callable[[int], Set[int]]) -> FirstYear:
    """The latest year with 80 % of what is due approved, else the latest with any; else the nearest to today.

    `end_years` gives the last years of the plans that a year is of.
    """
    latest_first = sorted(years, key=lambda found: -found.year)
    enough = next((found for found in latest_first if found.is_enough), None)
    chosen = enough or next((found for found in latest_first if found.approved), None)
    year = chosen.year if chosen else _nearest([found.year for found in latest_first], today.year)
    in_work = tuple(found for found in reversed(latest_first) if found.year > year and found.is_open)
    return FirstYear(year, enough is not None and end_years(year) == {year}, in_work)


def _year_end(year: int, plan_end: dt.date | None) -> dt.date:
    return plan_end if plan_end and plan_end.year == year else dt.date(year, 12, 31)


def _nearest(years: list[int], year: int) -> int:
    """The year of these, the latest first, that is nearest to `year` from below, else the first after it."""
    return next((y for y in years if y <= year), years[-1] if years else year)


def first_year(plans: Iterable[Plan], today: dt.date) -> FirstYear:
    """Return the year that pages about these plans show first."""
    found = ReportedYears(plans, today)
    return found.first(found.plans)
