"""What stands in the sheet of tasks: one row for a task in an open year, its columns found by their titles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from targets.entry.figure_rule import FigureRule, figure_rule
from targets.entry.slips import digits_of
from tasks.forms import PERCENT_DONE
from tasks.ledger import LedgerRow

HEAD_ROW = 3
SEQ, YEAR, KEY, VERSION, DIGEST = "seq", "year", "key", "version", "digest"
FIXED: list[tuple[str, str | Promise, int]] = [
    (SEQ, _("No."), 6),
    ("content", _("Task"), 44),
    ("agencies", _("responsible agencies"), 24),
    (YEAR, _("Year"), 7),
    ("last", _("Last report"), 30),
    ("status", _("status"), 12),
    ("promised", _("numbers promised"), 20),
]
FIELDS: list[tuple[str, str | Promise, int]] = [
    ("state", _("state of the task"), 12),
    ("percent", _("percent done"), 10),
    ("summary", _("summary"), 50),
    ("remark", _("remark (why delayed, or why there is no evidence)"), 30),
]
HIDDEN: list[tuple[str, str | Promise, int]] = [
    (KEY, _("row key"), 10),
    (VERSION, _("row version"), 10),
    (DIGEST, _("row digest"), 10),
]


def quantity_fields(rows: Sequence[LedgerRow]) -> list[tuple[str, str | Promise, int]]:
    """Return a column for each number that a task may promise: as many as the task with the most."""
    count = max((len(row.quantities) for row in rows), default=0)
    return [
        (f"quantity{n}", f"{_('number reached')} {n}" if count > 1 else _("number reached"), 12)
        for n in range(1, count + 1)
    ]


def key_of(row: LedgerRow) -> str:
    return f"{row.name}y{row.entry.year}"


def row_texts(row: LedgerRow) -> dict[str, str]:
    """Return what stands in each field of a row; "" for nothing."""
    report = row.report
    texts = {name: "" for name, _label, _width in FIELDS}
    if report is not None:
        percent = "" if report.percent is None else str(report.percent)
        texts = {"state": str(report.get_state_display()), "percent": percent}
        texts |= {"summary": report.summary, "remark": report.remark}
    reached = report.reached if report is not None else {}
    for n, (quantity, _text) in enumerate(row.quantities, 1):
        texts[f"quantity{n}"] = digits_of(reached[quantity.pk].value) if quantity.pk in reached else ""
    return texts


def rule_of_field(row: LedgerRow, name: str) -> FigureRule | None:
    """Return what the number of a field must be; None for words."""
    if name == "percent":
        return PERCENT_DONE
    if not name.startswith("quantity"):
        return None
    quantity, _text = row.quantities[int(name.removeprefix("quantity")) - 1]
    return figure_rule(quantity.unit, quantity.text, [quantity.value])


def tasks_version(rows: Sequence[LedgerRow]) -> str:
    """Return a digest of what the plan asks of these tasks; a copy made before the plan was changed has another."""
    tasks = sorted({(row.task.pk, row.task.seq, row.task.content) for row in rows})
    return hashlib.sha256(json.dumps(tasks, ensure_ascii=False).encode()).hexdigest()[:16]
