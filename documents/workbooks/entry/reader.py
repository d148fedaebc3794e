"""The workbook in: what was changed, cell by cell, and what is wrong, with the address of the cell."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.entry.layout import (
    DATES,
    DIGEST_COLUMN,
    FIELDS,
    FIRST_FIELD,
    FIRST_ROW,
    FORMAT,
    KEY_COLUMN,
    META,
    NUMBERS,
    VERSION_COLUMN,
    field_texts,
    plan_version,
    row_digest,
    words_of,
)
from documents.workbooks.sheet import unescaped
from documents.workbooks.upload import WorkbookRefused, opened
from targets.choices import Condition, Stage
from targets.entry import EntryGrid
from targets.entry.cells import EntryCell
from targets.entry.parsing import figure, too_large
from targets.entry.submitted_cell import MAX_TEXT, Key, SubmittedCell

LABELS = {name: label for name, label, _width in FIELDS}
MAX_ROWS = 5000


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
    """What an uploaded workbook would change. `texts` are the changed rows, by cell name."""

    changes: list[Change] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def read_back(content: bytes, grid: EntryGrid) -> Uploaded:
    """Return what a filled-in workbook would change in `grid`.

    Raises WorkbookRefused for a file that is no such workbook, a copy of another plan or agency, and a stale copy.
    """
    sheet = _sheet(content, grid)
    found, cells = Uploaded(), {cell.name: cell for cell in grid.cells}
    for number, row in enumerate(sheet.iter_rows(min_row=FIRST_ROW, max_row=MAX_ROWS, values_only=True), FIRST_ROW):
        key = str(row[KEY_COLUMN - 1] or "") if len(row) >= DIGEST_COLUMN else ""
        if key:
            if key not in cells:
                raise WorkbookRefused(_("Row %(row)s belongs to another agency or plan.") % {"row": number})
            _compare(found, cells[key], number, row)
    return found


def _sheet(content: bytes, grid: EntryGrid) -> Worksheet:
    not_ours = _("This is not a workbook that was downloaded here for entry.")
    book = opened(content)
    if META not in book.sheetnames or book[META]["A1"].value != FORMAT:
        raise WorkbookRefused(not_ours)
    meta = [row[0] for row in book[META].iter_rows(max_row=4, max_col=1, values_only=True)]
    if len(meta) < 4:
        raise WorkbookRefused(not_ours)
    if meta[1] != grid.plan.slug or meta[3] != grid.agency_names:
        values = {"agencies": meta[3], "plan": meta[1]}
        raise WorkbookRefused(_("This copy is that of %(agencies)s (%(plan)s), not yours.") % values)
    if meta[2] != plan_version(grid):
        raise WorkbookRefused(_("The plan was changed after this copy was downloaded. Please download a new one."))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def _compare(found: Uploaded, cell: EntryCell, number: int, row: tuple[Any, ...]) -> None:
    """Note what differs in one row, and what is wrong with it."""
    stored, texts, addresses = field_texts(cell), {}, {}
    for place, (name, _label, _width) in enumerate(FIELDS):
        column = FIRST_FIELD + place
        addresses[name] = f"{get_column_letter(column)}{number}"
        try:
            texts[name] = _text(name, row[column - 1])
        except ValidationError as fault:
            found.errors.append((addresses[name], " ".join(fault.messages)))
            return
    changed = [name for name in texts if texts[name] != stored[name]]
    if not changed or row_digest(texts) == row[DIGEST_COLUMN - 1]:
        return  # nothing was filled in here; what is stored may be newer
    first = addresses[changed[0]]
    version = str(row[VERSION_COLUMN - 1] or 0)
    if cell.lock:
        found.errors.append((first, cell.lock))
    elif version != str(cell.actual.version if cell.actual else 0):
        found.errors.append((first, _newer_message(cell)))
    else:
        faults = list(_faults(texts, cell))
        found.errors += [(addresses[name], words) for name, words in faults]
        found.changes += [
            Change(addresses[name], cell, str(LABELS[name]), stored[name], texts[name]) for name in changed
        ]
        found.texts[cell.name] = texts | {"version": version}


def _newer_message(cell: EntryCell) -> str:
    """Who stored what in a row after it was downloaded."""
    if cell.actual is None:
        return _("This row was changed.")
    message = _("%(who)s stored %(theirs)s here after the download. Please download the workbook again for this row.")
    return message % {"who": cell.actual.author.label if cell.actual.author else "—", "theirs": cell.displayed}


def _text(name: str, value: Any) -> str:
    """Return a spreadsheet's value as what a person would type. Raises ValidationError for a formula."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, bool) or (isinstance(value, str) and value.startswith("=")):
        raise ValidationError(_("Please put in a value, not a formula."))
    if isinstance(value, float) and not math.isfinite(value):
        raise ValidationError(too_large())
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else repr(value)
    text = str(value).replace("\r", "").strip()
    text = unescaped(text)
    if name in NUMBERS and text:
        return _same_number(text)
    return text


def _same_number(text: str) -> str:
    try:
        number = figure(text)
    except ValidationError:
        return text
    return "" if number is None else f"{number:f}"


def _faults(texts: dict[str, str], cell: EntryCell) -> Iterator[tuple[str, str]]:
    """Yield the columns that cannot be read, each with what is wrong."""
    for name in texts:
        try:
            _value(name, texts[name], cell)
        except ValidationError as fault:
            yield name, " ".join(fault.messages)
    if texts["value"] and texts["condition"]:
        yield "condition", _("Either a number, or why there is none: please clear one of the two.")


def _value(name: str, text: str, cell: EntryCell) -> Any:
    if name in NUMBERS:
        return figure(text, cell.row.decimals if name == "value" else 4)
    if name in DATES:
        return _date(text, cell if name == "as_of" else None)
    if name == "condition":
        return _choice(text, Condition, Condition.VALUE)
    if name == "stage":
        return _choice(text, Stage, Stage.FINAL)
    if len(text) > (200 if name == "source" else MAX_TEXT):
        raise ValidationError(_("This text is too long."))
    return text


def _date(text: str, cell: EntryCell | None) -> dt.date | None:
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text.replace("/", "-"))
    except ValueError as fault:
        raise ValidationError(_("This is no date: %(text)s") % {"text": text[:20]}) from fault
    if cell is not None and day.year != cell.year:
        raise ValidationError(_("This day is not in %(year)s.") % {"year": cell.year})
    return day


def _choice(text: str, choices: type[Condition] | type[Stage], nothing: str) -> str:
    if not text:
        return nothing
    known = words_of(choices)
    if text.lower() not in known:
        raise ValidationError(_("Please choose from the list: %(text)s") % {"text": text[:20]})
    return known[text.lower()]


def submitted_rows(texts: dict[str, dict[str, str]], grid: EntryGrid) -> dict[Key, SubmittedCell]:
    """Return the rows that `read_back` found changed, as the grid stores them."""
    cells = {cell.name: cell for cell in grid.cells}
    submission = {}
    for name, row in texts.items():
        cell = cells[name]
        parsed = {field: _value(field, row[field], cell) for field in LABELS}
        if parsed["condition"] != Condition.NOT_PUBLISHED:
            parsed["expected_on"] = None
        submission[cell.key] = SubmittedCell(int(row["version"]), parsed=parsed, text=row["value"] or row["condition"])
    return submission
