"""The sheet of tasks out: locked but for open fields, with a drop-down of the states."""

from __future__ import annotations

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from documents.workbooks.entry.layout import row_digest
from documents.workbooks.entry.own_entry import OwnEntry
from documents.workbooks.entry.task_layout import (
    FIELDS,
    FIXED,
    HEAD_ROW,
    HIDDEN,
    key_of,
    quantity_fields,
    row_texts,
    rule_of_field,
)
from documents.workbooks.sheet import HEAD, LINE, OPEN, safe
from tasks.ledger import LedgerRow
from tasks.models import TaskReport

Columns = list[tuple[str, str | Promise, int]]


def add_task_sheet(book: Workbook, entry: OwnEntry) -> None:
    """Add the tasks of the open years to an agency's workbook."""
    rows = entry.task_rows
    fields = [*FIELDS, *quantity_fields(rows)]
    sheet = book.create_sheet(_("Tasks"))
    sheet["A1"] = safe(f"{entry.plan.title} · {entry.agency_names}")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = _("Fill in the yellow cells only and upload this workbook. Do not enter classified information.")
    sheet.append([str(label) for _name, label, _width in (*FIXED, *fields, *HIDDEN)])
    for row in rows:
        _add_row(sheet, row, fields)
    _dress(sheet, fields)


def _add_row(sheet: Worksheet, row: LedgerRow, fields: Columns) -> None:
    task, texts = row.task, row_texts(row)
    last = f"{row.last.year} {row.last.summary}" if row.last else ""
    agencies = "、".join(part.printed_name for part in task.assignments.all())
    promised = "；".join(quantity.text for quantity, _text in row.quantities)
    fixed = [task.seq, task.content, agencies, row.entry.year, last, str(row.state.label), promised]
    parsed = [_typed(row, name, texts.get(name, "")) for name, _label, _width in fields]
    sheet.append([safe(value) for value in (*fixed, *parsed, key_of(row), row.version, row_digest(texts))])
    for number, (name, _label, _width) in enumerate(fields, len(FIXED) + 1):
        if not row.lock and name in ({*texts} | {name for name, _label, _width in FIELDS}):
            place = sheet.cell(sheet.max_row, number)
            place.protection, place.fill = Protection(locked=False), OPEN


def _typed(row: LedgerRow, name: str, text: str) -> object:
    """A number as a number, so that a spreadsheet treats it so."""
    is_number = name == "percent" or name.startswith("quantity")
    return Decimal(text) if text and is_number and rule_of_field(row, name) else text or None


def _dress(sheet: Worksheet, fields: Columns) -> None:
    columns = [*FIXED, *fields, *HIDDEN]
    for number, (name, _label, width) in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].hidden = any(name == hidden for hidden, _label, _width in HIDDEN)
    shown = len(FIXED) + len(fields)
    for row in sheet.iter_rows(min_row=HEAD_ROW, max_col=shown):
        for place in row:
            place.border, place.alignment = LINE, Alignment(wrap_text=True, vertical="center")
    for head in sheet[HEAD_ROW]:
        head.fill, head.font = HEAD, Font(bold=True)
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    state = get_column_letter(len(FIXED) + 1)
    listed = ",".join(str(choice.label) for choice in TaskReport.State)
    choices = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    choices.add(f"{state}{HEAD_ROW + 1}:{state}{max(sheet.max_row, HEAD_ROW + 1)}")
    sheet.add_data_validation(choices)
