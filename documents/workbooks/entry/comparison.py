"""A filled-in sheet beside what is stored: what was changed, cell by cell, and what is wrong, with its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from documents.reading.sheets import Sheet, SheetCell
from documents.workbooks.entry.keyed_sheet import KeyedSheet, keyed_rows, keyed_sheet
from documents.workbooks.entry.layout import DIGEST, VERSION, SheetForm, SheetRow, row_digest
from targets.entry.refusals import Cause, refusal


@dataclass(frozen=True)
class Change:
    """One field of one row that differs from what is stored."""

    address: str
    row: SheetRow
    label: str
    before: str
    after: str


@dataclass
class SheetChanges:
    """What a sheet would change. `title` is the sheet's own; "" where the person has no such rows.

    `blanks` are fields that are blank in it while something is stored: that stays, unless a person says otherwise.
    `rows` are the changed rows by key: version, texts, and the names of the blank fields. `gone` are downloaded rows
    that the sheet has no longer: what is stored of them stays.
    """

    title: str = ""
    changes: list[Change] = field(default_factory=list)
    blanks: list[Change] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: list[SheetRow] = field(default_factory=list)


def changes_of(book: Sequence[Sheet], form: SheetForm) -> SheetChanges:
    """Return what the sheet of a form would change. Raises WorkbookRefused as `keyed_sheet` and `keyed_rows` do."""
    if not form.rows:
        return SheetChanges()
    keyed = keyed_sheet(book, form)
    found = SheetChanges(keyed.sheet.title)
    read = set()
    for row, number in keyed_rows(keyed, form, found.errors):
        read.add(row.key)
        _compare(found, form, row, _Filled(keyed, number))
    if not found.errors:
        found.gone = [row for row in form.rows if row.key not in read]
    return found


class _Filled:
    """One row as it was filled in."""

    def __init__(self, keyed: KeyedSheet, number: int) -> None:
        self.keyed, self.number = keyed, number
        self.cells: Mapping[str, SheetCell] = keyed.cells(number)

    def fault(self, name: str, words: str) -> tuple[str, str]:
        return self.keyed.address(self.number, name), words


def _compare(found: SheetChanges, form: SheetForm, row: SheetRow, filled: _Filled) -> None:
    """Note what differs in one row, and what is wrong with it."""
    texts, faults = _texts(form, row, filled)
    found.errors += faults
    changed = [name for name in texts if texts[name] != row.texts[name]]
    if faults or not changed or row_digest(texts) == filled.cells[DIGEST].text:
        return  # a fault is said; or nothing was filled in here, and what is stored may be newer
    version = filled.cells[VERSION].text or "0"
    if refused := _refusal(row, version):
        found.errors.append(filled.fault(changed[0], refused))
        return
    hidden = [name for name in changed if filled.keyed.is_hidden(filled.number, name)]
    found.errors += [filled.fault(name, refusal(Cause.HIDDEN).messages[0]) for name in hidden]
    blanks = [name for name in changed if not texts[name] and not row.is_replaced(name, texts, changed)]
    kept = texts | {name: row.texts[name] for name in blanks}
    found.errors += [filled.fault(name, words) for name, words in row.faults(kept)]
    labels = {column.name: str(column.label) for column in form.fields}
    for name in changed:
        address = filled.keyed.address(filled.number, name)
        change = Change(address, row, labels[name], row.texts[name], texts[name])
        (found.blanks if name in blanks else found.changes).append(change)
    found.rows[row.key] = {"version": version, "texts": kept, "blanks": blanks}


def _texts(form: SheetForm, row: SheetRow, filled: _Filled) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """What stands in the fields of a row, and what of it cannot be read."""
    texts: dict[str, str] = {}
    faults = []
    for column in form.fields:
        cell = filled.cells[column.name]
        if column.name not in row.texts:
            if not cell.is_blank:
                faults.append(filled.fault(column.name, _("Nothing is asked for here. Please clear this cell.")))
            continue
        try:
            texts[column.name] = row.text_of(column.name, cell)
        except ValidationError as fault:
            faults.append(filled.fault(column.name, " ".join(fault.messages)))
    return texts, faults


def _refusal(row: SheetRow, version: str) -> str:
    """Why a changed row cannot be taken: it is locked, or somebody stored something there after the download."""
    if row.lock:
        return row.lock
    if version == str(row.version):
        return ""
    if not row.stored:
        return _("This row was changed.")
    message = _("Stored here after the download: %(stored)s. Please download the workbook again for this row.")
    return message % {"stored": row.stored}
