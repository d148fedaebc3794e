"""The workbook out: locked but for open cells, with drop-downs, and with the version of the plan inside."""

from __future__ import annotations

import datetime as dt
import io
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.entry.layout import (
    DATES,
    DIGEST_COLUMN,
    FIELDS,
    FIRST_FIELD,
    FIRST_ROW,
    FIXED,
    FORMAT,
    HEAD_ROW,
    KEY_COLUMN,
    META,
    NUMBERS,
    VERSION_COLUMN,
    field_texts,
    plan_version,
    row_digest,
)
from documents.workbooks.entry.own_entry import OwnEntry
from documents.workbooks.entry.task_layout import tasks_version
from documents.workbooks.entry.task_writer import add_task_sheet
from documents.workbooks.sheet import HEAD, LINE, OPEN, safe
from targets.choices import Condition, Stage
from targets.entry import EntryGrid
from targets.entry.cells import EntryCell
from targets.progress import BenchmarkSource


def entry_workbook(entry: OwnEntry) -> bytes:
    """Return the agency's rows of a plan, figures and tasks, open cells to be filled in."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    if entry.grid.rows:
        _add_figures(sheet, entry.grid)
    else:
        book.remove(sheet)
    if entry.task_rows:
        add_task_sheet(book, entry)
    meta = book.create_sheet(META)
    versions = (plan_version(entry.grid), tasks_version(entry.task_rows))
    for row in ((FORMAT,), (entry.plan.slug,), (versions[0],), (entry.agency_names,), (versions[1],)):
        meta.append([safe(value) for value in row])
    meta.sheet_state = "veryHidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_figures(sheet: Worksheet, grid: EntryGrid) -> None:
    sheet.title = _("Indicators")
    sheet["A1"] = safe(f"{grid.plan.title} · {grid.agency_names}")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = _("Fill in the yellow cells only and upload this workbook. Do not enter classified information.")
    heads = [str(label) for label, _width in FIXED] + [str(label) for _name, label, _width in FIELDS]
    sheet.append(heads)
    for cell in grid.cells:
        _add_row(sheet, cell)
    _dress(sheet)
    _add_choices(sheet)


def _add_row(sheet: Worksheet, cell: EntryCell) -> None:
    row, texts = cell.row.indicator, field_texts(cell)
    last = cell.last.value if cell.last else None
    status = str(cell.actual.get_status_display()) if cell.actual else ""
    fixed = [row.seq, row.name, row.unit, cell.year, _target(cell), last, status]
    parsed = [_typed(name, texts[name]) for name, _label, _width in FIELDS]
    version = cell.actual.version if cell.actual else 0
    sheet.append([safe(value) for value in (*fixed, *parsed, cell.name, version, row_digest(texts))])
    for column in range(FIRST_FIELD, KEY_COLUMN):
        place = sheet.cell(sheet.max_row, column)
        name = FIELDS[column - FIRST_FIELD][0]
        if name in DATES:
            place.number_format = "yyyy-mm-dd"
        is_parted = name not in ("numerator", "denominator") or row.unit in ("%", "‰")
        if not cell.lock and is_parted:
            place.protection = Protection(locked=False)
            place.fill = OPEN


def _target(cell: EntryCell) -> Decimal | None:
    """The target as it is printed; an estimated one with two decimals."""
    benchmark = cell.benchmark
    if benchmark.value is None or benchmark.source != BenchmarkSource.ESTIMATED:
        return benchmark.value
    return benchmark.value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _typed(name: str, text: str) -> object:
    """A number as a number and a date as a date, so that a spreadsheet treats them so."""
    if not text:
        return None
    if name in NUMBERS:
        return Decimal(text)
    return dt.date.fromisoformat(text) if name in DATES else text


def _dress(sheet: Worksheet) -> None:
    widths = [width for _label, width in FIXED] + [width for _name, _label, width in FIELDS]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for column in (KEY_COLUMN, VERSION_COLUMN, DIGEST_COLUMN):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    for row in sheet.iter_rows(min_row=HEAD_ROW, max_col=KEY_COLUMN - 1):
        for place in row:
            place.border = LINE
            place.alignment = Alignment(wrap_text=True, vertical="center")
    for head in sheet[HEAD_ROW]:
        head.fill, head.font = HEAD, Font(bold=True)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _add_choices(sheet: Worksheet) -> None:
    """Drop-downs where only some words are meant."""
    choices = {
        "condition": [str(choice.label) for choice in (Condition.NOT_APPLICABLE, Condition.NOT_PUBLISHED)],
        "stage": [str(choice.label) for choice in Stage],
    }
    for number, (name, _label, _width) in enumerate(FIELDS):
        if name in choices:
            column = get_column_letter(FIRST_FIELD + number)
            listed = DataValidation(type="list", formula1=f'"{",".join(choices[name])}"', allow_blank=True)
            listed.add(f"{column}{FIRST_ROW}:{column}{max(sheet.max_row, FIRST_ROW)}")
            sheet.add_data_validation(listed)
