"""Annex 1, the tasks with who is responsible, and annex 2, the indicators, in the shape of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from documents.workbooks.paper import Paper, Percent
from ipplans.reports.content import PlanReport
from targets.choices import Basis
from targets.figures import IndicatorFigures
from targets.numbers import benchmark_note, benchmark_text, goal_rate_text, rate_text
from targets.progress import BenchmarkSource, Ratio, rounded
from targets.target_table import RowText, goal_text
from targets.year_figures import YearFigures
from tasks.listed import ListedTask


def task_sheet(book: Workbook, reports: Sequence[PlanReport], title: str, year: int) -> None:
    """附件1 任务分解表, with the state, the progress and the evidence of the year."""
    is_many = len(reports) > 1
    heads = [
        _("No."), _("area of work"), _("content of the work"), _("responsible agencies (* lead)"), _("to be done by"),
        _("%(year)s state") % {"year": year}, _("%(year)s progress") % {"year": year}, _("evidence"),
    ]  # fmt: skip
    widths = [5, 14, 44, 22, 11, 10, 40, 18]
    paper = Paper(book, _("Annex 1 tasks"), [10, *widths] if is_many else widths)
    paper.repeats(2, 2)
    paper.title(_("%(title)s: tasks and responsibilities") % {"title": title})
    paper.head([_("Region"), *heads] if is_many else heads)
    for report in reports:
        start = paper.row + 1
        for area, tasks in groupby(report.tasks, key=lambda task: task.area):
            first = paper.row + 1
            for task in tasks:
                cells = _task_cells(task, area)
                paper.cells([report.plan.region.name, *cells] if is_many else cells)
            paper.merge(first, 2 + is_many, paper.row, 2 + is_many)
        if is_many and paper.row >= start:
            paper.merge(start, 1, paper.row, 1)


def _task_cells(task: ListedTask, area: str) -> list[Any]:
    due = task.due.isoformat() if task.due else ""
    said = task.summary or (_("not reported") if task.report is None else "")
    return [task.seq, area, task.content, task.agencies, due, task.state, said, "\n".join(task.evidence)]


def target_sheet(book: Workbook, reports: Sequence[PlanReport], title: str) -> None:
    """附件2 主要指标: of each year target, actual and rate; then goal, to date, the year's state."""
    years = sorted({year for report in reports for year in report.plan.years})
    has_region, classes = len(reports) > 1, _has(reports, "group")
    lead = [_("Region")] * has_region + [_("No.")] + [_("class")] * classes
    lead += [_("Indicator"), _("unit of measure")]
    widths = [10.0] * has_region + [5.0] + [12.0] * classes + [24.0, 7.0]
    tail = [_("Goal"), _("To date"), _("Goal attainment"), _("State"), _("remark")]
    paper = Paper(book, _("Annex 2 indicators"), [*widths, *[9.5, 9.5, 8.5] * len(years), 11, 10, 10, 10, 26])
    paper.repeats(2, 3)
    span = {"title": title, "first": years[0], "last": years[-1]}
    paper.title(_("%(title)s: main indicators (%(first)s-%(last)s)") % span)
    _target_heads(paper, lead, years, tail)
    for report in reports:
        start = paper.row + 1
        for row in report.figures.rows:
            about = [report.plan.region.name] * has_region + [row.indicator.seq] + [row.indicator.group] * classes
            cells = [*about, row.indicator.name, row.indicator.unit, *_year_cells(row, years)]
            kinds = ["text"] * has_region + ["centre"] + ["text"] * classes + ["text", "centre"]
            text = report.texts[row.indicator.pk]
            paper.cells([*cells, *_end_cells(row, text), _remark(row, text)], [*kinds, *_kinds(len(years))])
        if has_region and paper.row >= start:
            paper.merge(start, 1, paper.row, 1)


def _has(reports: Iterable[PlanReport], field: str) -> bool:
    return any(getattr(row.indicator, field) for report in reports for row in report.figures.rows)


