"""The answer to the entry page's script after it has sent cells."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from targets.entry.cell_state import SHAPES, state_of
from targets.entry.cells import EntryCell
from targets.entry.grid import EntryGrid
from targets.entry.saving import Saved


def answer(grid: EntryGrid, saved: Saved) -> dict[str, Any]:
    """Return each submitted cell as it is now, what was wrong with it, and the time of day at which it was stored."""
    records = {cell.name: _record(cell) for cell in grid.cells if cell.submission is not None}
    time = timezone.localtime().strftime("%H:%M")
    counts = {"stored": saved.stored, "submitted": saved.submitted, "problems": grid.problems}
    return counts | {"lock": grid.lock, "time": time, "records": records}


def _record(cell: EntryCell) -> dict[str, Any]:
    state, fields = state_of(cell), cell.fields_below
    found: dict[str, Any] = {
        "version": cell.actual.version if cell.actual else 0,
        "state": state.value,
        "status": f"{SHAPES[state]} {state.label}",
        "message": "",
        "asked": "",
        "asked_names": [name for name, _label, _text in fields],
        "is_below": cell.has_something_below,
        "is_stored": cell.is_stored,
    }
    if cell.has_something_below:
        found["message"] = render_to_string("entry/_message.html", {"cell": cell}).strip()
    if fields:
        found["asked"] = render_to_string("entry/_asked.html", {"cell": cell}).strip()
    if cell.is_stored:
        found |= {"fields": {"text": cell.text, "remark": cell.remark_text}, "change": cell.change_text}
    return found
