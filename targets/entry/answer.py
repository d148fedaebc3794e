"""The answer to the entry page's script after it has sent cells."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from targets.entry.cells import EntryCell
from targets.entry.grid import EntryGrid
from targets.entry.saving import Saved


def answer(grid: EntryGrid, saved: Saved) -> dict[str, Any]:
    """Return each submitted cell as it is now, and what was wrong with it."""
    cells = {cell.name: _cell(cell) for cell in grid.cells if cell.submission is not None}
    return {"stored": saved.stored, "problems": grid.problems, "lock": grid.lock, "cells": cells}


def _cell(cell: EntryCell) -> dict[str, Any]:
    found: dict[str, Any] = {"asks": _required(cell)}
    actual = cell.actual
    found["version"] = actual.version if actual else 0
    if cell.has_problem:
        return found | {"problem": render_to_string("targets/_cell_problem.html", {"cell": cell})}
    return found | {
        "text": cell.text,
        "status": str(actual.get_status_display()) if actual and actual.pk else "",
        "change": cell.change_text,
        "remark": cell.remark_text,
    }


def _required(cell: EntryCell) -> str:
    """What must be explained before it is submitted, in one line."""
    reasons = dict.fromkeys(ask.why for ask in cell.required_explanations)
    return _("Before submitting: ") + " ".join(reasons) if reasons else ""
