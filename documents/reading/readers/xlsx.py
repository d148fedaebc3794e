"""Excel (.xlsx) → blocks: one table a sheet, as it is seen: merged cells filled, percent as percent."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.cell import range_boundaries

from documents.reading.blocks import Block, Collector, Limits, TableCell, Unfit
from documents.reading.readers.looks import Look, in_look
from documents.reading.readers.number_formats import shown_date, shown_number
from documents.reading.readers.package import checked_package

MAX_COLUMNS = 200  # columns that are read
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MERGE, FORMULA, VALUE, CELL, ROW, COLUMN = (f"{SHEET}{name}" for name in ("mergeCell", "f", "v", "c", "row", "col"))
INLINE, RUN = f"{SHEET}is", f"{SHEET}r"
LOOKS = {"superscript": Look.RAISED, "subscript": Look.LOWERED}
MAX_TOLD = 20  # rows of a hidden sheet that are told


@dataclass
class Layout:
    """What the streaming reader leaves out: merged ranges as columns and rows from 1, hidden rows and columns, and
    texts in a cell itself that are set in several ways, by address.
    """

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    texts: dict[str, CellRichText] = field(default_factory=dict)


def read_xlsx(content: bytes, limits: Limits) -> list[Block]:
    """Return every visible sheet as a table; raise Unfit for what is no workbook, or has formulas without results."""
    package = checked_package(content, "xl/workbook.xml", limits)
    found = Collector(limits)
    book = openpyxl.load_workbook(package, read_only=True, data_only=True, rich_text=True)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            layout = _layout(content, sheet._worksheet_path, limits)  # type: ignore[attr-defined]
            found.table(_filled(_seen_rows(sheet, layout, found), layout.merges))
        else:
            found.hide(_sheet_text(sheet, content))
    return found.finished()


def _seen_rows(sheet: Any, layout: Layout, found: Collector) -> Iterator[tuple[int, list[str]]]:
    """Rows as text. After as many empty rows as a table may be long, nothing more is looked for."""
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    blank = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = [_seen_text(cell, layout, found) for cell in row[:MAX_COLUMNS]]
        if number in layout.rows:
            found.hide(" ".join(texts))
            continue
        for column in layout.columns & set(range(1, len(texts) + 1)):
            found.hide(texts[column - 1])
            texts[column - 1] = ""
        blank = 0 if any(texts) else blank + 1
        if blank > found.limits.rows:
            return
        if texts:
            yield number, texts


def _seen_text(cell: Any, layout: Layout, found: Collector) -> str:
    """What a cell shows; what is struck out in it `found` is told."""
    if cell.value is None:
        return ""
    parts: list[str] = []
    unread: list[str] = []
    for words, font in _runs(cell, layout.texts.get(cell.coordinate, cell.value)):
        look = Look.PLAIN if font is None else LOOKS.get(font.vertAlign or "", Look.PLAIN)
        (unread if font is not None and font.strike else parts).append(in_look(words, look))
    found.hide("".join(unread))
    return "".join(parts)


def _runs(cell: Any, value: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a cell that are set differently, each with its font."""
    own = cell.font if cell.has_style else None
    if not isinstance(value, CellRichText):
        yield shown(value, cell.number_format or ""), own
        return
    for run in value:
        yield (run, own) if isinstance(run, str) else (run.text, run.font)


def _sheet_text(sheet: Any, content: bytes) -> str:
    """What a hidden sheet holds, as far as it is told: its name and its first cells, or that it computes something."""
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), MAX_TOLD)
    words = " ".join(str(value) for row in rows for value in row if value is not None)
    if not words and _has_formula(content, sheet._worksheet_path):
        words = "="  # formulas whose results the file does not hold
    return f"{sheet.title}: {words}" if words else ""


def _has_formula(content: bytes, part: str) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part.lstrip("/")) as stream:
        return any(True for _found in etree.iterparse(stream, tag=FORMULA, resolve_entities=False))


def shown(value: Any, number_format: str) -> str:
    """Return a cell's value as the sheet shows it; no digit is lost or added."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return shown_date(value.date(), number_format) if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, int | float):
        number = Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
        return shown_number(number, number_format)
    return str(value)


def _layout(content: bytes, part: str, limits: Limits) -> Layout:
    """Merged ranges and hidden rows and columns of a sheet, read apart: the streaming reader leaves them out."""
    found = Layout()
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(part.lstrip("/")) as stream:
        for _event, element in etree.iterparse(stream, tag=(MERGE, CELL, ROW, COLUMN), resolve_entities=False):
            if element.tag == CELL:
                if element.find(FORMULA) is not None and not element.findtext(VALUE):
                    raise Unfit("formulas")
                if (text := element.find(INLINE)) is not None and text.find(RUN) is not None:
                    found.texts[element.get("r") or ""] = CellRichText.from_tree(text)  # type: ignore[arg-type]
                continue
            if element.tag == MERGE and len(found.merges) < limits.rows:
                left, top, right, bottom = range_boundaries(element.get("ref") or "A1")
                found.merges.append((left or 1, top or 1, min(right or 1, MAX_COLUMNS), bottom or 1))
            elif element.get("hidden") in ("1", "true"):
                _note_hidden(found, element)
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    return found


def _note_hidden(found: Layout, element: etree._Element) -> None:
    if element.tag == ROW:
        found.rows.add(int(element.get("r") or 0))
    elif element.tag == COLUMN:
        last = min(int(element.get("max") or 0), MAX_COLUMNS)
        found.columns |= set(range(int(element.get("min") or 1), last + 1))


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
