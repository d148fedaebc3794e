"""What the open rounds ask of a person's agencies: what is still to hand in, what came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F

from plans.models import Agency, Extension, Report, Round, User
from plans.models.fixed_read import FixedRead
from targets.models import Actual, PlanIndicator
from tasks.models import Note, Task, TaskReport

SENT_BACK = (Report.Status.RETURNED, Report.Status.REOPENED)
TASK = ("plan", "seq", "content")
ROWS = FixedRead(lambda agencies: PlanIndicator.objects.reported_by(agencies).active())
LED = FixedRead(lambda agencies: Task.objects.reported_by(agencies).active().only(*TASK))
SHARED = FixedRead(lambda agencies: Task.objects.shared_by(agencies).active().only(*TASK))
OWN = FixedRead(lambda agencies: Agency.objects.filter(pk__in=agencies).order_by("pk"))
ROUNDS = FixedRead(
    lambda plans, today: (
        Round.objects.open_on(today)
        .filter(plan__in=plans)
        .select_related("plan__region")
        .defer("plan__source_text")
        .prefetch_related("extensions__agency")
    )
)
ACTUALS = FixedRead(lambda rows, years: Actual.objects.filter(indicator__in=rows, year__in=years))
REPORTS = FixedRead(lambda tasks, years: TaskReport.objects.filter(task__in=tasks, year__in=years))
NOTES = FixedRead(
    lambda agencies: (
        Note.objects.for_agencies(agencies)
        .unanswered()
        .with_subjects()
        .defer("indicator__plan__source_text", "task__plan__source_text")
        .order_by(F("due").asc(nulls_last=True), "made_at")
    )
)
PARTS = FixedRead(
    lambda tasks, years: TaskReport.objects.filter(task__in=tasks, year__in=years).prefetch_related("parts")
)


@dataclass(frozen=True)
class RoundToDo:
    """What one round asks of a person's agencies."""

    round: Round
    today: dt.date
    rows: list[PlanIndicator]
    tasks: list[Task]
    shared: list[Task]
    agency_ids: set[int]
    agencies: list[Agency]
    actuals: Mapping[tuple[int, int], Actual]  # by indicator and year
    reports: Mapping[tuple[int, int], TaskReport]  # of `tasks`, by task and year
    shared_reports: Mapping[tuple[int, int], TaskReport]  # of `shared`

    @property
    def extensions(self) -> list[Extension]:
        """What was asked for or given: to all, and to the person's agencies."""
        mine = {agency.pk for agency in self.agencies}
        return [one for one in self.round.extensions.all() if one.agency_id is None or one.agency_id in mine]

    @property
    def due(self) -> dt.date:
        """The due date that counts for the person's agencies."""
        return self.round.due_for(self.agency_ids)

    @property
    def days_left(self) -> int:
        """How many days there are to the due date; less than 0 when it has gone."""
        return (self.due - self.today).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @cached_property
    def is_late(self) -> bool:
        """Whether something is past its due date; what is approved and being corrected is not (domain.md §1)."""
        reports = [*map(self._actual, self.rows), *map(self.report, self.tasks)]
        return self.days_left < 0 and not all(report and report.answering(self.round, self.today) for report in reports)

    @cached_property
    def open_rows(self) -> list[PlanIndicator]:
        """The indicators without a figure submitted for the period that the round asks for, or being corrected."""
        return [row for row in self.rows if not self._is_answered(self._actual(row))]

    @cached_property
    def open_tasks(self) -> list[Task]:
        return [task for task in self.tasks if not self._is_answered(self.report(task))]

    @cached_property
    def open_parts(self) -> list[Task]:
        """The shared tasks whose report the person's agency has not confirmed, while it can."""
        reports = ((task, self.shared_reports.get((task.pk, self.round.year))) for task in self.shared)
        return [task for task, report in reports if self._awaits_part(report)]

    @property
    def is_open(self) -> bool:
        return bool(self.open_rows or self.open_tasks)

    @cached_property
    def returned(self) -> list[tuple[PlanIndicator, str]]:
        """The indicators a reviewer returned or reopened, each with the reason."""
        actuals = [(row, self._actual(row)) for row in self.rows]
        return [(row, a.reason) for row, a in actuals if a is not None and a.status in SENT_BACK]

    @cached_property
    def returned_tasks(self) -> list[tuple[Task, str]]:
        reports = [(task, self.report(task)) for task in self.tasks]
        return [(task, r.reason) for task, r in reports if r is not None and r.status in SENT_BACK]

    def report(self, task: Task) -> TaskReport | None:
        return self.reports.get((task.pk, self.round.year))

    def _actual(self, row: PlanIndicator) -> Actual | None:
        return self.actuals.get((row.pk, self.round.year))

    def _is_answered(self, report: Report | None) -> bool:
        return report is not None and report.answers(self.round, self.today)

    def _awaits_part(self, report: TaskReport | None) -> bool:
        if report is None:
            return True
        confirmed = {part.agency_id for part in report.parts.all() if part.is_confirmed}
        return report.is_editable and not confirmed & self.agency_ids


def dues_of(user: User, today: dt.date) -> list[RoundToDo]:
    """Return the open rounds in which the person's agencies report, in a fixed number of queries."""
    ids = user.agency_ids
    rows, led, shared = ROWS(ids), LED(ids), SHARED(ids)
    agencies = OWN({m.agency_id for m in user.roles if m.agency_id} & ids)
    rounds = ROUNDS({row.plan_id for row in rows} | {task.plan_id for task in (*led, *shared)}, today)
    years = {round_.year for round_ in rounds}
    actuals = {(one.indicator_id, one.year): one for one in _counting(ACTUALS(_ids(rows), years))}
    led_reports = {(one.task_id, one.year): one for one in _counting(REPORTS(_ids(led), years))}
    shared_reports = {(one.task_id, one.year): one for one in PARTS(_ids(shared), years)}
    return [
        RoundToDo(
            round_,
            today,
            [row for row in rows if row.plan_id == round_.plan_id and row.is_asked_in(round_.year)],
            [task for task in led if task.plan_id == round_.plan_id],
            [task for task in shared if task.plan_id == round_.plan_id],
            ids,
            [agency for agency in agencies if agency.region_id == round_.plan.region_id],
            actuals,
            led_reports,
            shared_reports,
        )
        for round_ in rounds
    ]


def _ids(rows: Iterable[PlanIndicator | Task]) -> list[int]:
    return [row.pk for row in rows]


def _counting(reports: list[Any]) -> list[Any]:
    """Them with what still counts of each that is being corrected."""
    Report.last_approved.load(reports)
    return reports


def dues_in_order(user: User, today: dt.date) -> list[RoundToDo]:
    """Return the open rounds in the order in which they want something done."""
    return sorted(
        dues_of(user, today),
        key=lambda due: (not (due.returned or due.returned_tasks), not due.is_late, not due.is_open, due.due),
    )


def notes_to_answer(user: User) -> list[Note]:
    """Return the leaders' notes that wait for an answer of the person's agencies, the most urgent first."""
    return NOTES(user.agency_ids)
