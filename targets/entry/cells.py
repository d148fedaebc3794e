"""The cells of the grid, and what a person sees around each: last year, target, change, what must be explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from plans.models import Report
from plans.models.refusals import answer_asked
from targets import progress
from targets.choices import Accumulation
from targets.entry.parsing import editable_text
from targets.entry.required_explanations import RequiredExplanation
from targets.entry.submitted_cell import EXPLANATIONS, Key, SubmittedCell
from targets.history import display_value
from targets.models import Actual
from targets.numbers import change_text

if TYPE_CHECKING:
    from targets.entry.rows import EntryRow

# Shown below a row for as long as something stands in them: whoever submits sees what goes with the figure.
KEPT_BELOW = ("remark", "cause", "remedy", "remedy_by")


@dataclass
class EntryCell:
    """One indicator in one year: what is stored, what was typed, and what is in the way."""

    row: EntryRow
    year: int
    actual: Actual | None
    lock: str = ""
    submission: SubmittedCell | None = None
    conflict: str = ""
    is_stored: bool = False
    has_remark_beside: bool = False

    @property
    def explanations(self) -> list[RequiredExplanation]:
        """What must be said to the cell before it can be submitted, said already or not."""
        if self.actual is None or not is_ready(self):
            return []
        return self.row.explanations_of(self.actual)

    @property
    def missing_explanations(self) -> list[RequiredExplanation]:
        """What must still be said before the cell can be submitted."""
        actual = self.actual
        return [
            ask for ask in self.explanations if actual is not None and not ask.is_given(actual)
        ] + self._answers_missing

    @property
    def lacks_more(self) -> bool:
        """Whether it asks for more than the answer to why it was returned."""
        return len(self.missing_explanations) > len(self._answers_missing)

    @property
    def lacks_answer(self) -> bool:
        """Whether it was returned, can be submitted again, and neither says anything new nor answers the reason."""
        return self.actual is not None and is_ready(self) and self.actual.lacks_answer

    @property
    def _answers_missing(self) -> list[RequiredExplanation]:
        if self.actual is None or not self.lacks_answer:
            return []
        return [RequiredExplanation("remark", answer_asked(self.actual.reason))]

    @property
    def key(self) -> Key:
        return self.row.indicator.pk, self.year

    @property
    def name(self) -> str:
        """The cell in the form's field names."""
        return f"i{self.row.indicator.pk}y{self.year}"

    @property
    def text(self) -> str:
        """What the cell shows: what was typed and is not stored yet, else what is stored for the asked period."""
        if self.submission is not None and not self.is_stored:
            return self.submission.text
        return "" if self.is_carried_over else editable_text(self.actual)

    @property
    def is_carried_over(self) -> bool:
        """Whether what is stored is of an earlier round of the year: the asked period has nothing yet."""
        return self.actual is not None and not self.lock and self.row.rounds.is_of_earlier_round(self.actual)

    @property
    def as_of(self) -> dt.date | None:
        """The as-of date that the round asks for; None for the whole year."""
        round_ = self.row.rounds.by_year.get(self.year)
        return round_.as_of if round_ else None

    @property
    def displayed(self) -> str:
        """What is stored now, in words."""
        return display_value(self.actual) if self.actual else "—"

    @property
    def error(self) -> str:
        return self.submission.error if self.submission else ""

    @property
    def must_choose(self) -> bool:
        """Whether it asks which of two values stands; the answer is shown with it until it is stored."""
        return self.submission is not None and self.submission.must_choose and not self.is_stored

    @property
    def has_problem(self) -> bool:
        return bool(self.error or self.conflict)

    @property
    def benchmark(self) -> progress.Benchmark:
        return progress.benchmark(self.row.series, self.year)

    @property
    def left_of_goal(self) -> Decimal | None:
        """What the years before leave of the goal of all years, where the year itself has no target."""
        is_sum = self.row.series.accumulation == Accumulation.SUM
        return progress.distance(self.row.series, self.year - 1) if is_sum and self.benchmark.value is None else None

    @property
    def last(self) -> Actual | None:
        return self.row.submitted_actuals.get(self.year - 1)

    @property
    def due_by_then(self) -> Decimal | None:
        """What is due by the end of the part of the year that the round asks for; None where it asks for the whole."""
        day, whole = self.as_of, self.benchmark.value
        if day is None or whole is None:
            return None
        due = progress.due_within(self.row.series, self.year, day, whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return due.to_integral_value() if due == due.to_integral_value() else due.normalize()

    @property
    def last_value(self) -> Decimal | None:
        """What the value is compared with: last year's, or that of the same part of last year."""
        if self.as_of is not None:
            return self.row.same_period.get(self.year)
        return self.last.value if self.last else None

    @property
    def change(self) -> Decimal | None:
        """This year's value less that of last year, or of the same part of it."""
        if self.actual is None or self.actual.value is None or self.last_value is None:
            return None
        return self.actual.value - self.last_value

    @property
    def change_text(self) -> str:
        """The change on last year with its sign, and in percent of it; "" where there is nothing to compare."""
        change = self.change
        return "" if change is None else change_text(change, self.last_value, self.row.rule.is_ratio)

    @property
    def remark_text(self) -> str:
        stored = self.actual.remark if self.actual and not self.is_carried_over else ""
        return self.unstored_texts.get("remark", stored)

    @property
    def unstored_texts(self) -> Mapping[str, str]:
        """What was typed and is not stored yet, by the name of its field."""
        return self.submission.raw if self.submission and not self.is_stored else {}

    @property
    def fields_below(self) -> list[tuple[str, str, str]]:
        """The fields below the row, which its figure asks for, or in which something stands: name, label, text."""
        if self.lock:
            return []
        actual = None if self.is_carried_over else self.actual
        asked = [ask.field for ask in (*self.explanations, *self._answers_missing)]
        names = dict.fromkeys(name for name in asked if name in EXPLANATIONS)
        names |= dict.fromkeys(name for name in EXPLANATIONS if self.unstored_texts.get(name))
        names |= dict.fromkeys(name for name in KEPT_BELOW if actual is not None and getattr(actual, name))
        if self.has_remark_beside:
            names.pop("remark", None)
        stored = {name: _shown(getattr(actual, name, "")) for name in names}
        labels = {name: str(Actual._meta.get_field(name).verbose_name) for name in names}  # type: ignore[union-attr]
        return [(name, labels[name], self.unstored_texts.get(name, stored[name])) for name in names]

    @property
    def reason(self) -> str:
        """Why a reviewer returned or reopened it, for as long as it has not been submitted again."""
        if self.actual is None or not self.actual.reason or not self.actual.is_editable:
            return ""
        is_reopened = self.actual.status == Report.Status.REOPENED
        word = Report.Status.REOPENED.label if is_reopened else Report.Status.RETURNED.label
        return f"{word}：{self.actual.reason}"

    @property
    def has_something_below(self) -> bool:
        """Whether something stands below its row: a fault, a reason, or fields to explain it in."""
        return (
            self.has_problem or self.must_choose or bool(self.reason or self.missing_explanations or self.fields_below)
        )

    @property
    def is_open(self) -> bool:
        """Whether files can be attached to it: it is there, and still being entered."""
        is_there = self.actual is not None and self.actual.pk is not None and self.actual.is_editable
        return is_there and not self.lock and not self.is_carried_over

    @property
    def can_withdraw(self) -> bool:
        actual = self.actual
        is_waiting = actual is not None and actual.status == Report.Status.SUBMITTED
        return is_waiting and actual is not None and actual.author_id == self.row.by.pk


def is_ready(cell: EntryCell) -> bool:
    """Whether there is something to submit for the asked period, and it can be."""
    actual = cell.actual
    if cell.lock or actual is None or cell.is_carried_over:
        return False
    return actual.is_complete and actual.is_editable


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


def is_stale_write(cell: EntryCell, submission: SubmittedCell) -> bool:
    """Whether something else is stored in the cell than the person saw, or it has been locked meanwhile."""
    current = cell.actual
    if submission.error or (cell.is_carried_over and submission.is_empty):
        return False
    if current is not None and not cell.is_carried_over and submission.is_same_as(current):
        return False
    if cell.lock:
        return current is not None or not submission.is_empty
    return current is not None and submission.version != current.version
