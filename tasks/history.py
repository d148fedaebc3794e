"""The history of a task's reports in words: who, when, from what to what, why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from targets.history import Step, who_of, with_before
from tasks.models import Task, TaskPart, TaskReport


def steps(task: Task, years: Iterable[int]) -> list[Step]:
    """Return every change of a task's reports of these years, of their parts and of its reporter, the newest first."""
    years = list(years)
    rows = TaskReport.history.filter(task_id=task.pk, year__in=years).select_related("history_user")
    told = [
        Step(row.year, row.history_date, who_of(row), _what(row, before), row.history_change_reason or "")
        for row, before in with_before(rows.order_by("year", "history_date", "history_id"))
    ]
    told += [*_part_steps(task, years), *_reporter_steps(task)]
    return sorted((step for step in told if step.what), key=lambda step: step.when, reverse=True)


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


def _part_steps(task: Task, years: list[int]) -> Iterable[Step]:
    rows = TaskPart.history.filter(report__task_id=task.pk, report__year__in=years)
    for row in rows.select_related("history_user", "agency", "report"):
        confirmed = _("confirmed") if row.is_confirmed else _("not confirmed yet")
        yield Step(row.report.year, row.history_date, who_of(row), f"{row.agency}：{row.text} ({confirmed})", "")


def _reporter_steps(task: Task) -> Iterable[Step]:
    before = None
    for row in Task.history.filter(id=task.pk).select_related("history_user", "reporter").order_by("history_id"):
        if row.reporter_id != before:
            what = _("reporter: %(agency)s") % {"agency": row.reporter or "—"}
            yield Step(None, row.history_date, who_of(row), what, row.history_change_reason or "")
        before = row.reporter_id
