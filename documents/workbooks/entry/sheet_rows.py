"""The sheet of a filled-in workbook that was downloaded here, and its rows, each with the cell it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.reading.sheets import Sheet, SheetBounds, SheetCell
from documents.workbooks.entry.layout import (
    DIGEST_COLUMN,
    FIELDS,
    FIRST_FIELD,
    FIRST_ROW,
    FIXED,
    HEAD_ROW,
    KEY_COLUMN,
    META,
)
from documents.workbooks.upload import WorkbookRefused
from plans.words import one_line
from targets.entry.cells import EntryCell

BOUNDS = SheetBounds(rows=5000, columns=40)
KEY = re.compile(r"i\d+y\d{4}")
SEQ, YEAR = 0, 3  # places of a row's fixed columns


@dataclass
class SheetRows:
    """The rows of a sheet. `faults` are rows that cannot be taken, by address; `unread` other sheets with something."""

    rows: list[tuple[EntryCell, int, list[SheetCell]]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def is_hidden(self, row: int, column: int) -> bool:
        return row in self.hidden_rows or column in self.hidden_columns


def sheet_rows(book: Sequence[Sheet], cells: Mapping[str, EntryCell]) -> SheetRows:
    """Return the rows of the entry sheet, wherever it stands among the sheets.

    Raises WorkbookRefused where there is none or several, where columns were moved, and for a foreign row.
    """
    sheet = _entry_sheet(book)
    _require_columns(sheet)
    found = SheetRows(unread=[other.title for other in _others(book, sheet)])
    found.hidden_rows, found.hidden_columns = sheet.hidden_rows, sheet.hidden_columns
    first: dict[str, int] = {}
    for number in range(FIRST_ROW, len(sheet.rows) + 1):
        row = sheet.row(number, DIGEST_COLUMN)
        key = row[KEY_COLUMN - 1].text
        if key and key not in cells:
            raise WorkbookRefused(_("Row %(row)s belongs to another agency or plan.") % {"row": number})
        if fault := _fault(row, cells.get(key), first.get(key, 0), number):
            found.faults.append((f"A{number}", fault))
        elif key:
            found.rows.append((cells[key], number, row))
        first.setdefault(key, number)
    return found


def _entry_sheet(book: Sequence[Sheet]) -> Sheet:
    keyed = [sheet for sheet in book if sheet.title != META and _has_keys(sheet)]
    if not keyed:
        raise WorkbookRefused(
            _(
                "No row of this workbook can be told: its hidden columns at the right were deleted or moved. "
                "Please download a new one and copy your figures into it."
            )
        )
    if len(keyed) > 1:
        names = "、".join(sheet.title for sheet in keyed)
        raise WorkbookRefused(_("The rows stand in several sheets (%(names)s). Please keep one.") % {"names": names})
    if not keyed[0].is_visible:
        raise WorkbookRefused(_("The sheet with the figures is hidden. Please show it, check it, and upload again."))
    if keyed[0].last_row > BOUNDS.rows:
        words = _("There is something below row %(n)s, where nothing is read. Please delete those rows.")
        raise WorkbookRefused(words % {"n": BOUNDS.rows})
    return keyed[0]


def _has_keys(sheet: Sheet) -> bool:
    return any(KEY.fullmatch(sheet.cell(row, KEY_COLUMN).text) for row in range(FIRST_ROW, len(sheet.rows) + 1))


def _require_columns(sheet: Sheet) -> None:
    """Raise WorkbookRefused where a heading does not stand over its column: a figure would go to another field."""
    labels = [*(label for label, _width in FIXED), *(label for _name, label, _width in FIELDS)]
    for column, label in enumerate(labels, 1):
        words = set()
        for language in ("zh-hans", "en"):
            with translation.override(language):
                words.add(one_line(str(label)))
        if one_line(sheet.cell(HEAD_ROW, column).text) not in words:
            values = {"address": f"{get_column_letter(column)}{HEAD_ROW}", "label": label}
            sentence = _(
                "%(address)s should read “%(label)s”: columns were moved, or the heading was changed. "
                "Please download a new workbook and copy your figures into it."
            )
            raise WorkbookRefused(sentence % values)


def _others(book: Sequence[Sheet], sheet: Sheet) -> Iterator[Sheet]:
    """The other sheets in which something stands."""
    for other in book:
        if other.title != META and other is not sheet and not other.is_blank:
            yield other


def _fault(row: list[SheetCell], cell: EntryCell | None, earlier: int, number: int) -> str:
    """Why a row cannot be taken; "" if it can, or if there is nothing in it."""
    if cell is None:
        fields = row[FIRST_FIELD - 1 : KEY_COLUMN - 1]
        if all(place.is_blank for place in fields):
            return ""
        return _("This row was added by hand, so nothing of it is read. Please fill in the row that was downloaded.")
    if earlier:
        values = {"one": earlier, "other": number, "name": cell.row.indicator.name, "year": cell.year}
        words = _("Rows %(one)s and %(other)s are both %(name)s %(year)s. Please delete one of them.")
        return words % values
    if (row[SEQ].text, row[YEAR].text) != (str(cell.row.indicator.seq), str(cell.year)):
        values = {"seq": cell.row.indicator.seq, "name": cell.row.indicator.name, "year": cell.year}
        words = _(
            "This row was downloaded for %(seq)s %(name)s %(year)s, and shows another one: rows were sorted or "
            "pasted in part. Please download a new workbook."
        )
        return words % values
    return ""
