"""The history of a task's reports in words: who, when, from what to what, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Plan
from plans.models.fixed_read import FixedRead
from targets.history import HistoryEntry, file_words, newest_first, up_to, who_of, with_before
from tasks.models import Task, TaskEvidence, TaskPart, TaskReport


def entries(task: Task, years: Mapping[int, int | None], shows_files: bool) -> list[HistoryEntry]:
    """Return every change of a task's reports of these years, of their parts and of its reporter, the newest first.

    `years` holds for each the number of the last record that is told; None for all. With the files behind the reports
    for who may read them.
    """
    rows = [task.pk]
    asked = rows if years else []
    whole = {year for year, number in years.items() if number is None}
    files = [row for row in FILES(asked) if row.report.year in years] if shows_files else []
    found = [
        *_report_entries(up_to(years, REPORTS(asked))),
        *_part_entries(row for row in PARTS(asked) if row.report.year in whole),
        *_file_entries(files),
        *_reporter_entries(NAMED(rows)),
    ]
    return newest_first(found)


def plan_entries(plan: Plan) -> list[HistoryEntry]:
    """Return every change of a plan's task reports, their parts and reporters, each with its task. Five queries."""
    rows = {task.pk: task for task in plan.tasks.all()}
    found = [
        *_report_entries(REPORTS(rows.keys()), rows),
        *_file_entries(FILES(rows.keys()), rows),
        *_part_entries(PARTS(rows.keys()), rows),
        *_reporter_entries(NAMED(rows.keys()), rows),
    ]
    return newest_first(found)


REPORTS = FixedRead(lambda rows: TaskReport.history.filter(task__in=rows).order_by("id", "history_id"))
FILES = FixedRead(lambda rows: TaskEvidence.history.filter(report__task__in=rows).select_related("report"))
PARTS = FixedRead(lambda rows: TaskPart.history.filter(report__task__in=rows).select_related("agency", "report"))
NAMED = FixedRead(lambda rows: Task.history.filter(id__in=rows).select_related("reporter").order_by("id", "history_id"))


def _entry(row: Any, year: int | None, what: str, why: str, subject: Task | None) -> HistoryEntry:
    found = HistoryEntry(year, row.history_date, who_of(row), what, why)
    return replace(found, subject=str(subject), address=subject.get_absolute_url()) if subject else found


def _report_entries(history: Iterable[Any], rows: Mapping[int, Task] | None = None) -> Iterable[HistoryEntry]:
    for row, before in with_before(history):
        why = row.history_change_reason or ""
        yield _entry(row, row.year, _what(row, before), why, (rows or {}).get(row.task_id))


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


def _file_entries(history: Iterable[Any], rows: Mapping[int, Task] | None = None) -> Iterable[HistoryEntry]:
    """Every file added or removed."""
    for row in history:
        yield _entry(row, row.report.year, file_words(row), "", (rows or {}).get(row.report.task_id))


def _part_entries(history: Iterable[Any], rows: Mapping[int, Task] | None = None) -> Iterable[HistoryEntry]:
    for row in history:
        confirmed = _("confirmed") if row.is_confirmed else _("not confirmed yet")
        what = f"{row.agency}：{row.text} ({confirmed})"
        yield _entry(row, row.report.year, what, "", (rows or {}).get(row.report.task_id))


def _reporter_entries(history: Iterable[Any], rows: Mapping[int, Task] | None = None) -> Iterable[HistoryEntry]:
    for row, before in with_before(history):
        if row.reporter_id != (before.reporter_id if before is not None else None):
            what = _("reporter: %(agency)s") % {"agency": row.reporter or "—"}
            yield _entry(row, None, what, row.history_change_reason or "", (rows or {}).get(row.id))
