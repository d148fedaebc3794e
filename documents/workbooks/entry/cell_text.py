"""A cell of a filled-in workbook as the text that a person would type."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from django.core.exceptions import ValidationError
from openpyxl.cell.rich_text import CellRichText

from documents.notation.text import lowered, raised
from documents.reading.readers.xlsx import shown
from documents.workbooks.entry.layout import DATES, NUMBERS
from documents.workbooks.sheet import unescaped
from plans.words import printable
from targets.entry.dates import parsed_date
from targets.entry.figure_rule import MAX_DIGITS, FigureRule
from targets.entry.parsing import figure
from targets.entry.refusals import Cause, refusal
from targets.entry.slips import digits_of


def cell_text(name: str, place: Any, rule: FigureRule) -> str:
    """Return what the cell of the field `name` shows. Raises ValidationError for what is no text, number or date.

    A number or a date is written in one way, so that it can be compared with what is stored.
    """
    text = _shown(place)
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


def _shown(place: Any) -> str:
    value = place.value
    if value is None:
        return ""
    if place.data_type == "f":  # also an array formula, whose value is an object
        raise refusal(Cause.FORMULA)
    if place.data_type == "e":
        raise refusal(Cause.ERROR, text=str(value))
    if isinstance(value, bool):
        raise refusal(Cause.TRUTH, text=str(value).upper())
    if place.font.strike:
        raise refusal(Cause.STRUCK_OUT)
    if isinstance(value, dt.datetime | dt.date):
        return (value.date() if isinstance(value, dt.datetime) else value).isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        raise refusal(Cause.TOO_LARGE, n=MAX_DIGITS)
    if isinstance(value, int | float):
        return shown(value, place.number_format)
    text = _of_runs(value) if isinstance(value, CellRichText) else str(value)
    return unescaped(text.replace("_x000D_", "").strip())


def _of_runs(runs: CellRichText) -> str:
    """The runs of a rich text without what is struck out; a raised digit is no digit of the number before it."""
    parts = []
    for run in runs:
        font = None if isinstance(run, str) else run.font
        text = run if isinstance(run, str) else run.text
        if font is None or not font.strike:
            place = font.vertAlign if font is not None else None
            parts.append(raised(text) if place == "superscript" else lowered(text) if place == "subscript" else text)
    return "".join(parts)
