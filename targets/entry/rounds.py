"""In which round each year of a plan is entered, and why a figure cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from plans.calendar import plan_calendar
from plans.models import Plan, Report, Round, entry_lock, entry_rounds_by_year
from targets.models import Actual


class EntryRounds:
    """The rounds of one plan as of a day, and which year the page is for (None: every open one)."""

    def __init__(self, plan: Plan, today: dt.date, only_year: int | None = None) -> None:
        self.today, self.only_year = today, only_year
        self.calendar = plan_calendar(plan, today)
        self.take(plan.rounds.all())

    def take(self, rounds: Iterable[Round]) -> None:
        """Note for each year the round in which it is entered, or the one that says why it cannot be."""
        every = list(rounds)
        self.by_year = entry_rounds_by_year(every, self.today)
        self.earlier_ends: dict[int, set[dt.date | None]] = {
            year: {r.as_of for r in every if r.year == year and r.ends < asked.ends}
            for year, asked in self.by_year.items()
        }

    def is_of_earlier_round(self, actual: Actual) -> bool:
        """Whether a figure is of a round before the one that its year is asked in now."""
        if actual.as_of is not None and actual.as_of in self.earlier_ends[actual.year]:
            return True
        return actual.is_earlier_than(self.by_year[actual.year])

    def lock_of_year(self, year: int) -> str:
        """Why nothing can be entered for `year` here; "" if it can."""
        if self.only_year not in (None, year):
            return _("This page is for %(year)s.") % {"year": self.only_year}
        return entry_lock(self.by_year.get(year), year, self.today)

    def lock_of(self, year: int, actual: Actual | None) -> str:
        """Why this figure cannot be entered or changed; "" if it can."""
        if lock := self.lock_of_year(year):
            return lock
        if actual is None or actual.is_editable or actual.is_earlier_than(self.by_year[year]):
            return ""
        if actual.status == Report.Status.SUBMITTED:
            return _("Handed in, waiting for review")
        return _("Approved; a reviewer can reopen it")
