"""How far a cell of the grid is, in one word: said the same on the page, to its script, and in the bar below it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plans.models import Report
from targets.entry.cells import EntryCell, is_ready

SENT_BACK = (Report.Status.RETURNED, Report.Status.REOPENED)


class EntryState(TextChoices):
    """What a person has to do about a cell, or that there is nothing to do."""

    EMPTY = "empty", _("not entered")
    READY = "ready", _("draft")
    CORRECTED = "corrected", _("corrected")
    TO_EXPLAIN = "to-explain", _("to explain")
    RETURNED = "returned", _("returned")
    WRONG = "wrong", _("to correct")
    SUBMITTED = "submitted", _("submitted")
    APPROVED = "approved", _("approved")
    CLOSED = "closed", _("closed")


SUBMITTABLE = (EntryState.READY, EntryState.CORRECTED)
SHAPES = {
    EntryState.EMPTY: "○",
    EntryState.READY: "◔",
    EntryState.CORRECTED: "◔",
    EntryState.TO_EXPLAIN: "！",
    EntryState.RETURNED: "↩",
    EntryState.WRONG: "✕",
    EntryState.SUBMITTED: "◑",
    EntryState.APPROVED: "●",
    EntryState.CLOSED: "–",
}


def state_of(cell: EntryCell) -> EntryState:
    """Return how far the cell is, with what was typed."""
    if cell.has_problem or cell.must_choose:
        return EntryState.WRONG
    if cell.lock:
        return _state_of_locked(cell)
    is_returned = cell.actual is not None and cell.actual.status in SENT_BACK
    if cell.missing_explanations:
        return EntryState.RETURNED if is_returned and not cell.lacks_more else EntryState.TO_EXPLAIN
    if is_ready(cell):
        return EntryState.CORRECTED if is_returned else EntryState.READY
    return EntryState.RETURNED if cell.reason else EntryState.EMPTY


def _state_of_locked(cell: EntryCell) -> EntryState:
    status = cell.actual.status if cell.actual else ""
    states = {Report.Status.SUBMITTED: EntryState.SUBMITTED, Report.Status.APPROVED: EntryState.APPROVED}
    return states.get(Report.Status(status), EntryState.CLOSED) if status else EntryState.CLOSED
