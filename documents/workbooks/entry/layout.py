"""What is where in the workbook: one row for an indicator in a year."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.words import printable
from targets.choices import Condition, Stage
from targets.entry import EntryGrid
from targets.entry.cells import EntryCell
from targets.entry.slips import digits_of

FORMAT = "ipplans-entry-2"
EARLIER_FORMATS = ("ipplans-entry-1",)
META = "ipplans"
HEAD_ROW = 3
FIRST_ROW = HEAD_ROW + 1

# Columns that can be filled in: the field of an actual, what people call it, its width.
FIELDS: list[tuple[str, str | Promise, int]] = [
    ("value", _("Actual"), 14),
    ("condition", _("Or: why there is none"), 14),
    ("expected_on", _("expected on"), 14),
    ("stage", _("stage"), 10),
    ("as_of", _("as of"), 13),
    ("numerator", _("numerator"), 12),
    ("denominator", _("denominator"), 12),
    ("source", _("source"), 18),
    ("remark", _("remark"), 24),
    ("cause", _("cause"), 24),
    ("remedy", _("measure taken"), 24),
    ("remedy_by", _("done by"), 13),
]
FIXED: list[tuple[str | Promise, int]] = [
    (_("No."), 6),
    (_("Indicator"), 34),
    (_("unit"), 8),
    (_("Year"), 7),
    (_("Target"), 12),
    (_("Last year"), 12),
    (_("status"), 12),
]
FIRST_FIELD = len(FIXED) + 1  # column numbers count from 1
KEY_COLUMN = FIRST_FIELD + len(FIELDS)
VERSION_COLUMN = KEY_COLUMN + 1
DIGEST_COLUMN = VERSION_COLUMN + 1  # what the row said when it was downloaded
DATES = {"expected_on", "as_of", "remedy_by"}
NUMBERS = {"value", "numerator", "denominator"}


def field_texts(cell: EntryCell) -> dict[str, str]:
    """Return what is in each column of a cell's row; "" for nothing."""
    actual = cell.actual
    if actual is None or cell.is_carried_over:
        stage = Stage.FINAL if cell.as_of is None else Stage.PRELIMINARY
        return {name: "" for name, _label, _width in FIELDS} | {
            "stage": "" if cell.lock else str(stage.label),
            "as_of": cell.as_of.isoformat() if cell.as_of and not cell.lock else "",
        }
    texts = {name: _text(getattr(actual, name)) for name, _label, _width in FIELDS}
    texts["condition"] = "" if actual.condition == Condition.VALUE else str(Condition(actual.condition).label)
    texts["stage"] = str(Stage(actual.stage).label)
    return texts


def _text(value: object) -> str:
    return digits_of(value) if isinstance(value, Decimal) else "" if value is None else printable(str(value))


def row_digest(texts: dict[str, str]) -> str:
    """Return a short mark of what a row says."""
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def plan_version(grid: EntryGrid) -> str:
    """Return a digest of what the plan asks of these rows; a copy made before the plan was changed has another."""
    rows = [
        [row.pk, row.seq, row.label, row.unit, sorted((t.year, digits_of(t.value)) for t in row.targets.all())]
        for row in grid.indicators
    ]
    return hashlib.sha256(json.dumps([grid.plan.slug, rows], ensure_ascii=False).encode()).hexdigest()[:16]
