"""The tasks of a plan, or of a country, with what was approved of one year, as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from documents.exports.listing import Listing
from documents.workbooks.annexes import demo_note
from tasks.models import Assignment, Task, TaskReport
from tasks.tables import state_words

AT_ONCE = 1000  # tasks
RECORD = ("last_approved",)  # of a report that is being corrected, what still counts
VALUES = ("pk", "plan__region__name", "plan__title", "seq", "area__name", "content", "due")


def task_listing(title: str, keys: Iterable[int], count: int, year: int, has_invented: bool) -> Listing:
    """Return the tasks of these ids, in their order, under the agencies' printed names, leads marked *.

    Values alone are read, some tasks at a time: a country has 200,000.
    """
    heads = [
        _("Region"), _("Plan"), _("No."), _("area"), _("content"), _("responsible agencies"), _("to be done by"),
        _("State") + f" {year}", _("Progress") + f" {year}",
    ]  # fmt: skip
    rows = (row for part in _parts(keys) for row in _rows(part, year))
    return Listing(title, heads, [10, 30, 6, 24, 70, 44, 12, 12, 50], rows, count, demo_note([has_invented]))


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while part := list(islice(left, AT_ONCE)):
        yield part


def _rows(keys: list[int], year: int) -> Iterator[list[Any]]:
    tasks = {pk: values for pk, *values in Task.objects.filter(pk__in=keys).order_by().values_list(*VALUES)}
    agencies = _agencies(keys)
    reports = TaskReport.objects.filter(task__in=keys, year=year).prefetch_related(*RECORD)
    approved = {report.task_id: report.approved for report in reports}
    for pk in keys:
        if pk in tasks:  # taken away since
            report = approved.get(pk)
            said = [state_words(report), report.summary] if report else ["", ""]
            *before, due = tasks[pk]
            yield [*before, "、".join(agencies[pk]), due, *said]


def _agencies(keys: list[int]) -> dict[int, list[str]]:
    """The printed names of each task's agencies; where there are several, leads are marked."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    assigned = Assignment.objects.filter(task__in=keys).order_by("task", "seq")
    for task, role, name in assigned.values_list("task", "role", "printed_name"):
        found[task].append((role, name))
    return defaultdict(list, {task: [_marked(*one, len(names)) for one in names] for task, names in found.items()})


def _marked(role: str, name: str, among: int) -> str:
    return f"*{name}" if among > 1 and role == Assignment.Role.LEAD else name
