"""What a block fills in: its lines meet the rows of a sheet, and each text is read as if it had been typed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from targets.entry.block.clipboard import MAX_CELLS, TooManyCells, block_of
from targets.entry.block.heads import Heads, heads_of, plain
from targets.entry.block.sheet import Checked, Column, Fill, Filling, Place, Sheet, SheetRow

NO_VALUE = {"-", "–", "—", "——", "－", "−", "/", "／", "\\", "无", "空", "…", "……"}


def filling_of(text: str, sheet: Sheet, field_name: str) -> Filling:
    """Return what the text of a clipboard, pasted into a field, fills into a sheet; nothing is stored by it."""
    found = Filling()
    try:
        block = block_of(text)
    except TooManyCells:
        words = _("More than %(n)s cells were copied. Please copy only the rows of the table, not whole columns.")
        found.refusal = words % {"n": MAX_CELLS}
        return found
    if not block or not sheet.rows:
        return found
    anchor = sheet.place_of(field_name)
    heads = heads_of(block, sheet, anchor)
    _say_dropped(found, heads)
    found.unused = list(heads.unused.values())
    for number, line in enumerate(block[heads.first :]):
        row = _row_of(line, number, heads, sheet, anchor[0])
        if row is not None:
            _fill_row(found, row, line, heads)
        elif any(line):
            found.unmatched.append("  ".join(cell for cell in line if cell)[:60])
    return found


def _say_dropped(found: Filling, heads: Heads) -> None:
    if heads.first:
        found.dropped.append(_("titles"))
    if heads.seq is not None:
        found.dropped.append(_("numbers of rows"))
    if heads.name is not None:
        found.dropped.append(_("names of rows"))
    if heads.units:
        found.dropped.append(_("units"))
    if heads.targets:
        found.dropped.append(_("targets"))


def _row_of(line: Sequence[str], number: int, heads: Heads, sheet: Sheet, anchor_row: int) -> SheetRow | None:
    """The row that a line is of: by its name, by its number, else by its place below the cell it was pasted into."""
    if not heads.is_keyed:
        place = anchor_row + number
        return sheet.rows[place] if place < len(sheet.rows) else None
    if heads.name is not None and (name := plain(line[heads.name])):
        named = [row for row in sheet.rows if plain(row.name) == name]
        same_seq = [row for row in named if heads.seq is not None and str(row.seq) == line[heads.seq]]
        return next(iter(same_seq or named), None)
    if heads.seq is not None:
        return next((row for row in sheet.rows if str(row.seq) == line[heads.seq].rstrip(".、")), None)
    return None


def _fill_row(found: Filling, row: SheetRow, line: Sequence[str], heads: Heads) -> None:
    for number, column in heads.columns.items():
        text = line[number]
        if text in NO_VALUE:
            found.without_value += 1
        if not text or text in NO_VALUE:
            continue
        place = row.places.get(column.key, Place())
        if not place.field:
            found.locked.append((row, column, text))
            continue
        _note(found, row, column, place, text, row.check(column.key, text))


def _note(found: Filling, row: SheetRow, column: Column, place: Place, text: str, checked: Checked) -> None:
    if checked.fault:
        found.wrong.append((row, column, text, checked.fault))
    elif checked.is_same:
        found.same += 1
    else:
        found.fills.append(Fill(place.field, row, column, place.shown, text, checked.value))
