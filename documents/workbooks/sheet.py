"""One worksheet as offices print it: title, note, header row, rows; and what is safe to write into a cell."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

HEAD = PatternFill("solid", fgColor="EEF2F7")
OPEN = PatternFill("solid", fgColor="FFF9E3")  # may be filled in
_THIN = Side(style="thin", color="9AA5B5")
LINE = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
# A spreadsheet runs what begins like this. An apostrophe in front makes it text, also of one that has some already.
LIKE_A_FORMULA = re.compile(r"'*\s*[=+@\-＝＋＠－]")  # of full width, too: some spreadsheets take them for the same
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]+")  # of a sheet


def table_workbook(
    name: str,
    title: str,
    note: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int],
) -> bytes:
    """Title, note if any, one header row, the rows; ready to print on A4 landscape."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    sheet.append([safe(title)])
    sheet["A1"].font = Font(bold=True, size=14)
    if note:
        sheet.append([safe(note)])
        sheet.cell(2, 1).font = Font(bold=True, color="B03A0C")
    head_row = sheet.max_row + 1
    for cells in ([*heads], *rows):
        sheet.append([safe(cell) for cell in cells])
    _dress(sheet, head_row, widths)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def streamed_workbook(
    title: str,
    note: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int],
    file: IO[bytes],
) -> None:
    """The same for rows that are never held all at once, written into `file`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(title))
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head_row = 3 if note else 2
    sheet.freeze_panes = f"A{head_row + 1}"
    _set_for_print(sheet, head_row)
    sheet.append([_cell(sheet, safe(title), Font(bold=True, size=14))])
    if note:
        sheet.append([_cell(sheet, safe(note), Font(bold=True, color="B03A0C"))])
    sheet.append([_cell(sheet, head, Font(bold=True), HEAD) for head in heads])
    style, of_days = _row_style(sheet), _row_style(sheet, "yyyy-mm-dd")
    for cells in rows:
        sheet.append([_of_row(sheet, safe(cell), of_days if isinstance(cell, dt.date) else style) for cell in cells])
    book.save(file)


def sheet_name(title: str) -> str:
    """Return what a sheet of this title may be called: 31 characters, without those that stand for a place."""
    return NOT_IN_A_NAME.sub(" ", title)[:31].strip("' ")


def _cell(sheet: Any, value: Any, font: Font, fill: PatternFill | None = None) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.font = font
    if fill is not None:
        cell.fill = fill
    return cell


def _row_style(sheet: Any, number_format: str = "General") -> Any:
    """The style of a cell of a row, looked up once: a country has a million of them."""
    cell: Any = WriteOnlyCell(sheet)
    cell.number_format = number_format
    cell.border, cell.alignment = LINE, Alignment(wrap_text=True, vertical="center")
    return cell._style


def _of_row(sheet: Any, value: Any, style: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet, value)
    cell._style = style
    return cell


def safe(cell: Any) -> Any:
    """Return a cell's content: what a spreadsheet would take for a formula as text, a whole number without decimals."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else cell
    if isinstance(cell, str) and LIKE_A_FORMULA.match(cell):
        return f"'{cell}"
    return cell


def unescaped(text: str) -> str:
    """Return the text that `safe` wrote as `text`."""
    return text[1:] if text.startswith("'") and LIKE_A_FORMULA.match(text) else text


def _dress(sheet: Worksheet, head_row: int, widths: Sequence[int]) -> None:
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows(min_row=head_row):
        for cell in row:
            cell.border = LINE
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    for cell in sheet[head_row]:
        cell.fill, cell.font = HEAD, Font(bold=True)
    sheet.freeze_panes = f"A{head_row + 1}"
    _set_for_print(sheet, head_row)


def _set_for_print(sheet: Any, head_row: int) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{head_row}:{head_row}"
