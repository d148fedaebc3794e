"""A row of the grid: one indicator, with the rounds it is entered in, who enters it, and what is computed of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from plans.models import User
from targets import progress
from targets.choices import Accumulation
from targets.entry.figure_rule import FigureRule, figure_rule
from targets.entry.required_explanations import RequiredExplanation, required_explanations
from targets.entry.rounds import EntryRounds
from targets.figures import SUBMITTED_STATUSES, counting_actuals
from targets.models import Actual, PlanIndicator
from targets.stored_series import absolute_goal, series_of

if TYPE_CHECKING:
    from targets.entry.cells import EntryCell


@dataclass
class EntryRow:
    """One row of the grid, with the rounds it is entered in and who enters it."""

    indicator: PlanIndicator
    rounds: EntryRounds
    by: User
    cells: list[EntryCell] = field(default_factory=list)
    same_period: dict[int, Decimal] = field(default_factory=dict)  # of the year before, where a part is asked for
    _now: progress.Series | None = field(default=None, init=False)
    _explanations: dict[int, list[RequiredExplanation]] = field(default_factory=dict, init=False)

    @cached_property
    def agency_name(self) -> str:
        """Who reports it today."""
        return str(self.indicator.current_reporter or "")

    @cached_property
    def submitted_actuals(self) -> dict[int, Actual]:
        return counting_actuals(self.indicator, SUBMITTED_STATUSES)

    @cached_property
    def series(self) -> progress.Series:
        return series_of(self.indicator, self.submitted_actuals, self.rounds.calendar)

    @property
    def now(self) -> progress.Series:
        """The series with what is typed, too."""
        if self._now is None:
            complete = {cell.year: cell.actual for cell in self.cells if cell.actual and cell.actual.is_complete}
            self._now = series_of(self.indicator, complete, self.rounds.calendar)
        return self._now

    def forget_series(self) -> None:
        """A cell of the row was changed: `now`, and what must be explained, are made again."""
        self._now = None
        self._explanations.clear()

    def explanations_of(self, actual: Actual) -> list[RequiredExplanation]:
        """What must be said to the actual of one year."""
        if actual.year not in self._explanations:
            self._explanations[actual.year] = list(required_explanations(actual, self.now, self.rounds.today))
        return self._explanations[actual.year]

    @cached_property
    def rule(self) -> FigureRule:
        """What a figure of this row must be."""
        return rule_of(self.indicator)

    @cached_property
    def only_cell(self) -> EntryCell | None:
        """The cell of the year that the page takes figures of, where it is one alone."""
        return next((cell for cell in self.cells if cell.has_remark_beside), None)

    @property
    def open_cells(self) -> list[EntryCell]:
        """The cells that take a figure now."""
        return [cell for cell in self.cells if not cell.lock]

    @property
    def last_cells(self) -> list[EntryCell]:
        """The cells of the years before that one."""
        only = self.only_cell
        return [cell for cell in self.cells if only is not None and cell.year < only.year]

    @property
    def shown_below(self) -> list[EntryCell]:
        """The cells that have, or may come to have, something below the row."""
        shown = self.cells if self.only_cell is None else [self.only_cell]
        return [cell for cell in shown if not cell.lock or cell.has_problem]

    @property
    def hint(self) -> str:
        """Which number belongs in the cells: the year's own, the amount at year end, or that of the part asked for."""
        kind, day = self.indicator.accumulation, self.only_cell.as_of if self.only_cell else None
        if kind == Accumulation.MILESTONE:
            return _("1 when built, 0 when not")
        if kind == Accumulation.LEVEL:
            return _("value on %(month)s-%(day)s") % _of(day) if day else _("value at year end")
        return _("January to month %(month)s") % _of(day) if day else _("this year's own amount")


def _of(day: dt.date) -> dict[str, int]:
    return {"month": day.month, "day": day.day}


def rule_of(indicator: PlanIndicator) -> FigureRule:
    """Return what a figure of an indicator must be, be it an actual or a target."""
    goal = absolute_goal(indicator)
    numbers = [target.value for target in indicator.targets.all()]
    return figure_rule(indicator.unit, indicator.name, numbers if goal is None else [*numbers, goal])
