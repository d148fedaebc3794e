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
from targets.entry.typed import entered
from targets.models import Actual

NAME = re.compile(r"i([0-9]+)y([0-9]{4})-([a-z_]+)")
LONGEST_ID = 18  # digits a database number can have
KEEP_MINE, KEEP_THEIRS = "mine", "theirs"
LONGEST_TEXT = 500

Key = tuple[int, int]  # plan indicator, year


@dataclass
class Posted:
    """One cell as it was sent. `typed` are fields of an actual; `error` says what is wrong with them."""

    version: int = 0
    choice: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    text: str = ""
    is_asked: bool = False  # which of two values stands

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to store in a cell that has nothing yet."""
        return all(value in (None, "", Condition.VALUE) for value in self.typed.values())

    def is_same_as(self, actual: Actual) -> bool:
        return all(getattr(actual, name) == value for name, value in self.typed.items())


def raw_cells(data: QueryDict) -> dict[Key, dict[str, str]]:
    """Return the fields of each cell by name. Raises Http404 for a number that no row can have."""
    cells: dict[Key, dict[str, str]] = defaultdict(dict)
    for name in data:
        if not (found := NAME.fullmatch(name)):
            continue
        if len(found[1]) > LONGEST_ID:
            raise Http404
        cells[int(found[1]), int(found[2])][found[3]] = str(data[name])
    return cells


def posted_rows(data: QueryDict) -> set[int]:
    """Return the plan indicators that a form has cells of."""
    return {pk for pk, _year in raw_cells(data)}


def posted_cell(raw: Mapping[str, str], decimals: int) -> Posted:
    """Return a cell of the grid; what can not be read is its error, in words."""
    version = raw.get("version", "0")
    posted = Posted(int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0)
    posted.choice, posted.text = raw.get("choice", ""), raw.get("text", "")
    posted.is_asked = bool(raw.get("asked"))
    try:
        posted.typed = _typed(raw, decimals)
        if posted.is_asked and posted.choice not in (KEEP_MINE, KEEP_THEIRS):
            raise ValidationError(_("Please choose which of the two values stands."))
    except ValidationError as fault:
        posted.error = " ".join(fault.messages)
    return posted


def _typed(raw: Mapping[str, str], decimals: int) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    if "text" in raw:
        said = entered(raw["text"], decimals)
        typed |= {"value": said.value, "condition": said.condition, "expected_on": said.expected_on}
    for name in ("remark", "cause", "remedy"):
        if name in raw:
            typed[name] = words(raw[name])
    if "remedy_by" in raw:
        typed["remedy_by"] = _date(raw["remedy_by"])
    if raw.get("expected_on") and typed.get("condition") == Condition.NOT_PUBLISHED:
        typed["expected_on"] = _date(raw["expected_on"])
    return typed


def words(text: str) -> str:
    """Return what people wrote without signs that nobody sees. Raises ValidationError where it is too long."""
    text = printable(text)
    if len(text) > LONGEST_TEXT:
        raise ValidationError(_("At most 500 characters, please."))
    return text


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as fault:
        raise ValidationError(_("This is no date: %(text)s") % {"text": text[:20]}) from fault
