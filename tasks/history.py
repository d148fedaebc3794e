"""The history of a task's reports in words: who, when, from what to what, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Plan
from targets.history import Step, newest_first, who_of, with_before
from tasks.models import Task, TaskPart, TaskReport


def steps(task: Task, years: Iterable[int]) -> list[Step]:
    """Return every change of a task's reports of these years, of their parts and of its reporter, the newest first."""
    years = list(years)
    told = [
        *_report_steps(TaskReport.history.filter(task_id=task.pk, year__in=years)),
        *_part_steps(TaskPart.history.filter(report__task_id=task.pk, report__year__in=years)),
        *_reporter_steps(Task.history.filter(id=task.pk)),
    ]
    return newest_first(told)


def plan_steps(plan: Plan) -> list[Step]:
    """Return every change of a plan's task reports, their parts and reporters, each with its task. Four queries."""
    rows = {task.pk: task for task in plan.tasks.all()}
    told = [
        *_report_steps(TaskReport.history.filter(task__in=rows), rows),
        *_part_steps(TaskPart.history.filter(report__task__in=rows), rows),
        *_reporter_steps(Task.history.filter(id__in=rows), rows),
    ]
    return newest_first(told)


def _step(row: Any, year: int | None, what: str, why: str, subject: Task | None) -> Step:
    told = Step(year, row.history_date, who_of(row), what, why)
    return replace(told, subject=str(subject), address=subject.get_absolute_url()) if subject else told


def _report_steps(history: Any, rows: Mapping[int, Task] | None = None) -> Iterable[Step]:
    for row, before in with_before(history.select_related("history_user").order_by("id", "history_date", "history_id")):
        why = row.history_change_reason or ""
        yield _step(row, row.year, _what(row, before), why, (rows or {}).get(row.task_id))


def _what(row: Any, before: Any) -> str:
    """The change of the state and the words, then of the status, in one line."""
    parts = []
    if before is None or before.state != row.state:
        parts.append(str(row.get_state_display()))
    if before is None or before.percent != row.percent:
        parts += [] if row.percent is None else [f"{row.percent}%"]
    if row.summary and (before is None or before.summary != row.summary):
        parts.append(f"“{row.summary}”")
    if row.status != (before.status if before is not None else TaskReport.Status.DRAFT):
        parts.append(str(TaskReport.Status(row.status).label))
    return "；".join(parts)


def _part_steps(history: Any, rows: Mapping[int, Task] | None = None) -> Iterable[Step]:
    for row in history.select_related("history_user", "agency", "report"):
        confirmed = _("confirmed") if row.is_confirmed else _("not confirmed yet")
        what = f"{row.agency}：{row.text} ({confirmed})"
        yield _step(row, row.report.year, what, "", (rows or {}).get(row.report.task_id))


def _reporter_steps(history: Any, rows: Mapping[int, Task] | None = None) -> Iterable[Step]:
    named = history.select_related("history_user", "reporter").order_by("id", "history_date", "history_id")
    for row, before in with_before(named):
        if row.reporter_id != (before.reporter_id if before is not None else None):
            what = _("reporter: %(agency)s") % {"agency": row.reporter or "—"}
            yield _step(row, None, what, row.history_change_reason or "", (rows or {}).get(row.id))
