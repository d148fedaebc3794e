"""Workbooks out: the target table with actuals, and the table of responsibilities, in the annexes' shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from documents.workbooks.sheet import table_workbook
from plans.models import Plan
from targets.choices import IN_CORRECTION
from targets.figures import IndicatorFigures
from targets.numbers import benchmark_note, judgement_text, rate_text
from targets.plan_figures import PlanFigures
from targets.progress import BenchmarkSource, rounded
from targets.revisions import Key, Revision, revision_of, revisions
from targets.target_table import cell_text, row_text
from targets.year_figures import YearFigures
from tasks.models import Task
from tasks.tables import report_state


def target_workbook(figures: PlanFigures) -> bytes:
    """Return annex 2 with actuals: per year target, actual and rate; then goal, to date, the year's state, the outlook.

    Numbers are numbers, with the decimals they are stored with; where there is none, the cell says why.
    """
    years = list(figures.plan.years)
    heads = [_("No."), _("Indicator"), _("unit")]
    target, actual, rate = _("Target"), _("Actual"), _("Rate")
    for year in years:
        benchmarks = [row.cell(year).benchmark for row in figures.rows]
        kinds = {benchmark_note(one) for one in benchmarks if one.value is not None} - {""}
        note = f"({'/'.join(sorted(kinds))})" if kinds else ""
        heads += [f"{year} {target}{note}", f"{year} {actual}", f"{year} {rate} %"]
    state = _("State")
    heads += [_("Goal"), _("To date"), _("Goal attainment"), _("Ahead"), f"{figures.year} {state}", _("Outlook")]
    heads += [_("Revised targets")]
    revised = revisions(row.indicator for row in figures.rows)
    rows = [[*_target_row(row), _revision_words(row, revised)] for row in figures.rows]
    invented = demo_note(a.is_invented for row in figures.rows for a in row.actuals.values())
    notes = " ".join(filter(None, [invented, _correction_note(figures)]))
    return table_workbook(
        _("Targets"),
        _title(figures.plan),
        notes,
        heads,
        rows,
        [6, 36, 8, *[12] * (3 * len(years)), 24, 14, 14, 10, 12, 18, 36],
    )


def _target_row(row: IndicatorFigures) -> list[Any]:
    cells: list[Any] = [row.indicator.seq, row.indicator.name, row.indicator.unit]
    for cell in row.cells:
        cells += [_target(cell), cell.value if cell.value is not None else cell_text(cell).actual_words, _rate(cell)]
    variance = None if row.variance is None else Decimal(row.variance_text.replace("−", "-").replace(",", ""))
    text = row_text(row)
    state = f"{text.now.shape}{text.now.word}" + (f"({IN_CORRECTION})" if text.now.is_in_correction else "")
    judgement = judgement_text(row.outlook)
    goal = row.goal.text if row.goal else ""
    return [*cells, goal, text.to_date, text.goal_rate, variance, state, judgement]


def _revision_words(row: IndicatorFigures, revised: Mapping[Key, Revision]) -> str:
    """Which of the row's targets a later document set, changed or removed, with the value first printed."""
    of_row: list[tuple[object, Revision | None]] = [
        (c.year, revised.get((row.indicator.pk, c.year))) for c in row.cells
    ]
    of_row.append((_("goal"), revision_of(next(iter(row.indicator.goals.all()), None))))
    return "；".join(f"{year}：{revision.text}" for year, revision in of_row if revision)


def _correction_note(figures: PlanFigures) -> str:
    """Which values stand as they were approved while they are being corrected."""
    cells = [(row, cell) for row in figures.rows for cell in row.cells if cell.is_in_correction]
    names = "、".join(f"{row.indicator.seq} {row.indicator.name} {cell.year}" for row, cell in cells)
    return _("Being corrected, here as last approved: %(names)s.") % {"names": names} if names else ""


def _target(cell: YearFigures) -> Decimal | None:
    """What the year asks for: as printed, or computed with two decimals."""
    asked = cell.benchmark.value
    if asked is None or cell.benchmark.source != BenchmarkSource.ESTIMATED:
        return asked
    return asked.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _rate(cell: YearFigures) -> Decimal | str | None:
    """The rate as a number; in words where it has none, or is of a value within its year."""
    if cell.rate is None:
        return None
    if cell.rate.percent is None or cell.is_partial:
        note = cell_text(cell).actual_note
        return f"{rate_text(cell.rate)}({note})" if note else rate_text(cell.rate)
    return rounded(cell.rate.percent, cell.rate.marks)


def task_workbook(plan: Plan, tasks: Iterable[Task], year: int) -> bytes:
    """Return annex 1 with the state of one year, under the agencies' printed names, leads marked *."""
    tasks = list(tasks)
    rows = [_task_row(task, year) for task in tasks]
    return table_workbook(
        _("Tasks"), _title(plan), _invented_reports(tasks), _task_heads(year), rows, [6, 24, 70, 44, 12, 12]
    )


def _task_heads(year: int) -> list[str]:
    return [_("No."), _("area"), _("content"), _("responsible agencies"), _("to be done by"), _("State") + f" {year}"]


def _task_row(task: Task, year: int) -> list[Any]:
    area, due = task.area.name if task.area else "", str(task.due or "")
    return [task.seq, area, task.content, _agencies(task), due, report_state(task, year)]


def _invented_reports(tasks: Iterable[Task]) -> str:
    return demo_note(report.is_invented for task in tasks for report in task.reports.all())


def _agencies(task: Task) -> str:
    mark = {True: "*", False: ""}
    has_several = len(task.assignments.all()) > 1
    return "、".join(mark[has_several and a.role == a.Role.LEAD] + a.printed_name for a in task.assignments.all())


def demo_note(invented: Iterable[bool]) -> str:
    return _("Demonstration data: actual values are invented.") if any(invented) else ""


def _title(plan: Plan) -> str:
    return " ".join(filter(None, [plan.title, plan.doc_number]))
