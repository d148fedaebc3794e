"""What the entry page sends: the text of each cell, what the person saw there, and explanations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from targets.choices import Condition
from targets.entry.cell_fields import MAX_TEXT, read_fields
from targets.entry.figure_rule import FigureRule
from targets.entry.refusals import Cause, refusal
from targets.models import Actual

NAME = re.compile(r"i([0-9]+)y([0-9]{4})-([a-z_]+)")
MAX_ID = 18  # digits a database number can have
KEEP_MINE, KEEP_THEIRS = "mine", "theirs"
# The fields of an actual, as the grid's form calls them.
GRID_FIELDS = {
    "value": "text", "expected_on": "expected_on", "remark": "remark", "cause": "cause", "remedy": "remedy",
    "remedy_by": "remedy_by",
}  # fmt: skip
EXPLANATIONS = ("remark", "cause", "remedy", "remedy_by", "expected_on")

Key = tuple[int, int]  # plan indicator, year


@dataclass
class SubmittedCell:
    """One cell as it was sent. `parsed` are fields of an actual; `error` says what is wrong with them.

    `reason` was given behind a condition: 不适用（停统）.
    """

    version: int = 0
    choice: str = ""
    parsed: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    text: str = ""
    reason: str = ""
    must_choose: bool = False  # which of two values counts
    raw: Mapping[str, str] = field(default_factory=dict)  # as typed, right or not

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store in a cell that has nothing yet."""
        return all(value in (None, "", Condition.VALUE) for value in self.parsed.values())

    def is_same_as(self, actual: Actual) -> bool:
        return all(getattr(actual, name) == value for name, value in self.parsed.items())

    def keep_reason(self, stored_remark: str) -> None:
        """Make the reason the remark where there is none; else it stands behind the remark."""
        remark = str(self.parsed.get("remark", stored_remark))
        if not self.reason or self.reason in remark:
            return
        self.parsed["remark"] = f"{remark}；{self.reason}" if remark else self.reason
        if len(self.parsed["remark"]) > MAX_TEXT:
            self.error = refusal(Cause.TOO_MANY_CHARACTERS, n=MAX_TEXT).messages[0]


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


def submitted_cell(raw: Mapping[str, str], rule: FigureRule, year: int) -> SubmittedCell:
    """Return a cell of the grid; what cannot be read is its error, in words."""
    version = raw.get("version", "0")
    submission = SubmittedCell(int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0)
    submission.choice, submission.text, submission.raw = raw.get("choice", ""), raw.get("text", ""), raw
    submission.must_choose = bool(raw.get("asked"))
    found = read_fields({name: raw[sent] for name, sent in GRID_FIELDS.items() if sent in raw}, rule, year)
    submission.parsed, submission.reason = found.parsed, found.reason
    faults = [words for _name, words in found.faults]
    if submission.must_choose and submission.choice not in (KEEP_MINE, KEEP_THEIRS):
        faults.append(_("Please choose which of the two values stands."))
    submission.error = " ".join(dict.fromkeys(faults))
    return submission
