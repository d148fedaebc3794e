"""Rules of lights tried on a year that has been: what would have burned before its date, and how the year ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from documents.models import Snapshot
from plans.delivery import Delivery, submitted_on, year_rounds
from plans.lights import Light, Reason, delivery_reason, lit
from plans.models import LightRules, Plan, Round
from plans.working_days import DAY, WorkingDays
from targets.choices import State
from targets.figures import IndicatorFigures
from targets.lights import Reached, earlier_readings, path_reason, reached
from targets.models import PlanIndicator
from targets.plan_figures import plan_figures
from tasks.models import Task, TaskReport
from tasks.progress import NO_STATE, TaskYear, task_years

BAD = (State.BEHIND, State.OVERDUE, State.UNREPORTED)


@dataclass(frozen=True)
class TriedRow:
    """One indicator or task: the worst light that would have burned, why, and how its year ended."""

    name: str
    address: str
    light: Light | None
    words: str
    end: str
    is_bad: bool


@dataclass(frozen=True)
class Trial:
    """What rules would have made burn in `year`; `rows` are those that burned or ended badly."""

    year: int
    rows: list[TriedRow]

    @property
    def red(self) -> int:
        return sum(row.light == Light.RED for row in self.rows)

    @property
    def yellow(self) -> int:
        return sum(row.light == Light.YELLOW for row in self.rows)

    @property
    def bad(self) -> int:
        return sum(row.is_bad for row in self.rows)

    @property
    def missed(self) -> int:
        """How many ended badly without a light before."""
        return sum(row.is_bad and row.light is None for row in self.rows)

    @property
    def false(self) -> int:
        """How many burned red or yellow and ended well."""
        return sum(not row.is_bad and row.light is not None for row in self.rows)


def trial_year(plan: Plan, today: dt.date) -> int | None:
    """Return the latest year of a plan (loaded with its rounds) that is over: its round is closed. None without one."""
    rounds = year_rounds(plan.rounds.all())
    over = [year for year, round_ in rounds.items() if round_.status not in Round.OPEN_STATUSES and year < today.year]
    return max(over, default=None)


@dataclass(frozen=True)
class LastYear:
    """A year that is over, loaded once: rules are tried on it without asking the database again."""

    year: int
    round_: Round
    rows: list[tuple[IndicatorFigures, list[Reached]]]
    tasks: list[tuple[TaskYear, Task]]

    def trial(self, rules: LightRules, days: WorkingDays) -> Trial:
        """Return what `rules` would have made burn before the date. Time limits of tasks are not tried."""
        found = [self._indicator(rules, days, row, before) for row, before in self.rows]
        found += [self._task(rules, days, year, task) for year, task in self.tasks]
        return Trial(self.year, [row for row in found if row.light or row.is_bad])

    def _indicator(
        self, rules: LightRules, days: WorkingDays, row: IndicatorFigures, before: Sequence[Reached]
    ) -> TriedRow:
        reasons = [reason for n in range(len(before)) if (reason := path_reason(rules, before[: n + 1]))]
        indicator, state = row.indicator, row.now.state
        report = next((one for one in indicator.actuals.all() if one.year == self.year), None)
        counting = report.answering(self.round_, self.round_.due) if report is not None else None
        due, day = self.round_.due_for(indicator.reporter_ids), submitted_on(counting) if counting else None
        reasons += _by_date(rules, days, due, day)
        address = f"{reverse('indicator_detail', args=[indicator.pk])}?year={self.year}"
        return _tried(f"{indicator.seq} {indicator.name}", address, reasons, str(state.label), state in BAD)

    def _task(self, rules: LightRules, days: WorkingDays, year: TaskYear, task: Task) -> TriedRow:
        is_in = year.delivery in (Delivery.ON_TIME, Delivery.LATE)
        due = self.round_.due_for(year.answer.agency_ids)
        reasons = _by_date(rules, days, due, year.answer.day if is_in else None)
        word = str(TaskReport.State(year.state).label if year.state else NO_STATE)
        is_bad = year.state == TaskReport.State.DELAYED or not is_in
        return _tried(str(task), reverse("tasks:task_detail", args=[task.pk]), reasons, word, is_bad)


def _by_date(rules: LightRules, days: WorkingDays, due: dt.date, submitted: dt.date | None) -> list[Reason]:
    """What would have burned on the last day before the report came, and on the first day after it was due."""
    last = min(due, submitted - DAY) if submitted else due
    found = [delivery_reason(rules, days, due, None, last)]
    if submitted is None or submitted > due:
        found.append(delivery_reason(rules, days, due, None, due + DAY))
    return [reason for reason in found if reason]


def _tried(name: str, address: str, reasons: Iterable[Reason], end: str, is_bad: bool) -> TriedRow:
    light = lit(reasons)
    return TriedRow(name, address, light.light if light else None, light.words if light else "", end, is_bad)


def last_year(plan: Plan, year: int, today: dt.date) -> LastYear:
    """Load a year that is over, of a plan loaded with its rounds and phases, in a fixed number of queries."""
    signed = Snapshot.objects.signed_years([plan]).get(plan.pk)
    figures = plan_figures(plan, PlanIndicator.objects.series_of(plan), year, today, signed=signed)
    asked = [row for row in figures.rows if row.indicator.is_asked_in(year)]
    earlier = earlier_readings([row.indicator.pk for row in asked], year)
    of_year = task_years([plan], year, today)[plan.pk]
    texts = Task.objects.in_bulk([one.task_id for one in of_year])
    return LastYear(
        year,
        year_rounds(plan.rounds.all())[year],
        [(row, _before_the_end(row, year, reached(row, year, earlier.get(row.indicator.pk, [])))) for row in asked],
        [(one, texts[one.task_id]) for one in of_year],
    )


def _before_the_end(row: IndicatorFigures, year: int, found: Iterable[Reached]) -> list[Reached]:
    return [one for one in found if one.day < row.series.year_end(year)]
