"""The workbook in: whose it is, what would be changed, and the changed rows as the grid and the reports store them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from documents.reading.sheets import Sheet
from documents.workbooks.entry.comparison import SheetChanges, changes_of
from documents.workbooks.entry.figure_sheet import figure_sheet, plan_version
from documents.workbooks.entry.keyed_sheet import BOUNDS
from documents.workbooks.entry.layout import EARLIER_FORMATS, FORMAT, META
from documents.workbooks.entry.own_entry import OwnEntry
from documents.workbooks.entry.task_sheet import TaskRow, task_sheet, tasks_version
from documents.workbooks.sheet import unescaped
from documents.workbooks.upload import WorkbookRefused, opened
from targets.entry import EntryGrid
from targets.entry.cell_fields import read_fields
from targets.entry.submitted_cell import Key, SubmittedCell
from tasks.entry import TaskEntry


@dataclass
class Uploaded:
    """What an uploaded workbook would change. `unread` are other sheets in which something stands."""

    figures: SheetChanges
    tasks: SheetChanges
    unread: list[str]

    @property
    def sent(self) -> dict[str, Any]:
        """The changed rows of both sheets, as they come back once a person has said yes."""
        return {"figures": self.figures.rows, "tasks": self.tasks.rows}

    @property
    def sheets(self) -> list[SheetChanges]:
        return [sheet for sheet in (self.figures, self.tasks) if sheet.title]

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [*self.figures.errors, *self.tasks.errors]

    @property
    def blank_count(self) -> int:
        return len(self.figures.blanks) + len(self.tasks.blanks)


def read_back(content: bytes, entry: OwnEntry) -> Uploaded:
    """Return what a filled-in workbook would change in what the person enters.

    Raises WorkbookRefused for a file that is no such workbook, a copy of another plan or agency, and a stale copy.
    """
    book = opened(content, BOUNDS)
    _require_ours(book, entry)
    figures, tasks = (changes_of(book, form) for form in (figure_sheet(entry.grid), task_sheet(entry.task_rows)))
    known = {META, figures.title, tasks.title}
    return Uploaded(figures, tasks, [sheet.title for sheet in book if sheet.title not in known and not sheet.is_blank])


def _require_ours(book: Sequence[Sheet], entry: OwnEntry) -> None:
    not_ours = _("This is not a workbook that was downloaded here for entry.")
    marks = next((sheet for sheet in book if sheet.title == META), None)
    form, plan, version, agencies, tasks = (unescaped(marks.cell(row, 1).text) if marks else "" for row in range(1, 6))
    if form in EARLIER_FORMATS:
        raise WorkbookRefused(_("This copy was made by an earlier version of the system. Please download a new one."))
    if form != FORMAT or not agencies:
        raise WorkbookRefused(not_ours)
    if plan != entry.plan.slug or agencies != entry.agency_names:
        values = {"agencies": agencies, "plan": plan}
        raise WorkbookRefused(_("This copy is that of %(agencies)s (%(plan)s), not yours.") % values)
    if (version, tasks) != (plan_version(entry.grid), tasks_version(entry.task_rows)):
        raise WorkbookRefused(_("The plan was changed after this copy was downloaded. Please download a new one."))


def submitted_rows(
    rows: Mapping[str, Mapping[str, Any]], grid: EntryGrid, is_clearing: bool
) -> dict[Key, SubmittedCell]:
    """Return the rows of indicators that `read_back` found changed, as the grid stores them.

    `is_clearing` says that what is blank in the workbook is to be cleared. Raises WorkbookRefused where that cannot be,
    and KeyError for a row that the person reports no more.
    """
    cells = {cell.name: cell for cell in grid.cells}
    submission = {}
    for name, row in rows.items():
        cell, texts = cells[name], _cleared(row, is_clearing)
        found = read_fields(texts, cell.row.rule, cell.year)
        if found.faults:
            raise WorkbookRefused(f"{cell.row.indicator.name} {cell.year}：{found.faults[0][1]}")
        text = texts["value"] or texts["condition"]
        submission[cell.key] = SubmittedCell(int(row["version"]), parsed=found.parsed, text=text, reason=found.reason)
    return submission


def filled_entries(entry: OwnEntry, sent: Mapping[str, Mapping[str, Any]], is_clearing: bool) -> list[TaskEntry]:
    """Return the reports of the rows of tasks that `read_back` found changed.

    Raises KeyError for a row that the person reports no more, and WorkbookRefused where a field cannot be cleared.
    """
    rows = {row.key: row for row in map(TaskRow, entry.task_rows)}
    found = [rows[key].entry_of(_cleared(one, is_clearing), one["version"]) for key, one in sent.items()]
    for one in found:
        if not one.form.is_valid():
            errors = "；".join(str(error) for errors in one.form.errors.values() for error in errors)
            raise WorkbookRefused(f"{one.task.seq} {one.year}：{errors}")
    return found


def _cleared(row: Mapping[str, Any], is_clearing: bool) -> dict[str, str]:
    """The texts of a row that comes back; what is blank in the workbook is cleared only where a person said so."""
    return dict(row["texts"]) | (dict.fromkeys(row["blanks"], "") if is_clearing else {})
