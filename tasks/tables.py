"""Lists of tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.delivery import Delivery, delivery
from plans.lights import Light, Lit, Watch, watch
from plans.working_days import WorkingDays
from tasks.lights import task_light
from tasks.loaded import tasks_in_order
from tasks.models import Task, TaskReport


@dataclass(frozen=True)
class TaskLine:
    """What a list says of one task in one year; `report` is the approved one."""

    report: TaskReport | None
    delivery: Delivery | None
    light: Lit | None

    @property
    def trouble(self) -> int:
        """Where it stands in a list that begins with trouble: 0 for red, delayed or overdue."""
        state = self.report.state if self.report else ""
        is_red = self.light is not None and self.light.light == Light.RED
        if is_red or state == TaskReport.State.DELAYED or self.delivery == Delivery.OVERDUE:
            return 0
        return 1 if self.light else 2 if state in ("", TaskReport.State.NOT_STARTED) else 3


def task_line(task: Task, watch: Watch) -> TaskLine:
    """Return what a list says of a task loaded `with_agencies()`, in the year of `watch`."""
    stored = next((report for report in task.reports.all() if report.year == watch.year), None)
    approved, ids = stored.approved if stored else None, task.reporter_ids
    state = approved.state if approved else ""
    return TaskLine(
        approved, delivery(stored, watch.round_, watch.today, ids), task_light(watch, stored, ids, task.due, state)
    )


def task_lines(tasks: Iterable[Task], watch: Watch) -> dict[int, TaskLine]:
    """Return what a list says of each of these tasks, by the task's id."""
    return {task.pk: task_line(task, watch) for task in tasks}


def by_trouble(tasks: Iterable[Task], lines: Mapping[int, TaskLine]) -> list[Task]:
    """Return the tasks of a plan, the areas with most trouble first, and within each what troubles first."""
    ranked = [(task, lines[task.pk].trouble) for task in tasks]
    of_area = Counter(task.area_id for task, trouble in ranked if trouble == 0)

    def place(one: tuple[Task, int]) -> tuple[int, int, int, int]:
        task, trouble = one
        return -of_area[task.area_id], task.area.seq if task.area else 0, trouble, task.seq

    return [task for task, _trouble in sorted(ranked, key=place)]


class TaskTable(tables.Table):
    """The tasks of one plan in one year, under their areas. `says`: of which the words of agencies are shown."""

    seq = tables.Column(verbose_name=_("No."))
    content = tables.Column(verbose_name=_("content"), orderable=False)
    lead = tables.Column(empty_values=(), verbose_name=_("lead agency"), orderable=False)
    co = tables.Column(empty_values=(), verbose_name=_("co-responsible agency"), orderable=False)
    state = tables.Column(empty_values=(), verbose_name=_("state"), orderable=False)

    delivery = tables.Column(empty_values=(), verbose_name=_("delivery"), orderable=False)

    is_grouped = True

    class Meta:
        template_name = "tasks/_table.html"
        empty_text = _("No task fits these filters. Clear a filter to see more.")

    def __init__(
        self, *args: Any, year: int, says: Callable[[Task], bool], lines: Mapping[int, TaskLine] = {}, **kwargs: Any
    ) -> None:
        self.year, self.today, self.says, self.days = year, timezone.localdate(), says, WorkingDays()
        self.lines = dict(lines)
        super().__init__(*args, **kwargs)

    @property
    def shown(self) -> list[tuple[Task, TaskLine, str]]:
        """The rows of the page: the task, what is said of it in the year, and what its agency said last."""
        tasks = self.loaded([row.record for row in self.paginated_rows])
        return [(task, self.line(task), _last_said(task, self.year) if self.says(task) else "") for task in tasks]

    def loaded(self, records: list[Task]) -> list[Task]:
        """The rows of the page with all that they show."""
        return records

    def line(self, task: Task) -> TaskLine:
        """What is said of a row, worked out once."""
        if task.pk not in self.lines:
            self.lines[task.pk] = task_line(task, watch(task.plan, self.year, self.today, self.days))
        return self.lines[task.pk]


def _last_said(task: Task, year: int) -> str:
    """What was last said of the progress, approved, up to `year`: 2024: …; "" for nothing."""
    said = [(one.year, one.approved) for one in task.reports.all() if one.year <= year]
    words = [(of, report.summary) for of, report in said if report is not None and report.summary]
    return "{}: {}".format(*max(words)) if words else ""


class AllTasksTable(TaskTable):
    """Tasks of several plans, of which those of the page are loaded."""

    region = tables.Column(accessor="plan__region__name", verbose_name=_("region"), order_by="plan__region__code")

    is_grouped = False

    def loaded(self, records: list[Task]) -> list[Task]:
        return tasks_in_order(task.pk for task in records)

    class Meta:
        template_name = TaskTable.Meta.template_name
        empty_text = TaskTable.Meta.empty_text
        order_by = ("region", "seq")
        sequence = ("region", "...")


def report_state(task: Task, year: int) -> str:
    """The approved state of a task in a year, in words; "" where there is none."""
    for report in task.reports.all():
        if report.year == year and (approved := report.approved):
            return state_words(approved)
    return ""


def state_words(approved: TaskReport) -> str:
    """The state that was approved, and that it is being corrected."""
    words = _("%(state)s (being corrected)") if approved.is_in_correction else "%(state)s"
    return str(words) % {"state": approved.get_state_display()}
