"""On which day a plan's figures may come out otherwise though nobody changes anything: a date comes, or has gone by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from plans.models import Extension, LightRules, Plan
from plans.working_days import DAY, WorkingDays
from tasks.models import Task


def next_opening(plan: Plan, today: dt.date) -> dt.date:
    """Return the first day after `today` on which a round of the plan opens, or the year ends."""
    return min(day for day in (*(one.opens for one in plan.rounds.all()), _next_year(today)) if day > today)


class ChangingDays:
    """When what is computed of plans (loaded with rounds and `light_rules`) may change; made in one query and one more
    for the holidays.
    """

    def __init__(self, plans: Iterable[Plan], today: dt.date) -> None:
        self.today, self.days = today, WorkingDays()
        self._limits: Mapping[int, set[dt.date]] = _time_limits(plans)
        self._soon: dict[tuple[dt.date, int], dt.date] = {}

    def next_of(self, plan: Plan) -> dt.date:
        """Return the first day after today on which a figure, a state or a light of the plan may be another one."""
        return min(day for day in self._days(plan) if day > self.today)

    def _days(self, plan: Plan) -> Iterator[dt.date]:
        yield next_opening(plan, self.today)
        before = LightRules.of(plan).days_before
        for due in self._dues(plan):
            yield due + DAY  # from then on it is overdue
            if before is not None and due > self.today:
                yield self._nearing(due, before)

    def _dues(self, plan: Plan) -> set[dt.date]:
        """Every day by which something of the plan is due: reports of rounds, as extended, and tasks."""
        rounds = list(plan.rounds.all())
        extended = {
            one.due for round_ in rounds for one in round_.extensions.all() if one.state == Extension.State.GIVEN
        }
        return {round_.due for round_ in rounds} | extended | self._limits[plan.pk]

    def _nearing(self, due: dt.date, before: int) -> dt.date:
        """The first day from which on so many working days are left: a light burns from then on."""
        if (due, before) not in self._soon:
            day, left = due, 0
            while left + self.days.is_working(day) <= before:
                left += self.days.is_working(day)
                day -= DAY
            self._soon[due, before] = day
        return self._soon[due, before]


def _time_limits(plans: Iterable[Plan]) -> Mapping[int, set[dt.date]]:
    """The time limits 完成时限 of the plans' tasks, by the plan's id."""
    found: dict[int, set[dt.date]] = defaultdict(set)
    tasks = Task.objects.filter(plan__in=[plan.pk for plan in plans], due__isnull=False).order_by()
    for plan, due in tasks.values_list("plan", "due").distinct():
        if due is not None:
            found[plan].add(due)
    return found


def _next_year(today: dt.date) -> dt.date:
    return dt.date(today.year + 1, 1, 1)
