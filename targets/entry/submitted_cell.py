"""What the entry page sends: the text of each cell, what the person saw there, and explanations."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from plans.words import printable
from targets.choices import Condition
from targets.entry.parsing import parsed_value
from targets.models import Actual

NAME = re.compile(r"i([0-9]+)y([0-9]{4})-([a-z_]+)")
MAX_ID = 18  # digits a database number can have
KEEP_MINE, KEEP_THEIRS = "mine", "theirs"
EXPLANATIONS = ("remark", "cause", "remedy", "remedy_by", "expected_on")
MAX_TEXT = 500

Key = tuple[int, int]  # plan indicator, year


@dataclass
class SubmittedCell:
    """One cell as it was sent. `parsed` are fields of an actual; `error` says what is wrong with them."""

    version: int = 0
    choice: str = ""
    parsed: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    text: str = ""
    must_choose: bool = False  # which of two values counts
    raw: Mapping[str, str] = field(default_factory=dict)  # as typed, right or not

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store in a cell that has nothing yet."""
        return all(value in (None, "", Condition.VALUE) for value in self.parsed.values())

    def is_same_as(self, actual: Actual) -> bool:
        return all(getattr(actual, name) == value for name, value in self.parsed.items())


def raw_cells(data: QueryDict) -> dict[Key, dict[str, str]]:
    """Return the fields of each cell by name. Raises Http404 for a number that no row can have."""
    cells: dict[Key, dict[str, str]] = defaultdict(dict)
    for name in data:
        if not (found := NAME.fullmatch(name)):
            continue
        if len(found[1]) > MAX_ID:
            raise Http404
        cells[int(found[1]), int(found[2])][found[3]] = str(data[name])
    return cells


def submitted_row_ids(data: QueryDict) -> set[int]:
    """Return the plan indicators that a form has cells of."""
    return {pk for pk, _year in raw_cells(data)}


def submitted_cell(raw: Mapping[str, str], decimals: int) -> SubmittedCell:
    """Return a cell of the grid; what cannot be read is its error, in words."""
    version = raw.get("version", "0")
    submission = SubmittedCell(int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0)
    submission.choice, submission.text = raw.get("choice", ""), raw.get("text", "")
    submission.must_choose, submission.raw = bool(raw.get("asked")), raw
    try:
        submission.parsed = _parsed(raw, decimals)
        if submission.must_choose and submission.choice not in (KEEP_MINE, KEEP_THEIRS):
            raise ValidationError(_("Please choose which of the two values stands."))
    except ValidationError as fault:
        submission.error = " ".join(fault.messages)
    return submission


def _parsed(raw: Mapping[str, str], decimals: int) -> dict[str, Any]:
    parsed: dict[str, Any] = {}
    if "text" in raw:
        entered = parsed_value(raw["text"], decimals)
        parsed |= {"value": entered.value, "condition": entered.condition, "expected_on": entered.expected_on}
    for name in ("remark", "cause", "remedy"):
        if name in raw:
            parsed[name] = cleaned_text(raw[name])
    if "remedy_by" in raw:
        parsed["remedy_by"] = _date(raw["remedy_by"])
    if raw.get("expected_on") and parsed.get("condition") == Condition.NOT_PUBLISHED:
        parsed["expected_on"] = _date(raw["expected_on"])
    return parsed


def cleaned_text(text: str) -> str:
    """Return what people wrote without characters that nobody sees. Raises ValidationError where it is too long."""
    text = printable(text)
    if len(text) > MAX_TEXT:
        raise ValidationError(_("At most %(n)s characters, please.") % {"n": MAX_TEXT})
    return text


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as fault:
        raise ValidationError(_("This is no date: %(text)s") % {"text": text[:20]}) from fault
