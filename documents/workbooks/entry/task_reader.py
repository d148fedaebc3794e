"""The sheet of tasks in: found by its titles and keys, wherever they stand; what was changed, row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from documents.reading.sheets import Sheet, SheetCell
from documents.workbooks.entry.cell_text import shown_text
from documents.workbooks.entry.layout import META, row_digest
from documents.workbooks.entry.own_entry import OwnEntry
from documents.workbooks.entry.task_layout import (
    DIGEST,
    FIELDS,
    FIXED,
    HIDDEN,
    KEY,
    SEQ,
    VERSION,
    YEAR,
    key_of,
    quantity_fields,
    row_texts,
    rule_of_field,
)
from documents.workbooks.upload import WorkbookRefused
from plans.words import one_line, printable
from targets.entry.parsing import figure
from targets.entry.refusals import Cause, refusal
from targets.entry.slips import digits_of
from tasks.entry import TaskEntry
from tasks.ledger import LedgerRow
from tasks.models import TaskReport

KEYED = re.compile(r"t\d{1,18}y\d{4}")
MAX_HEAD_ROW = 20


@dataclass(frozen=True)
class TaskChange:
    """One field of one task that differs from what is stored."""

    address: str
    row: LedgerRow
    label: str
    before: str
    after: str


@dataclass
class TaskRows:
    """What the sheet of tasks would change: as `Uploaded` of the figures; `rows` by key. `title` is the sheet's own."""

    title: str = ""
    changes: list[TaskChange] = field(default_factory=list)
    blanks: list[TaskChange] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_tasks(book: Sequence[Sheet], entry: OwnEntry) -> TaskRows:
    """Return what the sheet of tasks of a filled-in workbook would change.

    Raises WorkbookRefused where its columns or keys are gone, where there are two, and for a row of somebody else's.
    """
    rows = {key_of(row): row for row in entry.task_rows}
    if not rows:
        return TaskRows()
    sheet = _task_sheet(book)
    head, columns = _heads(sheet, entry)
    found = TaskRows(sheet.title)
    seen: dict[str, int] = {}
    for number in range(head + 1, len(sheet.rows) + 1):
        cells = {name: sheet.cell(number, column) for name, column in columns.items()}
        key = cells[KEY].text
        if fault := _fault(key, cells, rows, seen, number):
            found.errors.append((f"{sheet.title}!A{number}", fault))
        elif key:
            seen[key] = number
            _read_row(found, _Place(sheet, columns, number), rows[key], cells)
    return found


@dataclass(frozen=True)
class _Place:
    """Where a row stands."""

    sheet: Sheet
    columns: Mapping[str, int]
    number: int

    def address(self, name: str) -> str:
        return f"{self.sheet.title}!{get_column_letter(self.columns[name])}{self.number}"

    def is_hidden(self, name: str) -> bool:
        return self.number in self.sheet.hidden_rows or self.columns[name] in self.sheet.hidden_columns


def _task_sheet(book: Sequence[Sheet]) -> Sheet:
    keyed = [sheet for sheet in book if sheet.title != META and _has_keys(sheet)]
    if not keyed:
        raise WorkbookRefused(
            _(
                "No row of the sheet of tasks can be told: its hidden columns were deleted. "
                "Please download a new workbook."
            )
        )
    if len(keyed) > 1:
        names = "、".join(sheet.title for sheet in keyed)
        raise WorkbookRefused(_("The rows stand in several sheets (%(names)s). Please keep one.") % {"names": names})
    if not keyed[0].is_visible:
        raise WorkbookRefused(_("The sheet of tasks is hidden. Please show it, check it, and upload again."))
    return keyed[0]


def _has_keys(sheet: Sheet) -> bool:
    return any(KEYED.fullmatch(cell.text) for row in sheet.rows for cell in row)


