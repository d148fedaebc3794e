"""A workbook that people filled in → its sheets as plain values. Unlike a document, hidden cells are read and named."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from documents.notation.text import lowered, raised
from documents.reading.blocks import Limits, Unfit
from documents.reading.readers.package import checked_package
from documents.reading.readers.xlsx import shown
from documents.reading.sheets import BLANK, ERROR, FORMULA, STRUCK_OUT, TOO_LARGE, TRUTH, Sheet, SheetBounds, SheetCell

# What openpyxl says of a workbook whose inside is not what it should be.
DAMAGED = (LookupError, ValueError, OSError, TypeError, AttributeError, SyntaxError)


def read_filled_in(content: bytes, limits: Limits, bounds: SheetBounds, has_results: bool) -> list[Sheet]:
    """Return the sheets of a workbook. `has_results` takes the result of a formula as typed.

    Raises Unfit for what is no sound .xlsx, and what unpacks to more than `limits.unpacked` bytes.
    """
    package = checked_package(content, "xl/workbook.xml", limits)
    try:
        book = openpyxl.load_workbook(package, rich_text=True, data_only=has_results)
        return [_sheet(sheet, bounds) for sheet in book.worksheets]
    except DAMAGED as fault:
        raise Unfit("not-what-it-says") from fault


def _sheet(sheet: Worksheet, bounds: SheetBounds) -> Sheet:
    # Without both bounds, one value in the last column makes every cell up to it.
    last, width = min(sheet.max_row, bounds.rows), min(sheet.max_column, bounds.columns)
    rows = [[_cell(place) for place in row] for row in sheet.iter_rows(max_row=last, max_col=width)]
    hidden = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    return Sheet(
        sheet.title,
        sheet.sheet_state == "visible",
        sheet.max_row,
        rows,
        {number for number in hidden if number <= bounds.rows},
        set(_hidden_columns(sheet, bounds)),
    )


def _hidden_columns(sheet: Worksheet, bounds: SheetBounds) -> Iterator[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden:
            yield from range(column.min or 1, min(column.max or 0, bounds.columns) + 1)


def _cell(place: Any) -> SheetCell:
    value = place.value
    if value is None:
        return BLANK
    if place.data_type == "f":  # also an array formula, whose value is an object
        return SheetCell("", FORMULA)
    if place.data_type == "e":
        return SheetCell(str(value), ERROR)
    if isinstance(value, bool):
        return SheetCell(str(value).upper(), TRUTH)
    if place.font.strike:
        return SheetCell("", STRUCK_OUT)
    if isinstance(value, float) and not math.isfinite(value):
        return SheetCell("", TOO_LARGE)
    return SheetCell(_text(place, value))


def _text(place: Any, value: Any) -> str:
    if isinstance(value, dt.datetime | dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, int | float):
        return shown(value, place.number_format)
    return _of_runs(value) if isinstance(value, CellRichText) else str(value)


def _of_runs(runs: CellRichText) -> str:
    """The runs of a rich text without what is struck out; a raised digit is no digit of the number before it."""
    parts = []
    for run in runs:
        font = None if isinstance(run, str) else run.font
        text = run if isinstance(run, str) else run.text
        if font is None or not font.strike:
            place = font.vertAlign if font is not None else None
            parts.append(raised(text) if place == "superscript" else lowered(text) if place == "subscript" else text)
    return "".join(parts)
