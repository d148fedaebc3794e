"""A sheet as an office prints it on A4: title, merged areas, heads that repeat, frozen panes, numbers as they are.

Rows are written one after another and never held, so that a province's workbook takes no more room than a county's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties

from documents.workbooks.sheet import HEAD, LINE, safe

POINTS = 15.0  # of a line, in a row of several
WIDE = 1.9  # how much more room a Chinese character takes than a digit


@dataclass(frozen=True)
class Percent:
    """A cell that is a percentage: 95.3 is shown as 95.3%, and is the number 0.953."""

    value: Decimal


class Paper:
    """A sheet that is being written, from its title down. `widths` are of its columns, in digits."""

    def __init__(self, book: Workbook, name: str, widths: Sequence[float], *, is_upright: bool = False) -> None:
        self.sheet: Any = book.create_sheet(name)
        self.widths, self.row = widths, 0
        self.styles: dict[tuple[str, str], Any] = {}
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.page_setup.orientation = "portrait" if is_upright else "landscape"
        self.sheet.page_setup.paperSize, self.sheet.page_setup.fitToHeight = 9, 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.print_options.horizontalCentered = True
        margins = self.sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.footer = 0.7, 0.75, 0.35
        self.sheet.HeaderFooter.oddFooter.center.text = "— &P —"

    def repeats(self, first: int, last: int) -> None:
        """Have these rows stand on every printed page and stay in sight; to be said before the first row is written."""
        self.sheet.print_title_rows = f"{first}:{last}"
        self.sheet.freeze_panes = f"A{last + 1}"

    def title(self, text: str) -> None:
        self.line(text, "title", 34)

    def line(self, text: str, kind: str = "text", height: float | None = None) -> None:
        """A row of one text over all columns."""
        self._write([text, *[None] * (len(self.widths) - 1)], kind, height or self._height([text], [sum(self.widths)]))
        self.merge(self.row, 1, self.row, len(self.widths))

    def head(self, cells: Sequence[Any]) -> None:
        self._write(cells, "head", self._height(cells, self.widths))

    def cells(self, cells: Sequence[Any], kinds: Sequence[str] = (), spans: Sequence[int] = ()) -> None:
        """A row. A kind is `text` (the default of a text), `centre`, or the default of a number.

        `spans` say over how many columns each text will be merged, where that is more than one.
        """
        widths = self.widths
        if spans:
            ends = [sum(spans[: n + 1]) for n in range(len(spans))]
            widths = [sum(self.widths[end - span : end]) for span, end in zip(spans, ends, strict=True)]
        self._write(cells, kinds, self._height(cells, widths))

    def blank(self, height: float = POINTS) -> None:
        self._write([], "plain", height)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Make one area of these cells; what it says stands in the first."""
        if (top, left) != (bottom, right):
            self.sheet.merged_cells.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))

    def _write(self, cells: Sequence[Any], kinds: str | Sequence[str], height: float) -> None:
        self.row += 1
        self.sheet.row_dimensions[self.row].height = height
        of_each = [kinds] * len(cells) if isinstance(kinds, str) else [*kinds, *[""] * (len(cells) - len(kinds))]
        self.sheet.append([self._cell(value, kind) for value, kind in zip(cells, of_each, strict=True)])

    def _cell(self, value: Any, kind: str) -> Any:
        format_ = "General"
        if isinstance(value, Percent):
            value, format_ = value.value / 100, "0." + "0" * max(1, _decimals(value.value)) + "%"
        elif isinstance(value, Decimal):
            format_ = "#,##0" + (f".{'0' * _decimals(value)}" if _decimals(value) else "")
        cell: Any = WriteOnlyCell(self.sheet, safe(value))
        is_number = isinstance(value, Decimal | int)
        cell._style = self._style(kind or ("number" if is_number else "text"), format_)
        return cell

    def _style(self, kind: str, format_: str) -> Any:
        """The style of a kind of cell, made once."""
        if (kind, format_) not in self.styles:
            cell: Any = WriteOnlyCell(self.sheet)
            _dress(cell, kind)
            cell.number_format = format_
            self.styles[kind, format_] = cell._style
        return self.styles[kind, format_]

    def _height(self, cells: Sequence[Any], widths: Sequence[float]) -> float:
        """What a row needs so that no text is cut: not every program sets it when it opens a file."""
        lines = [_lines(str(cell), width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str)]
        return min(max([1, *lines]) * POINTS + 3, 409)  # no row is higher than 409 points


def _decimals(value: Decimal) -> int:
    """How many decimals a number has, without zeros at its end."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many digits."""
    rows = text.split("\n")
    return sum(max(1, -int(-sum(WIDE if ord(c) > 0x2E7F else 1 for c in row) // max(width - 1, 1))) for row in rows)


def _dress(cell: Any, kind: str) -> None:
    fonts = {
        "title": Font(name="方正小标宋简体", size=18, bold=False),
        "head": Font(name="黑体", size=10.5),
        "plain": Font(name="宋体", size=11),
        "big": Font(name="宋体", size=14),
    }
    cell.font = fonts.get(kind, Font(name="宋体", size=10.5))
    sides = {"text": "left", "number": "right", "plain": "left", "big": "left", "note": "left"}
    cell.alignment = Alignment(horizontal=sides.get(kind, "center"), vertical="center", wrap_text=True)
    if kind not in ("title", "plain", "big", "note"):
        cell.border = LINE
    if kind == "head":
        cell.fill = HEAD