def _heads(sheet: Sheet, entry: OwnEntry) -> tuple[int, dict[str, int]]:
    """The row of the titles, and the column of each. Raises WorkbookRefused naming the titles that are missing."""
    wanted = {name: _both(label) for name, label, _w in (*FIXED, *FIELDS, *quantity_fields(entry.task_rows), *HIDDEN)}
    best: dict[str, int] = {}
    head = 0
    for number, row in enumerate(sheet.rows[:MAX_HEAD_ROW], 1):
        texts = {one_line(cell.text): column for column, cell in reversed(list(enumerate(row, 1)))}
        found = {name: texts[word] for name, words in wanted.items() for word in words if word in texts}
        if len(found) > len(best):
            head, best = number, found
    required = {SEQ, YEAR, *(name for name, *_rest in (*FIELDS, *quantity_fields(entry.task_rows), *HIDDEN))}
    if missing := [name for name in wanted if name in required and name not in best]:
        labels = "、".join(next(iter(wanted[name])) for name in missing)
        words = _("The sheet %(sheet)s lacks the columns %(labels)s. Please download a new workbook and copy into it.")
        raise WorkbookRefused(words % {"sheet": sheet.title, "labels": labels})
    _require_one_each(sheet, head, wanted)
    return head, best


def _require_one_each(sheet: Sheet, head: int, wanted: Mapping[str, Mapping[str, None]]) -> None:
    """Raise WorkbookRefused where two columns bear one title: nobody can say which of them counts."""
    texts = [one_line(cell.text) for cell in sheet.rows[head - 1]]
    twice = [word for words in wanted.values() for word in words if texts.count(word) > 1]
    if twice:
        words = _("The sheet %(sheet)s has two columns “%(label)s”. Please delete the one you added.")
        raise WorkbookRefused(words % {"sheet": sheet.title, "label": twice[0]})


def _both(label: str | Promise) -> dict[str, None]:
    """A title as it reads in every language of the screen, that of the person first."""
    words = {one_line(str(label)): None}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words[one_line(str(label))] = None
    return words


def _fault(
    key: str,
    cells: Mapping[str, SheetCell],
    rows: Mapping[str, LedgerRow],
    seen: Mapping[str, int],
    number: int,
) -> str:
    """Why a row cannot be taken; "" if it can, or if nothing was filled in."""
    if not key:
        unfilled = {name for name, *_rest in (*FIXED, *HIDDEN)}
        is_filled = any(not cell.is_blank for name, cell in cells.items() if name not in unfilled)
        words = _("This row was added by hand, so nothing of it is read. Please fill in the row that was downloaded.")
        return words if is_filled else ""
    if key not in rows:
        raise WorkbookRefused(_("Row %(row)s belongs to another agency or plan.") % {"row": number})
    row = rows[key]
    if key in seen:
        values = {"one": seen[key], "other": number, "name": f"{row.task.seq}", "year": row.entry.year}
        return _("Rows %(one)s and %(other)s are both %(name)s %(year)s. Please delete one of them.") % values
    if (cells[SEQ].text, cells[YEAR].text) != (str(row.task.seq), str(row.entry.year)):
        values = {"seq": row.task.seq, "name": row.task.content[:30], "year": row.entry.year}
        words = _(
            "This row was downloaded for %(seq)s %(name)s %(year)s, and shows another one: rows were sorted or "
            "pasted in part. Please download a new workbook."
        )
        return words % values
    return ""


def _read_row(found: TaskRows, place: _Place, row: LedgerRow, cells: Mapping[str, SheetCell]) -> None:
    """Note what differs in one row, and what is wrong with it."""
    stored, texts = row_texts(row), {}
    for name in stored:
        try:
            texts[name] = _field_text(row, name, cells[name])
        except ValidationError as fault:
            found.errors.append((place.address(name), " ".join(fault.messages)))
    changed = [name for name in texts if texts[name] != stored[name]]
    if len(texts) < len(stored) or not changed or row_digest(texts) == cells[DIGEST].text:
        return  # a fault is said; or nothing was filled in here, and what is stored may be newer
    if refused := _refusal_of_row(row, cells[VERSION].text or "0"):
        found.errors.append((place.address(changed[0]), refused))
        return
    found.errors += [
        (place.address(name), refusal(Cause.HIDDEN).messages[0]) for name in changed if place.is_hidden(name)
    ]
    blanks = [name for name in changed if not texts[name]]
    kept = texts | {name: stored[name] for name in blanks}
    found.errors += [(place.address(name), words) for name, words in _faults(row, kept)]
    labels = {name: str(label) for name, label, _width in (*FIELDS, *quantity_fields([row]))}
    for name in changed:
        change = TaskChange(place.address(name), row, labels[name], stored[name], texts[name])
        (found.blanks if name in blanks else found.changes).append(change)
    found.rows[key_of(row)] = {"version": cells[VERSION].text or "0", "texts": kept, "blanks": blanks}


