"""年度工作台: one round of a plan from opening to sending up, a step after the other, with what is still in the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from documents.models import Snapshot
from ipplans.reminders.missing import OutstandingReports, missing_in
from plans.models import Extension, Plan, Report, Round, Urging
from targets.models import Actual, PlanIndicator
from tasks.models import Task, TaskReport

STEPS = ("collect", "review", "close", "sign", "send_up")
SENT_BACK = (Report.Status.RETURNED, Report.Status.REOPENED)


@dataclass
class SentBack:
    """A report that waits for its agency again, and why."""

    subject: PlanIndicator | Task
    report: Report

    @property
    def is_task(self) -> bool:
        return isinstance(self.subject, Task)


@dataclass
class Workbench:
    """One round of a plan, as the reviewer of its region sees it on one day."""

    plan: Plan
    round: Round
    today: dt.date

    @cached_property
    def indicators(self) -> list[PlanIndicator]:
        """The indicators that the round asks for, whoever reports them."""
        rows = self.plan.indicators.active().select_related("reporter").order_by("seq")
        return [row for row in rows if row.is_asked_in(self.round.year)]

    @cached_property
    def tasks(self) -> list[Task]:
        return list(self.plan.tasks.active().order_by("seq"))

    @cached_property
    def owed(self) -> list[OutstandingReports]:
        """What each agency has not submitted for the period that the round asks for."""
        return missing_in(self.plan, [self.round], self.today)

    @property
    def total(self) -> int:
        """How many reports the round asks for: indicators and tasks."""
        return len(self.indicators) + len(self.tasks)

    @cached_property
    def unnamed(self) -> list[PlanIndicator]:
        """The indicators that nobody is named to report."""
        return [row for row in self.indicators if row.current_reporter is None]

    @property
    def reported(self) -> int:
        rows = {row.pk for one in self.owed for row in one.indicators} | {row.pk for row in self.unnamed}
        return self.total - len(rows) - len({task.pk for one in self.owed for task in one.tasks})

    @cached_property
    def reports(self) -> list[tuple[PlanIndicator | Task, Report]]:
        """Each report of the round's year that is under way between agency and reviewer, with its subject."""
        rows, tasks = {row.pk: row for row in self.indicators}, {task.pk: task for task in self.tasks}
        under_way = Q(year=self.round.year, status__in=[Report.Status.SUBMITTED, *SENT_BACK])
        actuals = Actual.objects.filter(under_way, indicator__in=rows).select_related("agency")
        reports = TaskReport.objects.filter(under_way, task__in=tasks).select_related("agency")
        found: list[tuple[PlanIndicator | Task, Report]] = [(rows[one.indicator_id], one) for one in actuals]
        found += [(tasks[one.task_id], one) for one in reports]
        return sorted(found, key=lambda pair: (isinstance(pair[0], Task), pair[0].seq))

    @property
    def waiting(self) -> int:
        return sum(report.status == Report.Status.SUBMITTED for _subject, report in self.reports)

    @property
    def sent_back(self) -> list[SentBack]:
        return [SentBack(subject, report) for subject, report in self.reports if report.status in SENT_BACK]

    @cached_property
    def asked_extensions(self) -> list[Extension]:
        """The requests for a later due date that nobody has decided."""
        return list(Extension.objects.waiting().filter(round=self.round).select_related("agency"))

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """The signed figures of the round; None before, and after they were lifted."""
        return Snapshot.objects.in_force().filter(round=self.round).select_related("sent_up_by").first()

    @cached_property
    def is_replaced(self) -> bool:
        """Whether a later round of the year was opened: these figures are never made final."""
        return self.round.has_later_round()

    @cached_property
    def urgings(self) -> list[Urging]:
        """The steps of urging in the round, the newest first."""
        return list(self.round.urgings.all())

    @property
    def is_open(self) -> bool:
        return self.round.is_open(self.today)

    @property
    def days_left(self) -> int:
        return (self.round.due - self.today).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def step(self) -> str:
        """Where the round stands: the step that the reviewer takes next."""
        if self.snapshot is not None:
            return "done" if self.snapshot.sent_up_on else "send_up"
        if self.round.status not in Round.OPEN_STATUSES:
            return "done" if self.is_replaced else "review" if self.waiting else "sign"
        if self.waiting:
            return "review"
        return "collect" if self.reported < self.total else "close"

    @property
    def marks(self) -> dict[str, str]:
        """How each step stands: past, now, still open, or later."""
        at = STEPS.index(self.step) if self.step in STEPS else len(STEPS)
        found = {step: "past" if n < at else "now" if n == at else "later" for n, step in enumerate(STEPS)}
        if self.is_open and self.reported < self.total and self.step != "collect":
            found["collect"] = "open"
        return found
