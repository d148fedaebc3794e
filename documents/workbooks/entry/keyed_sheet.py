"""A sheet of a filled-in workbook, found by its keys wherever it stands; its columns by their titles, rows by keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.reading.sheets import Sheet, SheetBounds, SheetCell
from documents.workbooks.entry.layout import KEY, META, SEQ, YEAR, SheetForm, SheetRow
from documents.workbooks.upload import WorkbookRefused
from plans.words import one_line

BOUNDS = SheetBounds(rows=5000, columns=60)
MAX_HEAD_ROW = 20


@dataclass(frozen=True)
class KeyedSheet:
    """`head` is the row of the titles, `columns` the column of each title; both count from 1."""

    sheet: Sheet
    head: int
    columns: Mapping[str, int]

    def cells(self, number: int) -> dict[str, SheetCell]:
        return {name: self.sheet.cell(number, column) for name, column in self.columns.items()}

    def address(self, number: int, name: str = "") -> str:
        letter = get_column_letter(self.columns[name]) if name else "A"
        return f"{self.sheet.title}!{letter}{number}"

    def is_hidden(self, number: int, name: str) -> bool:
        return number in self.sheet.hidden_rows or self.columns[name] in self.sheet.hidden_columns

    @property
    def numbers(self) -> range:
        """The rows below the titles."""
        return range(self.head + 1, len(self.sheet.rows) + 1)


def keyed_sheet(book: Sequence[Sheet], form: SheetForm) -> KeyedSheet:
    """Return the sheet of a form. Raises WorkbookRefused where there is none or two, and where columns are gone."""
    key = re.compile(form.key)
    keyed = [
        sheet
        for sheet in book
        if sheet.title != META and any(key.fullmatch(cell.text) for row in sheet.rows for cell in row)
    ]
    if not keyed:
        words = _(
            "No row of the sheet %(sheet)s can be told: its hidden columns were deleted. "
            "Please download a new workbook and copy what you filled in."
        )
        raise WorkbookRefused(words % {"sheet": form.title})
    if len(keyed) > 1:
        names = "、".join(sheet.title for sheet in keyed)
        raise WorkbookRefused(_("The rows stand in several sheets (%(names)s). Please keep one.") % {"names": names})
    [sheet] = keyed
    if not sheet.is_visible:
        words = _("The sheet %(sheet)s is hidden. Please show it, check it, and upload again.")
        raise WorkbookRefused(words % {"sheet": sheet.title})
    if sheet.last_row > BOUNDS.rows:
        words = _("There is something below row %(n)s, where nothing is read. Please delete those rows.")
        raise WorkbookRefused(words % {"n": BOUNDS.rows})
    return _with_columns(sheet, form)


def _with_columns(sheet: Sheet, form: SheetForm) -> KeyedSheet:
    """The row of the titles is the one with the most of them. Raises WorkbookRefused naming those that are missing."""
    titles = {column.name: _in_both_languages(column.label) for column in form.columns}
    head, columns = 0, dict[str, int]()
    for number, row in enumerate(sheet.rows[:MAX_HEAD_ROW], 1):
        places = {one_line(cell.text): column for column, cell in reversed(list(enumerate(row, 1)))}
        found = {name: places[word] for name, words in titles.items() for word in words if word in places}
        if len(found) > len(columns):
            head, columns = number, found
    if missing := [name for name in titles if name in form.required and name not in columns]:
        labels = "、".join(titles[name][0] for name in missing)
        words = _("The sheet %(sheet)s lacks the columns %(labels)s. Please download a new workbook and copy into it.")
        raise WorkbookRefused(words % {"sheet": sheet.title, "labels": labels})
    texts = [one_line(cell.text) for cell in sheet.rows[head - 1]]
    if twice := [word for words in titles.values() for word in words if texts.count(word) > 1]:
        words = _("The sheet %(sheet)s has two columns “%(label)s”. Please delete the one you added.")
        raise WorkbookRefused(words % {"sheet": sheet.title, "label": twice[0]})
    return KeyedSheet(sheet, head, columns)


def _in_both_languages(label: str | Promise) -> list[str]:
    """A title as it reads in every language of the screen, that of the person first."""
    words = [one_line(str(label))]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.append(one_line(str(label)))
    return list(dict.fromkeys(words))


def keyed_rows(keyed: KeyedSheet, form: SheetForm, faults: list[tuple[str, str]]) -> Iterator[tuple[SheetRow, int]]:
    """Yield each row that was downloaded with its number in the sheet; note in `faults` those that cannot be taken.

    Raises WorkbookRefused for a row of another agency or plan.
    """
    rows = {row.key: row for row in form.rows}
    seen: dict[str, int] = {}
    for number in keyed.numbers:
        cells = keyed.cells(number)
        key = cells[KEY].text
        if not key:
            if any(not cells[column.name].is_blank for column in form.fields if column.name in cells):
                faults.append((keyed.address(number), _without_key(cells, form)))
        elif key not in rows:
            raise WorkbookRefused(_("Row %(row)s belongs to another agency or plan.") % {"row": number})
        elif fault := _fault(rows[key], cells, seen.get(key, 0), number):
            faults.append((keyed.address(number), fault))
        else:
            yield rows[key], number
        seen.setdefault(key, number)


def _without_key(cells: Mapping[str, SheetCell], form: SheetForm) -> str:
    """What is said of a row that was filled in and has no key: it lost it, or a person added it."""
    shown = (cells[SEQ].text, cells[YEAR].text)
    row = next((row for row in form.rows if (str(row.seq), str(row.year)) == shown), None)
    if row is None:
        return _("This row was added by hand, so nothing of it is read. Please fill in the row that was downloaded.")
    words = _(
        "The row of %(seq)s %(name)s %(year)s has lost its row key, so nothing of it is read. "
        "Please download a new workbook and copy this row into it."
    )
    return words % {"seq": row.seq, "name": row.name, "year": row.year}


def _fault(row: SheetRow, cells: Mapping[str, SheetCell], earlier: int, number: int) -> str:
    """Why a row with a key cannot be taken; "" if it can."""
    if earlier:
        values = {"one": earlier, "other": number, "name": row.name, "year": row.year}
        return _("Rows %(one)s and %(other)s are both %(name)s %(year)s. Please delete one of them.") % values
    if (cells[SEQ].text, cells[YEAR].text) != (str(row.seq), str(row.year)):
        words = _(
            "This row was downloaded for %(seq)s %(name)s %(year)s, and shows another one: rows were sorted or "
            "pasted in part. Please download a new workbook."
        )
        return words % {"seq": row.seq, "name": row.name, "year": row.year}
    return ""