def _field_text(row: LedgerRow, name: str, cell: SheetCell) -> str:
    """What a field says, a number in one way of writing. Raises ValidationError for what it cannot hold."""
    text = shown_text(cell)
    rule = rule_of_field(row, name)
    if rule is not None:
        number = figure(text, rule)
        return "" if number is None else digits_of(number)
    if name == "state" and text:
        if (state := _states().get(one_line(text).lower())) is None:
            raise refusal(Cause.NOT_LISTED, text=text)
        return str(TaskReport.State(state).label)
    return printable(text)


def _states() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {str(choice.label).lower(): choice.value for choice in TaskReport.State}
    return found


def _refusal_of_row(row: LedgerRow, version: str) -> str:
    """Why a changed row cannot be taken: it is locked, or somebody stored something there after the download."""
    if row.lock:
        return row.lock
    if version == str(row.version):
        return ""
    report = row.entry.report
    message = _("%(who)s stored %(theirs)s here after the download. Please download the workbook again for this row.")
    who = report.author.label if report and report.author else "—"
    return message % {"who": who, "theirs": report.get_state_display() if report else "—"}


def _faults(row: LedgerRow, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the form of a report minds in these texts: the field of the sheet, and the words."""
    entry = filled_entry(row, {"version": str(row.version), "texts": texts, "blanks": []}, is_clearing=False)
    names = {f"quantity_{quantity.pk}": f"quantity{n}" for n, (quantity, _text) in enumerate(row.quantities, 1)}
    found = ((name, " ".join(str(error) for error in errors)) for name, errors in entry.form.errors.items())
    return [(names.get(name, name), words) for name, words in found]


def filled_entries(entry: OwnEntry, sent: Mapping[str, Mapping[str, Any]], is_clearing: bool) -> list[TaskEntry]:
    """Return the reports of the rows that `read_tasks` found changed.

    Raises KeyError for a row that the person reports no more, and WorkbookRefused where a field cannot be cleared.
    """
    rows = {key_of(row): row for row in entry.task_rows}
    found = [filled_entry(rows[key], one, is_clearing) for key, one in sent.items()]
    for one in found:
        if not one.form.is_valid():
            errors = "；".join(str(error) for errors in one.form.errors.values() for error in errors)
            raise WorkbookRefused(f"{one.task.seq} {one.year}：{errors}")
    return found


def filled_entry(row: LedgerRow, sent: Mapping[str, Any], is_clearing: bool) -> TaskEntry:
    """Return the report of a row as its form would send it; blank fields are cleared only where a person said so."""
    texts = dict(sent["texts"]) | (dict.fromkeys(sent["blanks"], "") if is_clearing else {})
    data = QueryDict(mutable=True)
    state = _states().get(texts["state"].lower(), TaskReport.State.UNDER_WAY.value)
    data.update({f"{row.name}-state": state, f"{row.name}-version": str(sent["version"])})
    data.update({f"{row.name}-{name}": texts[name] for name in ("percent", "summary", "remark")})
    for n, (quantity, _text) in enumerate(row.quantities, 1):
        data[f"{row.name}-quantity_{quantity.pk}"] = texts[f"quantity{n}"]
    return TaskEntry(row.task, row.entry.year, row.entry.by, row.entry.today, data, row.name)
