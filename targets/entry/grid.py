"""The grid as a person sees it: rows of indicators, a column a year; what is stored, what is open, and why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from plans.models import Plan, Round, User
from targets.entry.cells import EntryCell, EntryRow
from targets.entry.rounds import EntryRounds
from targets.models import PlanIndicator


@dataclass
class EntryGrid:
    """The figures of one plan that one person's agencies answer for, of one year or of all open ones."""

    plan: Plan
    indicators: Sequence[PlanIndicator]
    by: User
    today: dt.date
    year: int | None = None
    rows: list[EntryRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rounds = EntryRounds(self.plan, self.today, self.year)
        for indicator in self.indicators:
            row = EntryRow(indicator, self.rounds, self.by)
            actuals = {actual.year: actual for actual in indicator.actuals.all()}
            row.cells = [EntryCell(row, year, actuals.get(year)) for year in self.plan.years]
            self.rows.append(row)
        for cell in self.cells:
            cell.lock = self.rounds.lock_of(cell.year, cell.actual)
        for cell in self.cells:
            cell.has_remark_beside = cell.year == self.only_year

    @property
    def cells(self) -> Iterable[EntryCell]:
        return (cell for row in self.rows for cell in row.cells)

    @property
    def open_years(self) -> list[int]:
        """The years in which this page takes figures."""
        return [year for year in self.plan.years if not self.rounds.lock_of_year(year)]

    @cached_property
    def only_year(self) -> int | None:
        """The year, where the page takes figures of one alone: then there is room for remarks beside them."""
        years = {cell.year for cell in self.cells if not cell.lock}
        return self.year or (years.pop() if len(years) == 1 else None)

    @property
    def dues(self) -> list[tuple[Round, dt.date]]:
        """The rounds in which this page takes figures, each with the due date that counts for the person's agencies."""
        rounds = [self.rounds.by_year[year] for year in self.open_years]
        return [(round_, round_.due_for(self.by.agency_ids)) for round_ in rounds]

    @property
    def sheet_years(self) -> list[int]:
        """The years of the printed form: those that are asked for now, else all."""
        return [self.year] if self.year else self.open_years or list(self.plan.years)

    @property
    def sheet_rows(self) -> list[tuple[EntryRow, list[EntryCell]]]:
        """Each row of the printed form with its cells."""
        years = self.sheet_years
        return [(row, [cell for cell in row.cells if cell.year in years]) for row in self.rows]

    @property
    def agency_names(self) -> str:
        return "、".join(dict.fromkeys(str(one.current_reporter) for one in self.indicators))

    @property
    def withdrawable(self) -> list[EntryCell]:
        return [cell for cell in self.cells if cell.can_withdraw]

    @property
    def lock(self) -> str:
        """Why nothing can be entered on this page; "" if something can."""
        if self.open_years:
            return ""
        return self.rounds.lock_of_year(self.year) if self.year else _("No reporting round of this plan is open.")

    @property
    def problems(self) -> int:
        """How many cells a person must look at again."""
        return sum(cell.has_problem for cell in self.cells)

    @property
    def unexplained(self) -> int:
        """How many cells must be explained before they can be submitted."""
        return sum(bool(cell.required_explanations) for cell in self.cells)

    @property
    def has_open_cells(self) -> bool:
        return any(not cell.lock for cell in self.cells)

    @property
    def unreported(self) -> int:
        """How many open cells still have nothing submitted."""
        return sum(not cell.lock for cell in self.cells)
