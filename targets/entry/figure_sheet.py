"""The grid of figures as a sheet that a block is pasted into."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plans.words import printable
from targets.entry.block.sheet import Checked, Column, Place, Sheet, SheetRow
from targets.entry.cell_fields import MAX_TEXT, read_fields
from targets.entry.cells import EntryCell
from targets.entry.grid import EntryGrid
from targets.entry.refusals import Cause, refusal
from targets.entry.rows import EntryRow
from targets.numbers import benchmark_text

REMARK = "remark"
REACHED = (
    "完成值",
    "实际值",
    "实际",
    "完成",
    "完成数",
    "实际完成",
    "实际完成值",
    "完成情况",
    "本年",
    "当年",
    "当年值",
    "actual",
)
REMARKS = ("备注", "说明", "备注说明", "remark")


def figure_sheet(grid: EntryGrid) -> Sheet:
    """Return the rows of the grid with their fields; years that take no figures are locked columns."""
    years = [year for year in grid.plan.years if not grid.only_year or year <= grid.only_year]
    columns = [Column(str(year), str(year), REACHED if year == grid.only_year else (), year=year) for year in years]
    if grid.only_year:
        columns.append(Column(REMARK, _("remark"), REMARKS, is_text=True))
    return Sheet([_sheet_row(row, grid.only_year) for row in grid.rows], columns)


def _sheet_row(row: EntryRow, only_year: int | None) -> SheetRow:
    cells = {str(cell.year): cell for cell in row.cells}
    places = {key: _place(cell, "text", cell.text) for key, cell in cells.items()}
    only = cells.get(str(only_year))
    if only is not None:
        places[REMARK] = _place(only, "remark", only.remark_text)

    def check(key: str, text: str) -> Checked:
        if key == REMARK:
            return _checked_remark(only, text)
        return _checked_figure(cells[key], text)

    target = benchmark_text(only.benchmark) if only else ""
    return SheetRow(row.indicator.seq, row.indicator.name, (row.indicator.unit,), target, places, check)


def _place(cell: EntryCell, part: str, shown: str) -> Place:
    return Place("" if cell.lock else f"{cell.name}-{part}", shown, cell.lock)


def _checked_figure(cell: EntryCell, text: str) -> Checked:
    found = read_fields({"value": text}, cell.row.rule, cell.year)
    if found.faults:
        return Checked(fault=found.faults[0][1])
    now = read_fields({"value": cell.text}, cell.row.rule, cell.year)
    is_same = (found.parsed, found.reason) == (now.parsed, now.reason) and bool(cell.text)
    return Checked(printable(text), is_same=is_same)


def _checked_remark(cell: EntryCell | None, text: str) -> Checked:
    words = printable(text)
    if len(words) > MAX_TEXT:
        return Checked(fault=refusal(Cause.TOO_MANY_CHARACTERS, n=MAX_TEXT).messages[0])
    return Checked(words, is_same=cell is not None and words == cell.remark_text)
