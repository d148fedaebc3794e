"""A year of one plan, or of many, as paper says it: the figures of the page, the tasks, what is missing, and why.

Nothing here computes a figure: numbers are those that the region's page shows (`region_rows`), signed years as signed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import prefetch_related_objects

from documents.models import Snapshot
from documents.models.snapshots import SnapshotTask
from ipplans.attention import causes_of
from ipplans.region_rows import RegionFigures, SignedYears, region_rows
from plans.models import Plan, Report
from targets.choices import State
from targets.figures import IndicatorFigures
from targets.models import Actual
from targets.plan_figures import PlanFigures
from targets.revisions import Key, Revision, revisions
from targets.statements import Why
from targets.target_table import RowText, row_text
from tasks.listed import ListedTask, listed_tasks
from tasks.models import Task, TaskReport

SILENT = (State.UNREPORTED, State.OVERDUE)


@dataclass(frozen=True)
class Unreported:
    """An indicator or a task of which nothing is approved for the year, and whose turn it is."""

    is_task: bool
    seq: int
    name: str
    agency: str
    is_sent_back: bool


@dataclass(frozen=True)
class PlanReport:
    """One plan's year. `said` and `revised` are of its indicators; `snapshot` is what was signed of the year."""

    row: RegionFigures
    year: int
    tasks: Sequence[ListedTask]
    said: Mapping[int, Why]
    revised: Mapping[Key, Revision]
    sent_back: Collection[int]  # indicators whose report was returned
    snapshot: Snapshot | None
    is_part: bool = False  # the rows of some agencies alone

    @property
    def plan(self) -> Plan:
        return self.row.plan

    @property
    def figures(self) -> PlanFigures:
        return self.row.figures

    @cached_property
    def texts(self) -> Mapping[int, RowText]:
        """Each indicator as the page writes it, by its id."""
        return {row.indicator.pk: row_text(row, self.revised) for row in self.figures.rows}

    @property
    def behind(self) -> list[IndicatorFigures]:
        """The indicators whose year or goal needs a look, the worst first."""
        return [row for row in self.figures.worst_first if row.is_troubled]

    @property
    def delayed(self) -> list[ListedTask]:
        return [task for task in self.tasks if task.report and task.report.state == TaskReport.State.DELAYED]

    @cached_property
    def unreported(self) -> list[Unreported]:
        """What is missing of the year, indicators first, in the order of the plan."""
        rows = [
            Unreported(False, row.indicator.seq, row.indicator.name, reporter(row), row.indicator.pk in self.sent_back)
            for row in self.figures.rows
            if row.now.state in SILENT
        ]
        tasks = [
            Unreported(True, task.seq, task.content, task.reporters, task.is_sent_back)
            for task in self.tasks
            if task.report is None
        ]
        return rows + tasks

    @property
    def is_invented(self) -> bool:
        """Whether a value or a task's report of the demonstration is in it."""
        actuals = (actual for row in self.figures.rows for actual in row.actuals.values())
        return any(actual.is_invented for actual in actuals) or any(
            task.report.is_invented for task in self.tasks if task.report
        )


def reporter(row: IndicatorFigures) -> str:
    """Who reports an indicator, by the name the agency has today; "" for nobody."""
    return str(row.indicator.current_reporter or "")


def signed_report(snapshot: Snapshot, today: dt.date) -> PlanReport:
    """Return the report of a whole year as this version of it was signed, also where it was lifted since.

    Causes and files are not part of what is signed: of a version that was lifted none are given.
    """
    plan, year = snapshot.round.plan, snapshot.round.year
    [report] = plan_reports([plan], year, today, signed={plan.pk: {year: snapshot.as_signed_year()}})
    kept = {one.task_id: one for one in snapshot.tasks.all()}
    tasks = [_as_signed(task, kept[task.pk], snapshot) for task in report.tasks if task.pk in kept]
    said = {} if snapshot.lifted_at else report.said
    return replace(report, snapshot=snapshot, tasks=tasks, said=said, sent_back=())


def _as_signed(task: ListedTask, kept: SnapshotTask, snapshot: Snapshot) -> ListedTask:
    """The task with what was signed of it; the names of its files where nothing can have changed since."""
    said = {"state": kept.state, "percent": kept.percent, "summary": kept.summary}
    report = TaskReport(task_id=task.pk, year=snapshot.round.year, **said) if kept.state else None
    evidence = () if snapshot.lifted_at else task.evidence
    return replace(task, content=kept.content, report=report, is_sent_back=False, evidence=evidence)


def plan_reports(
    plans: Iterable[Plan], year: int, today: dt.date, is_final: bool = False, signed: SignedYears | None = None
) -> list[PlanReport]:
    """Return the reports of the plans that are in force in `year`, one a region, in a fixed number of queries.

    `is_final`: as of each plan's last year (期末). `signed`: versions of final years in the place of those in force.
    """
    rows = region_rows(plans, year, today, is_final=is_final, signed=signed)
    figures = [one for row in rows for one in row.figures.rows]
    prefetch_related_objects([row.plan for row in rows], "coordinator__successor")
    prefetch_related_objects([one.indicator for one in figures], "reporter__successor")
    said, revised = causes_of(figures), revisions(one.indicator for one in figures)
    sent_back = _sent_back([one.indicator.pk for one in figures], year)
    in_force = _snapshots([row.plan for row in rows], year)
    tasks = _tasks([row.plan for row in rows], year)
    return [
        PlanReport(row, row.figures.year, tasks[row.plan.pk], said, revised, sent_back, in_force.get(row.plan.pk))
        for row in rows
    ]


def of_agencies(report: PlanReport, agency_ids: Collection[int]) -> PlanReport:
    """Return the part of a report that concerns these agencies: the rows they report, the tasks they have a part in."""
    own = [one for one in report.figures.rows if {*one.indicator.reporter_ids} & {*agency_ids}]
    with_part = Task.objects.filter(plan=report.plan, assignments__agency__in=agency_ids).values_list("pk", flat=True)
    kept = set(with_part)
    figures = replace(report.figures, rows=own)
    return replace(
        report,
        row=replace(report.row, figures=figures),
        tasks=[task for task in report.tasks if task.pk in kept],
        is_part=True,
    )


def _tasks(plans: Sequence[Plan], year: int) -> dict[int, list[ListedTask]]:
    found: dict[int, list[ListedTask]] = {plan.pk: [] for plan in plans}
    keys = Task.objects.filter(plan__in=list(found)).active().order_by("plan", "seq").values_list("pk", flat=True)
    for task in listed_tasks(list(keys), year, with_evidence=True):
        found[task.plan_id].append(task)
    return found


def _sent_back(indicators: Sequence[int], year: int) -> set[int]:
    returned = Actual.objects.filter(indicator__in=indicators, year=year, status=Report.Status.RETURNED)
    return {key for key in returned.values_list("indicator", flat=True) if key is not None}


def _snapshots(plans: Sequence[Plan], year: int) -> dict[int, Snapshot]:
    """What was signed of the whole year and stands, by the plan's id."""
    signed = Snapshot.objects.in_force().filter(round__plan__in=plans, round__year=year, round__period="year")
    return {one.round.plan_id: one for one in signed.select_related("round", "signed_by")}
