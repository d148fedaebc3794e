"""The fields of one cell, from the texts of a grid, a page or a workbook: one parser and one set of checks for all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from plans.words import one_line, printable
from targets.choices import Condition, Stage
from targets.entry.dates import parsed_date
from targets.entry.figure_rule import MAX_DIGITS, MAX_FIGURE, PARTS_OF, FigureRule, places_of
from targets.entry.parsing import ParsedValue, figure, parsed_value
from targets.entry.refusals import Cause, refusal
from targets.numbers import number_text

MAX_TEXT = 500  # characters of a remark, a cause, a remedy
MAX_SOURCE = 200


@dataclass
class CellFields:
    """`parsed` are fields of an actual; `reason` was given behind a condition; `faults` are fields and sentences."""

    parsed: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)


def read_fields(texts: Mapping[str, str], rule: FigureRule, year: int) -> CellFields:
    """Return what the texts of a cell say, by the names of an actual's fields; one that is not there says nothing."""
    found = CellFields()
    for name in (name for name in _PARSERS if name in texts):
        try:
            found.parsed[name] = _PARSERS[name](texts[name], rule)
        except ValidationError as fault:
            found.faults.append((name, " ".join(fault.messages)))
    _settle_condition(found)
    _settle_parts(found, rule)
    day = found.parsed.get("as_of")
    if day is not None and day.year != year:
        found.faults.append(("as_of", _("This day is not in %(year)s.") % {"year": year}))
    return found


def words_of(choices: type[Condition] | type[Stage]) -> dict[str, str]:
    """Return what people may write for each choice: its value, and its words in every language of the screen."""
    found: dict[str, str] = {choice.value: choice.value for choice in choices}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {str(choice.label).lower(): choice.value for choice in choices}
    return found


def _choice(choices: type[Condition] | type[Stage], nothing: str) -> Callable[[str, FigureRule], str]:
    def parsed(text: str, rule: FigureRule) -> str:
        words = one_line(text).lower()
        if words and words not in (known := words_of(choices)):
            raise refusal(Cause.NOT_LISTED, text=text)
        return known[words] if words else nothing

    return parsed


def _words(most: int, clean: Callable[[str], str] = printable) -> Callable[[str, FigureRule], str]:
    def parsed(text: str, rule: FigureRule) -> str:
        words = clean(text)
        if len(words) > most:
            raise refusal(Cause.TOO_MANY_CHARACTERS, n=most)
        return words

    return parsed


def _day(text: str, rule: FigureRule) -> dt.date | None:
    return parsed_date(text)


def _part(text: str, rule: FigureRule) -> Decimal | None:
    return figure(text, rule.of_part)


_PARSERS: Mapping[str, Callable[[str, FigureRule], Any]] = {
    "value": parsed_value,
    "numerator": _part,
    "denominator": _part,
    "condition": _choice(Condition, Condition.VALUE),
    "expected_on": _day,
    "stage": _choice(Stage, Stage.FINAL),
    "as_of": _day,
    "source": _words(MAX_SOURCE, one_line),
    "remark": _words(MAX_TEXT),
    "cause": _words(MAX_TEXT),
    "remedy": _words(MAX_TEXT),
    "remedy_by": _day,
}


def _settle_condition(found: CellFields) -> None:
    """A number, or why there is none: from the text of the value, from the choice beside it, or from both alike."""
    parsed = found.parsed
    said: ParsedValue | None = parsed.pop("value", None)
    chosen, day = parsed.get("condition", Condition.VALUE), parsed.pop("expected_on", None)
    if said is None and "condition" not in parsed:
        return
    if said is not None:
        is_twice = chosen != Condition.VALUE and (said.value is not None or said.condition not in (chosen, "value"))
        if is_twice:
            words = _("Either a number, or why there is none: please clear one of the two.")
            found.faults.append(("value", words))
        chosen = said.condition if said.condition != Condition.VALUE else chosen
        parsed["value"], found.reason = said.value, said.reason
    if chosen != Condition.VALUE:
        parsed["value"] = None
    parsed["condition"] = chosen
    parsed["expected_on"] = None
    if chosen == Condition.NOT_PUBLISHED:
        parsed["expected_on"] = day or (said.expected_on if said else None)


def _settle_parts(found: CellFields, rule: FigureRule) -> None:
    """Numerator and denominator come together; they give the value, or agree with the one that was typed."""
    parsed = found.parsed
    part, whole = parsed.get("numerator"), parsed.get("denominator")
    if part is None and whole is None:
        return
    if fault := _fault_of_parts(parsed, rule):
        found.faults.append(("denominator", fault))
        return
    ratio = _ratio(part, whole, rule)
    value = parsed.get("value")
    if value is None and "value" in parsed:
        parsed["value"] = ratio.quantize(Decimal("0.01"), ROUND_HALF_UP)
    elif value is not None and ratio.quantize(Decimal(1).scaleb(-places_of(value)), ROUND_HALF_UP) != value:
        values = {"ratio": number_text(ratio.quantize(Decimal("0.01"), ROUND_HALF_UP)), "value": number_text(value)}
        found.faults.append(("value", _("Numerator ÷ denominator gives %(ratio)s, not %(value)s.") % values))


def _fault_of_parts(parsed: Mapping[str, Any], rule: FigureRule) -> str:
    """Why numerator and denominator cannot be taken; "" if they can."""
    part, whole = parsed.get("numerator"), parsed.get("denominator")
    if not rule.is_ratio:
        return _("This is no ratio: please leave numerator and denominator empty.")
    if part is None or whole is None:
        return _("Please give numerator and denominator together.")
    if whole <= 0:
        return _("The denominator must be above 0.")
    if parsed.get("condition", Condition.VALUE) != Condition.VALUE:
        return _("Either a number, or why there is none: please clear one of the two.")
    if abs(_ratio(part, whole, rule)) >= MAX_FIGURE:
        return str(refusal(Cause.TOO_LARGE, n=MAX_DIGITS).messages[0])
    return ""


def _ratio(part: Decimal | None, whole: Decimal | None, rule: FigureRule) -> Decimal:
    assert part is not None
    assert whole
    return part / whole * PARTS_OF[rule.unit]
