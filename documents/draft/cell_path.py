"""Which cell of a draft is meant: one type, one parser, one printer.

Printed, a path reads `indicators/12/targets/2023`, `tasks/48/lead`, `goals/3/value`, `plan/title`, or
`earlier/0/indicators/2/baseline/2015` for a table of another period (domain.md §4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

ROW = re.compile(
    r"(?:earlier/(?P<table>\d{1,4})(?:/|$))?"
    r"(?:(?P<plan>plan)|(?P<section>indicators|tasks|goals|agencies)(?:/(?P<number>\d{1,6}))?)?"
    r"(?:(?:^|/)?(?P<cell>[a-z_]\w{0,39}(?:/\d{4})?))?"
)


class Section(StrEnum):
    """The parts of a draft that have rows, and its head."""

    PLAN = "plan"
    INDICATORS = "indicators"
    TASKS = "tasks"
    GOALS = "goals"
    AGENCIES = "agencies"


@dataclass(frozen=True)
class CellName:
    """One cell of a row: its field, and of targets, actuals and baseline the year."""

    field: str
    year: int | None = None

    @classmethod
    def parse(cls, text: str) -> CellName:
        """Return the name that `targets/2023` or `goal` prints. Raises ValueError for a year that is none."""
        field, slash, year = text.partition("/")
        return cls(field, int(year) if slash else None)

    def __str__(self) -> str:
        return self.field if self.year is None else f"{self.field}/{self.year}"


@dataclass(frozen=True)
class CellPath:
    """A cell, a row (no `cell`), a whole section (no `number`), or the document itself (no `section`).

    `number` is the number of an indicator or task, the place of a goal or agency counted from 0; `table` the place
    of a table of another period, None for the plan itself.
    """

    section: Section | None = None
    number: int | None = None
    cell: CellName | None = None
    table: int | None = None

    @classmethod
    def parse(cls, text: str) -> CellPath:
        """Return the path that `text` prints, the document for "". Raises ValueError for anything else."""
        found = ROW.fullmatch(text)
        if found is None:
            raise ValueError(text[:40])
        section = found["plan"] or found["section"]
        path = cls(
            Section(section) if section else None,
            int(found["number"]) if found["number"] else None,
            CellName.parse(found["cell"]) if found["cell"] else None,
            int(found["table"]) if found["table"] else None,
        )
        has_row = path.number is not None or path.section == Section.PLAN or (not section and path.table is not None)
        if (path.cell and not has_row) or str(path) != text:
            raise ValueError(text[:40])
        return path

    @classmethod
    def plan(cls, field: str) -> CellPath:
        return cls(Section.PLAN, cell=CellName(field))

    @classmethod
    def indicator(cls, seq: int, table: int | None = None) -> CellPath:
        return cls(Section.INDICATORS, seq, table=table)

    @classmethod
    def task(cls, seq: int) -> CellPath:
        return cls(Section.TASKS, seq)

    @classmethod
    def goal(cls, place: int) -> CellPath:
        return cls(Section.GOALS, place)

    def at(self, field: str, year: int | None = None) -> CellPath:
        """Return the path of a cell of this row."""
        return replace(self, cell=CellName(field, year))

    @property
    def row(self) -> CellPath:
        """The row the cell lies in; of the head the head, of a table of another period the table."""
        if self.table is not None:
            return CellPath(table=self.table)
        return replace(self, cell=None)

    @property
    def field(self) -> str:
        return self.cell.field if self.cell else ""

    def __str__(self) -> str:
        parts = [
            None if self.table is None else f"earlier/{self.table}", self.section, self.number, self.cell,
        ]  # fmt: skip
        return "/".join(str(part) for part in parts if part is not None)


DOCUMENT = CellPath()
