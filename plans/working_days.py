"""Working days of mainland China: without holidays, with the days worked instead (调休).

The package `holidays` knows the State Council's notices up to the year it was made in, and of later years the days off
that the law gives; what an administrator entered comes first.
"""

from __future__ import annotations

import datetime as dt
from functools import cache, cached_property
from itertools import islice

from holidays import HolidayBase, country_holidays

from plans.models import Holiday

DAY = dt.timedelta(days=1)


@cache
def known_holidays() -> HolidayBase:
    """What the package knows, made once: it adds a year when it is first asked for a day of it."""
    return country_holidays("CN")


class WorkingDays:
    """Which days are worked; asks the database once, when it is first needed."""

    @cached_property
    def _entered(self) -> dict[dt.date, bool]:
        """Of each day that an administrator entered whether it is worked."""
        periods = Holiday.objects.order_by("pk")
        return {day: period.is_working for period in periods for day in period.days}

    def is_working(self, day: dt.date) -> bool:
        """Return whether `day` is worked."""
        if day in self._entered:
            return self._entered[day]
        return known_holidays().is_working_day(day)

    def between(self, start: dt.date, end: dt.date, stop: int | None = None) -> int:
        """Return how many working days come after `start` up to `end`; 0 where `end` is not later.

        Past `stop` it does not count on: the answer is then one more.
        """
        worked = (n for n in range(1, (end - start).days + 1) if self.is_working(start + DAY * n))
        return sum(1 for _day in islice(worked, None if stop is None else stop + 1))

    def knows(self, year: int) -> bool:
        """Whether the notice of `year` (which weekends are worked) is known, by the package or by what was entered."""
        if any(day.year == year for day in self._entered):
            return True
        self.is_working(dt.date(year, 1, 1))  # the package makes a year when it is asked of it
        return any(day.year == year for day in known_holidays().weekend_workdays)
