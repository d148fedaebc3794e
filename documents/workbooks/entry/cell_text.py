"""A cell of a filled-in workbook as the text that a person would type."""

from __future__ import annotations

from documents.reading import sheets
from documents.reading.sheets import SheetCell
from documents.workbooks.sheet import unescaped
from targets.entry.figure_rule import MAX_DIGITS
from targets.entry.refusals import Cause, refusal

CAUSES = {
    sheets.FORMULA: Cause.FORMULA,
    sheets.ERROR: Cause.ERROR,
    sheets.TRUTH: Cause.TRUTH,
    sheets.STRUCK_OUT: Cause.STRUCK_OUT,
    sheets.TOO_LARGE: Cause.TOO_LARGE,
}


def shown_text(place: SheetCell) -> str:
    """Return what a cell shows. Raises ValidationError for a formula, an error, a truth value, struck-out text."""
    if place.fault:
        raise refusal(CAUSES[place.fault], text=place.text, n=MAX_DIGITS)
    return unescaped(place.text.replace("_x000D_", "").strip())
