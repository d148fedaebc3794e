"""The grid as a person sees it: rows of indicators, a column a year; what is stored, what is open, and why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from plans.models import Plan, Report, Round, User
from targets.entry.cells import EntryCell
from targets.entry.rounds import EntryRounds
from targets.entry.rows import EntryRow
from targets.models import Actual, PlanIndicator


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

        self._load_same_period()

    def _load_same_period(self) -> None:
        """What was approved for the same part of the year before; one query, where a part is asked for at all."""
        parts = {year: one.as_of for year, one in self.rounds.by_year.items() if one.as_of}
        if not parts:
            return
        days = [day.replace(year=day.year - 1) for day in parts.values() if day]
        records = Actual.history.filter(indicator__in=self.indicators, as_of__in=days, status=Report.Status.APPROVED)
        rows = {row.indicator.pk: row for row in self.rows}
        for row_id, year, value in records.order_by("history_id").values_list("indicator", "year", "value"):
            if value is not None:
                rows[row_id].same_period[year + 1] = value

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
        years = {cell.year for cell in self.cells if not cell.lock} or set(self.open_years)
        return self.year or (years.pop() if len(years) == 1 else None)

    @property
    def dues(self) -> list[tuple[Round, dt.date]]:
        """The rounds in which this page takes figures, each with the due date that counts for the person's agencies."""
        rounds = [self.rounds.by_year[year] for year in self.open_years]
        return [(round_, round_.due_for(self.by.agency_ids)) for round_ in rounds]

    @property
    def only_label(self) -> str:
        """The year that the page takes figures of, with the period where its round asks for a part of it."""
        round_ = self.rounds.by_year.get(self.only_year or 0)
        return round_.label if round_ else str(self.only_year or "")

    @property
    def asks_part(self) -> bool:
        """Whether the page takes figures of a part of one year."""
        round_ = self.rounds.by_year.get(self.only_year or 0)
        return round_ is not None and round_.as_of is not None

    @property
    def width(self) -> int:
        """How many columns stand behind the number of a row."""
        return 8 + len(self.last_years) if self.only_year else 2 + len(self.plan.years)

    @property
    def sheet_years(self) -> list[int]:
        """The years of the printed form: those that are asked for now, else all."""
        return [self.year] if self.year else self.open_years or list(self.plan.years)

    @property
    def sheets(self) -> list[tuple[str, list[tuple[EntryRow, list[EntryCell]]]]]:
        """The printed forms, one an agency: its name, and its rows with their cells."""
        years = self.sheet_years
        found: dict[str, list[tuple[EntryRow, list[EntryCell]]]] = {}
        for row in self.rows:
            cells = [cell for cell in row.cells if cell.year in years]
            found.setdefault(row.agency_name, []).append((row, cells))
        return list(found.items())

    @property
    def sheet_periods(self) -> list[str]:
        """What the printed form asks for, where that is a part of a year."""
        rounds = (self.rounds.by_year.get(year) for year in self.sheet_years)
        return [f"{one.label}：{one.asked_period}" for one in rounds if one is not None and one.as_of]

    @cached_property
    def has_agencies(self) -> bool:
        """Whether the person enters for more than one agency: then each row names its own."""
        return len({row.agency_name for row in self.rows}) > 1

    @property
    def agency_names(self) -> str:
        return "、".join(dict.fromkeys(row.agency_name for row in self.rows))

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
    def open_cells(self) -> list[EntryCell]:
        """The cells that take a figure now: nothing of them is submitted."""
        return [cell for cell in self.cells if not cell.lock]

    @property
    def has_open_cells(self) -> bool:
        return bool(self.open_cells)

    @property
    def last_years(self) -> list[int]:
        """The years shown before the one that the page takes figures of, where it is one alone."""
        return [year for year in self.plan.years if self.only_year and year < self.only_year]
