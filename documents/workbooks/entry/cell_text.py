"""A cell of a filled-in workbook as the text that a person would type."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from documents.reading import sheets
from documents.reading.sheets import SheetCell
from documents.workbooks.entry.layout import DATES, NUMBERS
from documents.workbooks.sheet import unescaped
from plans.words import printable
from targets.entry.dates import parsed_date
from targets.entry.figure_rule import MAX_DIGITS, FigureRule
from targets.entry.parsing import figure
from targets.entry.refusals import Cause, refusal
from targets.entry.slips import digits_of

CAUSES = {
    sheets.FORMULA: Cause.FORMULA,
    sheets.ERROR: Cause.ERROR,
    sheets.TRUTH: Cause.TRUTH,
    sheets.STRUCK_OUT: Cause.STRUCK_OUT,
    sheets.TOO_LARGE: Cause.TOO_LARGE,
}


def cell_text(name: str, place: SheetCell, rule: FigureRule) -> str:
    """Return what the cell of the field `name` shows. Raises ValidationError for what is no text, number or date.

    A number or a date is written in one way, so that it can be compared with what is stored.
    """
    text = shown_text(place)
    try:
        if name in NUMBERS:
            number = figure(text, rule if name == "value" else rule.of_part)
            return "" if number is None else digits_of(number)
        if name in DATES:
            day = parsed_date(text)
            return "" if day is None else day.isoformat()
    except ValidationError:
        return text  # a word, or a slip: the checks of all fields say what
    return printable(text)


def shown_text(place: SheetCell) -> str:
    """Return what a cell shows. Raises ValidationError for a formula, an error, a truth value, struck-out text."""
    if place.fault:
        raise refusal(CAUSES[place.fault], text=place.text, n=MAX_DIGITS)
    return unescaped(place.text.replace("_x000D_", "").strip())