def _target_heads(paper: Paper, lead: list[str], years: list[int], tail: list[str]) -> None:
    """Two rows: each year over its three columns, all others over both rows."""
    over = [cell for year in years for cell in (_("Year %(year)s") % {"year": year}, None, None)]
    below = [_("Target"), _("Actual"), _("Rate")] * len(years)
    paper.head([*lead, *over, *tail])
    paper.head([*[None] * len(lead), *below, *[None] * len(tail)])
    top, first = paper.row - 1, len(lead) + 1
    for number in range(len(years)):
        paper.merge(top, first + 3 * number, top, first + 3 * number + 2)
    for column in [*range(1, first), *range(first + 3 * len(years), first + 3 * len(years) + len(tail))]:
        paper.merge(top, column, top + 1, column)


def _kinds(years: int) -> list[str]:
    return [*["number"] * (3 * years), "centre", "number", "number", "centre", "text"]


def _year_cells(row: IndicatorFigures, years: list[int]) -> list[Any]:
    own = set(row.indicator.plan.years)
    return [cell for year in years for cell in (_cells_of(row.cell(year)) if year in own else [None] * 3)]


def _cells_of(cell: YearFigures) -> list[Any]:
    """Target as printed, actual or why there is none, rate; a target that was computed stands in the remark."""
    is_printed = cell.benchmark.source == BenchmarkSource.TARGET
    target = cell.benchmark.value if is_printed else None
    actual = cell.value if cell.value is not None else cell.silence
    return [target, actual, rate_cell(cell.rate)]


def rate_cell(rate: Any) -> Any:
    """A rate as a percentage that is a number; in words what has none."""
    if isinstance(rate, Ratio) and rate.percent is not None and not rate.missing and not rate.is_allowance:
        return Percent(rounded(rate.percent, rate.marks))
    return None if rate is None else rate_text(rate)


def _end_cells(row: IndicatorFigures, text: RowText) -> list[Any]:
    to_date = text.to_date if row.signed_now and row.signed_now.to_date else rate_cell(row.to_date)
    rate: Any = text.goal_rate
    if not (row.signed_now and row.signed_now.to_date) and goal_rate_text(row.goal_rate) == rate_text(row.goal_rate):
        rate = rate_cell(row.goal_rate)
    return [goal_cell(row), to_date, rate, text.now.word]


def goal_cell(row: IndicatorFigures) -> Decimal | str:
    """The goal: a number where it is one that must be reached, else with its bound."""
    goal = row.goal
    if goal is not None and goal.value is not None and goal.operator == ">=" and goal.basis == Basis.ABSOLUTE:
        return goal.value
    return goal.text if goal is not None and goal.basis != Basis.ABSOLUTE else goal_text(goal)


def _remark(row: IndicatorFigures, text: RowText) -> str:
    """What the numbers of a row need beside them: days of values within a year, computed targets, corrections."""
    said = [_of_year(cell) for cell in row.cells]
    revised = [
        _("%(year)s target %(how)s") % {"year": cell.year, "how": cell.revision} for cell in text.cells if cell.revision
    ]
    return "；".join([*filter(None, said), *revised, *filter(None, [text.goal_note, row.indicator.note])])


def _of_year(cell: YearFigures) -> str:
    parts = []
    if cell.is_partial and cell.actual is not None:
        parts.append(_("%(year)s: to %(date)s") % {"year": cell.year, "date": cell.actual.as_of})
    if cell.rate is not None and cell.benchmark.value is not None and cell.benchmark.source != BenchmarkSource.TARGET:
        note = {"year": cell.year, "note": benchmark_note(cell.benchmark), "value": benchmark_text(cell.benchmark)}
        parts.append(_("%(year)s measured by %(value)s (%(note)s)") % note)
    if cell.is_in_correction:
        parts.append(_("%(year)s being corrected, as last approved") % {"year": cell.year})
    return "；".join(parts)
