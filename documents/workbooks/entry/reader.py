"""The workbook in: what was changed, cell by cell, and what is wrong, with the address of the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.reading.sheets import Sheet, SheetCell
from documents.workbooks.entry.cell_text import cell_text
from documents.workbooks.entry.layout import (
    DIGEST_COLUMN,
    EARLIER_FORMATS,
    FIELDS,
    FIRST_FIELD,
    FORMAT,
    META,
    VERSION_COLUMN,
    field_texts,
    plan_version,
    row_digest,
)
from documents.workbooks.entry.own_entry import OwnEntry
from documents.workbooks.entry.sheet_rows import BOUNDS, SheetRows, sheet_rows
from documents.workbooks.entry.task_layout import tasks_version
from documents.workbooks.entry.task_reader import TaskRows, read_tasks
from documents.workbooks.sheet import unescaped
from documents.workbooks.upload import WorkbookRefused, opened
from targets.choices import Condition
from targets.entry import EntryGrid
from targets.entry.cell_fields import read_fields, words_of
from targets.entry.cells import EntryCell
from targets.entry.refusals import Cause, refusal
from targets.entry.submitted_cell import Key, SubmittedCell

LABELS = {name: label for name, label, _width in FIELDS}
COLUMNS = {name: FIRST_FIELD + place for place, name in enumerate(LABELS)}


@dataclass(frozen=True)
class Change:
    """One cell that differs from what is stored."""

    address: str
    cell: EntryCell
    label: str
    before: str
    after: str


@dataclass
class Uploaded:
    """What an uploaded workbook would change.

    `blanks` are cells that are blank in it while something is stored: that stays, unless a person says otherwise.
    `rows` are the changed rows by cell name: version, texts, and the names of the blank fields. `unread` are other
    sheets in which something stands.
    """

    changes: list[Change] = field(default_factory=list)
    blanks: list[Change] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    tasks: TaskRows = field(default_factory=TaskRows)

    @property
    def sent(self) -> dict[str, Any]:
        """The changed rows of both sheets, as they come back once a person has said yes."""
        return {"figures": self.rows, "tasks": self.tasks.rows}

    @property
    def blank_count(self) -> int:
        return len(self.blanks) + len(self.tasks.blanks)


def read_back(content: bytes, entry: OwnEntry) -> Uploaded:
    """Return what a filled-in workbook would change in what the person enters.

    Raises WorkbookRefused for a file that is no such workbook, a copy of another plan or agency, and a stale copy.
    """
    book = opened(content, BOUNDS)
    _require_ours(book, entry)
    tasks = read_tasks(book, entry)
    cells = {cell.name: cell for cell in entry.grid.cells}
    sheet = sheet_rows(book, cells) if cells else SheetRows()
    unread = [title for title in sheet.unread if title != tasks.title]
    found = Uploaded(errors=[*sheet.faults, *tasks.errors], unread=unread, tasks=tasks)
    for cell, number, row in sheet.rows:
        changed = _changed_row(found, cell, number, row)
        hidden = [name for name in changed if sheet.is_hidden(number, COLUMNS[name])]
        found.errors += [(_address(name, number), refusal(Cause.HIDDEN).messages[0]) for name in hidden]
    return found


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


def _address(name: str, number: int) -> str:
    return f"{get_column_letter(COLUMNS[name])}{number}"


def _changed_row(found: Uploaded, cell: EntryCell, number: int, row: list[SheetCell]) -> list[str]:
    """Note what differs in one row, and what is wrong with it; return the names of the fields that differ."""
    texts: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    for name, column in COLUMNS.items():
        try:
            texts[name] = cell_text(name, row[column - 1], cell.row.rule)
        except ValidationError as fault:
            faults.append((_address(name, number), " ".join(fault.messages)))
    if faults:
        found.errors += faults
        return []
    stored = field_texts(cell)
    changed = [name for name in texts if texts[name] != stored[name]]
    if not changed or row_digest(texts) == row[DIGEST_COLUMN - 1].text:
        return []  # nothing was filled in here; what is stored may be newer
    version = row[VERSION_COLUMN - 1].text or "0"
    if refused := _refusal_of_row(cell, version):
        found.errors.append((_address(changed[0], number), refused))
        return []
    blanks = [name for name in changed if not texts[name] and not _is_replaced(name, texts, changed)]
    kept = texts | {name: stored[name] for name in blanks}
    faults = read_fields(kept, cell.row.rule, cell.year).faults
    found.errors += [(_address(name, number), words) for name, words in faults]
    for name in changed:
        change = Change(_address(name, number), cell, str(LABELS[name]), stored[name], texts[name])
        (found.blanks if name in blanks else found.changes).append(change)
    found.rows[cell.name] = {"version": version, "texts": kept, "blanks": blanks}
    return changed


def _refusal_of_row(cell: EntryCell, version: str) -> str:
    """Why a changed row cannot be taken: it is locked, or somebody stored something there after the download."""
    if cell.lock:
        return cell.lock
    if version == str(cell.actual.version if cell.actual else 0):
        return ""
    if cell.actual is None:
        return _("This row was changed.")
    message = _("%(who)s stored %(theirs)s here after the download. Please download the workbook again for this row.")
    return message % {"who": cell.actual.author.label if cell.actual.author else "—", "theirs": cell.displayed}


def _is_replaced(name: str, texts: Mapping[str, str], changed: list[str]) -> bool:
    """Whether a blank says something because of what stands beside it: a condition instead of a value."""
    if name == "value":
        return bool(texts["condition"] or (texts["numerator"] and texts["denominator"]))
    if name in ("condition", "numerator", "denominator"):
        return bool(texts["value"]) and "value" in changed
    if name == "expected_on":
        said = words_of(Condition).get(texts["condition"].lower(), "")
        return said != Condition.NOT_PUBLISHED and ("condition" in changed or "value" in changed)
    return False


def submitted_rows(
    rows: Mapping[str, Mapping[str, Any]], grid: EntryGrid, is_clearing: bool
) -> dict[Key, SubmittedCell]:
    """Return the rows that `read_back` found changed, as the grid stores them.

    `is_clearing` says that what is blank in the workbook is to be cleared. Raises WorkbookRefused where that cannot be.
    """
    cells = {cell.name: cell for cell in grid.cells}
    submission = {}
    for name, row in rows.items():
        cell, texts = cells[name], dict(row["texts"])
        if is_clearing:
            texts |= dict.fromkeys(row["blanks"], "")
        found = read_fields(texts, cell.row.rule, cell.year)
        if found.faults:
            raise WorkbookRefused(f"{cell.row.indicator.name} {cell.year}：{found.faults[0][1]}")
        text = texts["value"] or texts["condition"]
        submission[cell.key] = SubmittedCell(int(row["version"]), parsed=found.parsed, text=text, reason=found.reason)
    return submission
