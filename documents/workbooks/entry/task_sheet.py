"""The sheet of tasks: one row for a task in an open year."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.reading.sheets import SheetCell
from documents.workbooks.entry.cell_text import shown_text
from documents.workbooks.entry.layout import SEQ, YEAR, Column, SheetForm, SheetRow
from plans.words import one_line, printable
from targets.entry.figure_rule import FigureRule, figure_rule
from targets.entry.parsing import figure
from targets.entry.refusals import Cause, refusal
from targets.entry.slips import digits_of
from tasks.entry import TaskEntry
from tasks.forms import PERCENT_DONE
from tasks.ledger import LedgerRow
from tasks.models import TaskReport

FIXED = [
    Column(SEQ, gettext_lazy("No."), 6),
    Column("content", gettext_lazy("Task"), 44),
    Column("agencies", gettext_lazy("responsible agencies"), 24),
    Column(YEAR, gettext_lazy("Year"), 7),
    Column("last", gettext_lazy("Last report"), 30),
    Column("status", gettext_lazy("status"), 12),
    Column("promised", gettext_lazy("numbers promised"), 20),
]
FIELDS = [
    Column("state", gettext_lazy("state of the task"), 12),
    Column("percent", gettext_lazy("percent done"), 10),
    Column("summary", gettext_lazy("summary"), 50),
    Column("remark", gettext_lazy("remark (why delayed, or why there is no evidence)"), 30),
]


class TaskRow(SheetRow):
    """One task in one year."""

    def __init__(self, row: LedgerRow) -> None:
        self.row = row
        self.key, self.seq, self.year = f"{row.name}y{row.entry.year}", row.task.seq, row.entry.year
        self.name, self.lock, self.version = row.task.content[:40], row.lock, row.version
        self.texts = _field_texts(row)

    @property
    def stored(self) -> str:  # type: ignore[override]
        report = self.row.entry.report
        return f"{report.author.label if report.author else '—'} {report.get_state_display()}" if report else ""

    @property
    def fixed(self) -> Sequence[object]:
        row, task = self.row, self.row.task
        last = f"{row.last.year} {row.last.summary}" if row.last else ""
        agencies = "、".join(part.printed_name for part in task.assignments.all())
        promised = "；".join(quantity.text for quantity, _text in row.quantities)
        return [task.seq, task.content, agencies, self.year, last, str(row.state.label), promised]

    def cell_value(self, name: str) -> object:
        text = self.texts[name]
        return Decimal(text) if text and self._rule_of(name) else text or None

    def text_of(self, name: str, cell: SheetCell) -> str:
        text, rule = shown_text(cell), self._rule_of(name)
        if rule is not None:
            number = figure(text, rule)
            return "" if number is None else digits_of(number)
        if name == "state" and text:
            if (state := _states().get(one_line(text).lower())) is None:
                raise refusal(Cause.NOT_LISTED, text=text)
            return str(TaskReport.State(state).label)
        return printable(text)

    def faults(self, texts: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return what the form of a report minds in these texts."""
        names = {
            f"quantity_{quantity.pk}": f"quantity{n}" for n, (quantity, _text) in enumerate(self.row.quantities, 1)
        }
        errors = self.entry_of(texts, self.version).form.errors
        found = ((name, " ".join(str(error) for error in one)) for name, one in errors.items())
        return [(names.get(name, name), words) for name, words in found]

    def entry_of(self, texts: Mapping[str, str], version: int | str) -> TaskEntry:
        """Return the report with these texts, as its form would send it."""
        start, data = self.row.name, QueryDict(mutable=True)
        state = _states().get(texts["state"].lower(), TaskReport.State.UNDER_WAY.value)
        data.update({f"{start}-state": state, f"{start}-version": str(version)})
        data.update({f"{start}-{name}": texts[name] for name in ("percent", "summary", "remark")})
        for n, (quantity, _text) in enumerate(self.row.quantities, 1):
            data[f"{start}-quantity_{quantity.pk}"] = texts[f"quantity{n}"]
        entry = self.row.entry
        return TaskEntry(entry.task, entry.year, entry.by, entry.today, data, start)

    def _rule_of(self, name: str) -> FigureRule | None:
        """What the number of a field must be; None for words."""
        if name == "percent":
            return PERCENT_DONE
        if not name.startswith("quantity"):
            return None
        quantity, _text = self.row.quantities[int(name.removeprefix("quantity")) - 1]
        return figure_rule(quantity.unit, quantity.text, [quantity.value])


def task_sheet(rows: Sequence[LedgerRow]) -> SheetForm:
    """Return the sheet of these tasks; it has a column for each number that the task with the most promises."""
    count = max((len(row.quantities) for row in rows), default=0)
    title = _("number reached")
    numbers = [Column(f"quantity{n}", f"{title} {n}" if count > 1 else title, 12) for n in range(1, count + 1)]
    states = {"state": [str(choice.label) for choice in TaskReport.State]}
    return SheetForm(_("Tasks"), r"t\d{1,18}y\d{4}", FIXED, [*FIELDS, *numbers], [TaskRow(row) for row in rows], states)


def _field_texts(row: LedgerRow) -> dict[str, str]:
    report = row.report
    texts: dict[str, Any] = {column.name: "" for column in FIELDS}
    if report is not None:
        percent = "" if report.percent is None else str(report.percent)
        texts = {"state": str(report.get_state_display()), "percent": percent}
        texts |= {"summary": report.summary, "remark": report.remark}
    reached = report.reached if report is not None else {}
    for n, (quantity, _text) in enumerate(row.quantities, 1):
        texts[f"quantity{n}"] = digits_of(reached[quantity.pk].value) if quantity.pk in reached else ""
    return texts


@cache
def _states() -> dict[str, str]:
    """The states by their words in every language of the screen."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {str(choice.label).lower(): choice.value for choice in TaskReport.State}
    return found


def tasks_version(rows: Sequence[LedgerRow]) -> str:
    """Return a digest of what the plan asks of these tasks; a copy made before the plan was changed has another."""
    tasks = sorted({(row.task.pk, row.task.seq, row.task.content) for row in rows})
    return hashlib.sha256(json.dumps(tasks, ensure_ascii=False).encode()).hexdigest()[:16]
