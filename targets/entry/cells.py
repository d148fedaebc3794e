"""The cells of the grid, and what a person sees around each: last year, target, change, what must be explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from plans.models import Report, User
from plans.models.refusals import answer_asked
from targets import progress
from targets.choices import Accumulation
from targets.entry.figure_rule import FigureRule, figure_rule
from targets.entry.parsing import editable_text
from targets.entry.required_explanations import RequiredExplanation, missing_explanations
from targets.entry.rounds import EntryRounds
from targets.entry.submitted_cell import EXPLANATIONS, Key, SubmittedCell
from targets.figures import SUBMITTED_STATUSES, counting_actuals
from targets.history import display_value
from targets.models import Actual, PlanIndicator
from targets.numbers import number_text
from targets.stored_series import absolute_goal, series_of


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
    def required_explanations(self) -> list[RequiredExplanation]:
        """What must still be said before the cell can be submitted."""
        if self.actual is None or not is_ready(self):
            return []
        missing = missing_explanations(self.actual, self.row.now, self.row.rounds.today)
        if self.actual.lacks_answer:
            missing.append(RequiredExplanation("remark", answer_asked(self.actual.reason)))
        return missing

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
    def change(self) -> Decimal | None:
        """This year's value less last year's."""
        if self.actual is None or self.actual.value is None or self.last is None or self.last.value is None:
            return None
        return self.actual.value - self.last.value

    @property
    def change_text(self) -> str:
        """The change on last year with its sign; "" where there is nothing to compare."""
        change = self.change
        if change is None:
            return ""
        return _("on last year") + " " + ("+" if change > 0 else "") + number_text(change).replace("-", "−")

    @property
    def remark_text(self) -> str:
        stored = self.actual.remark if self.actual and not self.is_carried_over else ""
        return self.unstored_texts.get("remark", stored)

    @property
    def unstored_texts(self) -> Mapping[str, str]:
        """What was typed and is not stored yet, by the name of its field."""
        return self.submission.raw if self.submission and not self.is_stored else {}

    @property
    def required_fields(self) -> list[tuple[str, str, str]]:
        """The fields that must be filled, or were and are not stored yet: name, what people call it, what it shows."""
        asked = [ask.field for ask in self.required_explanations] if self.is_stored else []
        names = dict.fromkeys([*asked, *(name for name in EXPLANATIONS if name in self.unstored_texts)])
        if self.has_remark_beside:
            names.pop("remark", None)
        meta = Actual._meta
        stored = {name: _shown(getattr(self.actual, name, "")) for name in names}
        labels = {name: str(meta.get_field(name).verbose_name) for name in names}  # type: ignore[union-attr]
        return [(name, labels[name], self.unstored_texts.get(name, stored[name])) for name in names]

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


@dataclass
class EntryRow:
    """One row of the grid, with the rounds it is entered in and who enters it."""

    indicator: PlanIndicator
    rounds: EntryRounds
    by: User
    cells: list[EntryCell] = field(default_factory=list)
    _now: progress.Series | None = field(default=None, init=False)

    @cached_property
    def submitted_actuals(self) -> dict[int, Actual]:
        return counting_actuals(self.indicator, SUBMITTED_STATUSES)

    @cached_property
    def series(self) -> progress.Series:
        return series_of(self.indicator, self.submitted_actuals, self.rounds.calendar)

    @property
    def now(self) -> progress.Series:
        """The series with what is typed, too."""
        if self._now is None:
            complete = {cell.year: cell.actual for cell in self.cells if cell.actual and cell.actual.is_complete}
            self._now = series_of(self.indicator, complete, self.rounds.calendar)
        return self._now

    def forget_series(self) -> None:
        """A cell of the row was changed: `now` is made again."""
        self._now = None

    @cached_property
    def rule(self) -> FigureRule:
        """What a figure of this row must be."""
        return rule_of(self.indicator)

    @property
    def hint(self) -> str:
        """Which number belongs in the cells: the year's own, or the amount at year end."""
        hints = {Accumulation.LEVEL: _("value at year end"), Accumulation.MILESTONE: _("1 when built, 0 when not")}
        kind = self.indicator.accumulation
        return hints[Accumulation(kind)] if kind in hints else _("this year's own amount")

    @property
    def unexplained_cells(self) -> list[EntryCell]:
        """The cells that something must be said to, or was."""
        return [cell for cell in self.cells if cell.required_fields or (cell.is_stored and cell.required_explanations)]


def rule_of(indicator: PlanIndicator) -> FigureRule:
    """Return what a figure of an indicator must be, be it an actual or a target."""
    goal = absolute_goal(indicator)
    numbers = [target.value for target in indicator.targets.all()]
    return figure_rule(indicator.unit, indicator.name, numbers if goal is None else [*numbers, goal])


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
