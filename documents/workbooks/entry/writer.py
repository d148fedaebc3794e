"""The workbook out: locked but for open cells, with drop-downs, and with the version of the plan inside."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.entry.figure_sheet import figure_sheet, plan_version
from documents.workbooks.entry.layout import FIRST_ROW, FORMAT, HEAD_ROW, HIDDEN, META, SheetForm, SheetRow
from documents.workbooks.entry.own_entry import OwnEntry
from documents.workbooks.entry.task_sheet import task_sheet, tasks_version
from documents.workbooks.sheet import HEAD, LINE, OPEN, safe


def entry_workbook(entry: OwnEntry) -> bytes:
    """Return the agency's rows of a plan, figures and tasks, open cells to be filled in."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for form in (figure_sheet(entry.grid), task_sheet(entry.task_rows)):
        if form.rows:
            _add_sheet(book.create_sheet(form.title), form, f"{entry.plan.title} · {entry.agency_names}")
    meta = book.create_sheet(META)
    versions = (plan_version(entry.grid), tasks_version(entry.task_rows))
    for row in ((FORMAT,), (entry.plan.slug,), (versions[0],), (entry.agency_names,), (versions[1],)):
        meta.append([safe(value) for value in row])
    meta.sheet_state = "veryHidden"
    book.security = WorkbookProtection(lockStructure=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_sheet(sheet: Worksheet, form: SheetForm, title: str) -> None:
    sheet["A1"] = safe(f"{title} · {form.note}" if form.note else title)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = _("Fill in the yellow cells only and upload this workbook. Do not enter classified information.")
    sheet.append([str(column.label) for column in form.columns])
    for row in form.rows:
        _add_row(sheet, form, row)
    _dress(sheet, form)
    _add_choices(sheet, form)


def _add_row(sheet: Worksheet, form: SheetForm, row: SheetRow) -> None:
    filled = [row.cell_value(column.name) if column.name in row.texts else None for column in form.fields]
    sheet.append([safe(value) for value in (*row.fixed, *filled, row.key, row.version, row.digest)])
    for number, column in enumerate(form.fields, len(form.fixed) + 1):
        place = sheet.cell(sheet.max_row, number)
        if column.name in form.dates:
            place.number_format = "yyyy-mm-dd"
        if row.is_open(column.name):
            place.protection, place.fill = Protection(locked=False), OPEN


def _dress(sheet: Worksheet, form: SheetForm) -> None:
    for number, column in enumerate(form.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.hidden = column.width, column in HIDDEN
    for row in sheet.iter_rows(min_row=HEAD_ROW, max_col=len(form.columns) - len(HIDDEN)):
        for place in row:
            place.border, place.alignment = LINE, Alignment(wrap_text=True, vertical="center")
    for head in sheet[HEAD_ROW]:
        head.fill, head.font = HEAD, Font(bold=True)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _add_choices(sheet: Worksheet, form: SheetForm) -> None:
    """Drop-downs where only some words are meant."""
    for number, column in enumerate(form.columns, 1):
        if words := form.choices.get(column.name):
            letter = get_column_letter(number)
            listed = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
            listed.add(f"{letter}{FIRST_ROW}:{letter}{max(sheet.max_row, FIRST_ROW)}")
            sheet.add_data_validation(listed)
