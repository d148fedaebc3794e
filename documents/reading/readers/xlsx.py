"""Excel (.xlsx) → blocks: one table a sheet, as it is seen: merged cells filled, percent as percent."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.cell import range_boundaries

from documents.reading.blocks import Block, Collector, Limits, TableCell, Unfit
from documents.reading.readers.package import checked_package

MAX_COLUMNS = 200  # columns that are read
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MERGE, FORMULA, VALUE, CELL, ROW = (f"{SHEET}{name}" for name in ("mergeCell", "f", "v", "c", "row"))


def read_xlsx(content: bytes, limits: Limits) -> list[Block]:
    """Return every visible sheet as a table; raise Unfit for what is no workbook, or has formulas without results."""
    package = checked_package(content, "xl/workbook.xml", limits)
    found = Collector(limits)
    book = openpyxl.load_workbook(package, read_only=True, data_only=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            part = sheet._worksheet_path  # type: ignore[attr-defined]
            found.table(_filled(_seen_rows(sheet, limits), _merges(content, part, limits)))
    return found.blocks


def _seen_rows(sheet: Any, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Rows as text. After as many empty rows as a table may be long, nothing more is looked for."""
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    blank = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = [shown(cell.value, getattr(cell, "number_format", "") or "") for cell in row[:MAX_COLUMNS]]
        blank = 0 if any(texts) else blank + 1
        if blank > limits.rows:
            return
        if texts:
            yield number, texts


def shown(value: Any, number_format: str) -> str:
    """Return a cell's value as the sheet shows it; a percent is written out, no digit is lost or added."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, int | float):
        number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
        if "%" in number_format:
            return f"{_digits(number * 100)}%"
        return _digits(number)
    return str(value)


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _merges(content: bytes, part: str, limits: Limits) -> list[tuple[int, int, int, int]]:
    """Merged ranges of a sheet as columns and rows from 1, read apart: the streaming reader leaves them out."""
    ranges: list[tuple[int, int, int, int]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part.lstrip("/")) as stream:
        for _event, element in etree.iterparse(stream, tag=(MERGE, CELL, ROW), resolve_entities=False):
            if element.tag == CELL:
                if element.find(FORMULA) is not None and not element.findtext(VALUE):
                    raise Unfit("formulas")
                continue
            if element.tag == MERGE and len(ranges) < limits.rows:
                left, top, right, bottom = range_boundaries(element.get("ref") or "A1")
                ranges.append((left or 1, top or 1, min(right or 1, MAX_COLUMNS), bottom or 1))
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    return ranges


def _filled(
    rows: Iterator[tuple[int, list[str]]], merges: list[tuple[int, int, int, int]]
) -> Iterator[tuple[int, list[TableCell]]]:
    """Put the text of a merged cell in every place it covers."""
    starting: dict[int, list[tuple[int, int, int, int]]] = {}
    for merge in merges:
        starting.setdefault(merge[1], []).append(merge)
    open_merges: list[tuple[tuple[int, int, int, int], str]] = []
    for number, texts in rows:
        open_merges = [(merge, text) for merge, text in open_merges if merge[3] >= number]
        cells = [TableCell(text) for text in texts]
        for merge, text in open_merges:
            _cover(cells, merge[0], merge[2], text)
        for merge in starting.get(number, []):
            text = texts[merge[0] - 1] if merge[0] <= len(texts) else ""
            _cover(cells, merge[0] + 1, merge[2], text)
            open_merges.append((merge, text))
        yield number, cells


def _cover(cells: list[TableCell], left: int, right: int, text: str) -> None:
    cells += [TableCell("")] * (right - len(cells))
    for column in range(left, right + 1):
        cells[column - 1] = TableCell(text, is_repeat=True)
