"""The tasks of plans in one year: state, who reports, and whether the report came in time."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from plans.delivery import TASK, Answer, Delivery, answer, year_rounds
from plans.lights import Light, Lit, Watch
from plans.models import Plan, Report
from plans.models.fixed_read import FixedRead
from tasks.lights import task_light
from tasks.models import Assignment, Task, TaskReport
from tasks.models.task import reporting

APPROVED = frozenset({Report.Status.APPROVED})
STATE = TaskReport.State
BAR_ORDER = (STATE.DONE, STATE.CONTINUOUS, STATE.UNDER_WAY, STATE.NOT_STARTED, STATE.DELAYED)
NO_STATE = _("no report")


RECORD = ("last_approved",)
AREA = ("area_id", "area__seq", "area__name")


class AreaName(NamedTuple):
    pk: int
    seq: int
    name: str


@dataclass(frozen=True)
class TaskYear:
    """One task in one year. `state` is "" where no report counts yet."""

    task_id: int
    area: AreaName | None
    state: str
    answer: Answer
    light: Lit | None = None

    @property
    def delivery(self) -> Delivery | None:
        return self.answer.delivery


def task_years(
    plans: Iterable[Plan],
    year: int,
    today: dt.date,
    statuses: Collection[str] = APPROVED,
    watches: Mapping[int, Watch] | None = None,
) -> dict[int, list[TaskYear]]:
    """Return the active tasks of each plan (loaded with its rounds) in `year`, in four queries.

    Lights burn by `watches`, by the plan's id; none without them.
    """
    by_id = {plan.pk: plan for plan in plans}
    rounds = {pk: year_rounds(plan.rounds.all()).get(year) for pk, plan in by_id.items()}
    parts, reports = _parts(by_id), _reports(by_id, year)
    found: dict[int, list[TaskYear]] = defaultdict(list)
    for pk, plan_id, reporter_id, due, *area in TASKS(by_id.keys()):
        report, agency_ids = reports.get(pk), reporting(parts[pk], reporter_id)
        counting = report.counting(statuses) if report else None
        state = counting.state if counting else ""
        watch = (watches or {}).get(plan_id)
        found[plan_id].append(
            TaskYear(
                pk,
                AreaName(*area) if area[0] is not None else None,
                state,
                replace(
                    answer(agency_ids, report, rounds[plan_id], today), trouble=TASK if state == STATE.DELAYED else ""
                ),
                task_light(watch, report, agency_ids, due, state) if watch else None,
            )
        )
    return found


def _parts(plans: Collection[int]) -> Mapping[int, list[tuple[str, int]]]:
    """Role and agency of every assignment in the order printed, by task."""
    parts: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for task_id, role, agency_id in PARTS(plans):
        parts[task_id].append((role, agency_id))
    return parts


def _reports(plans: Collection[int], year: int) -> dict[int, TaskReport]:
    """The report of the year, by task, with what `delivery` and the state ask for."""
    return {report.task_id: report for report in REPORTS(plans, year)}


TASKS = FixedRead(
    lambda plans: (
        Task.objects.filter(plan__in=plans)
        .active()
        .order_by("plan", "seq")
        .values_list("pk", "plan_id", "reporter_id", "due", *AREA)
    )
)
PARTS = FixedRead(
    lambda plans: (
        Assignment.objects.filter(task__plan__in=plans)
        .order_by("task", "seq")
        .values_list("task_id", "role", "agency_id")
    )
)
REPORTS = FixedRead(
    lambda plans, year: (
        TaskReport.objects.filter(task__plan__in=plans, year=year)
        .order_by()
        .only("task_id", "agency_id", "year", "state", "status", "version", "as_of", "changed_at", "handed_in_at")
        .prefetch_related(*RECORD)
    )
)


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks are in which state, and how many lights burn; `overdue` owe a report past its due date."""

    total: int
    states: Counter[str]
    overdue: int
    lights: Counter[Light]

    @property
    def done(self) -> int:
        return self.states[TaskReport.State.DONE]

    @property
    def delayed(self) -> int:
        return self.states[TaskReport.State.DELAYED]

    @property
    def by_state(self) -> list[tuple[str, str, int]]:
        """Class name, word and number of every state that a task is in, then of those without a state."""
        found = [(state.value, str(state.label), self.states[state]) for state in BAR_ORDER if self.states[state]]
        silent = self.total - sum(self.states.values())
        return [*found, ("none", str(NO_STATE), silent)] if silent else found


def counts(tasks: Iterable[TaskYear]) -> TaskCounts:
    tasks = list(tasks)
    states = Counter(task.state for task in tasks if task.state)
    overdue = sum(task.delivery == Delivery.OVERDUE for task in tasks)
    return TaskCounts(len(tasks), states, overdue, Counter(task.light.light for task in tasks if task.light))


def area_counts(tasks: Iterable[TaskYear]) -> list[tuple[AreaName, TaskCounts]]:
    """Return the areas that have tasks with their counts, in the plan's order."""
    by_area: dict[AreaName, list[TaskYear]] = defaultdict(list)
    for task in tasks:
        if task.area is not None:
            by_area[task.area].append(task)
    return [(area, counts(by_area[area])) for area in sorted(by_area, key=lambda area: area.seq)]
