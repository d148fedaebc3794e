"""A workbook's sheets as plain values: what a person filled in, as the text each cell shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

FORMULA, ERROR, TRUTH, STRUCK_OUT, TOO_LARGE = "formula", "error", "truth", "struck-out", "too-large"


@dataclass(frozen=True)
class SheetBounds:
    """How much of each sheet is read: rows and columns from the first; what lies beyond is not looked at."""

    rows: int = 5000
    columns: int = 40


@dataclass(frozen=True)
class SheetCell:
    """What a cell shows, and why that cannot be taken as typed: one of the codes above, "" if it can."""

    text: str = ""
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.fault


BLANK = SheetCell()


@dataclass(frozen=True)
class Sheet:
    """`rows` are those that are read, from row 1; `last_row` is the last used one, also beyond them.

    `hidden_rows` and `hidden_columns` count from 1.
    """

    title: str
    is_visible: bool
    last_row: int
    rows: list[list[SheetCell]]
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def cell(self, row: int, column: int) -> SheetCell:
        """Return the cell of a row and column from 1; a blank one where the sheet has none."""
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        return cells[column - 1] if column <= len(cells) else BLANK

    def row(self, number: int, width: int) -> list[SheetCell]:
        """Return the first `width` cells of a row, blank ones where the sheet has none."""
        return [self.cell(number, column) for column in range(1, width + 1)]

    @property
    def is_blank(self) -> bool:
        return all(cell.is_blank for row in self.rows for cell in row)


def as_json(sheets: Iterable[Sheet]) -> list[dict[str, Any]]:
    """Return sheets as plain values; `from_json` takes them back."""
    return [
        {
            "title": sheet.title,
            "is_visible": sheet.is_visible,
            "last_row": sheet.last_row,
            "rows": [[[c.text, c.fault] if c.fault else c.text for c in row] for row in sheet.rows],
            "hidden": [sorted(sheet.hidden_rows), sorted(sheet.hidden_columns)],
        }
        for sheet in sheets
    ]


def from_json(objects: Iterable[dict[str, Any]]) -> list[Sheet]:
    return [
        Sheet(
            one["title"],
            one["is_visible"],
            one["last_row"],
            [[SheetCell(c) if isinstance(c, str) else SheetCell(*c) for c in row] for row in one["rows"]],
            *map(set, one["hidden"]),
        )
        for one in objects
    ]
