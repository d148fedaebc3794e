"""Tasks: who owes what?"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from plans.delivery import Delivery, delivery, year_rounds
from plans.kept_pages import kept_page
from plans.lights import watch
from plans.listing import paged
from plans.models import Plan, Round, User
from plans.models.fixed_read import FixedRead
from plans.request import Request
from plans.rights import Right, can, is_own_region, require_visible
from plans.shown_plans import PLAN, ShownPlans, visible_revisions
from plans.working_days import WorkingDays
from targets.years import chosen_year
from tasks import history
from tasks.filters import TaskFilter, filtered_tasks, latest_reported_of
from tasks.loaded import tasks_in_order
from tasks.models import Task, TaskReport
from tasks.notes import notes_panel
from tasks.tables import AllTasksTable, TaskTable, by_trouble, task_lines

PLAN_WITH_ROUNDS = FixedRead(
    lambda slug: (
        Plan.objects.filter(slug=slug)
        .select_related("region", "light_rules")
        .prefetch_related("rounds")
        .defer("source_text")
    )
)


@kept_page(lambda request, slug: PLAN.revisions(slug))
def task_list(request: Request, slug: str) -> HttpResponse:
    """The table of responsibilities of a plan."""
    plan: Plan = PLAN_WITH_ROUNDS.found(slug)
    require_visible(request.user, plan.region_id if plan else None)
    year = chosen_year(request, plan, _latest_year(plan))
    narrowed = TaskFilter(request.GET or None, queryset=plan.tasks.active(), plan=plan, year=year)
    context = {
        "plan": plan,
        "year": year,
        "by_trouble": not request.GET.get("sort"),
        "filter": narrowed,
        "table": paged(request, _table(request, plan, year, narrowed.qs.values_list("pk", flat=True))),
        "query": request.GET.urlencode(),
    }
    template = "tasks/_task_table.html" if request.htmx else "tasks/task_list.html"
    return render(request, template, context)


def _table(request: Request, plan: Plan, year: int, keys: Iterable[int]) -> TaskTable:
    """These tasks of a plan, what troubles first unless the address asks for another order."""
    is_own, tasks = is_own_region(request.user, plan), tasks_in_order(keys, plan)
    lines = task_lines(tasks, watch(plan, year, timezone.localdate(), WorkingDays()))
    rows = tasks if request.GET.get("sort") else by_trouble(tasks, lines)
    return TaskTable(rows, year=year, says=lambda _task: is_own, lines=lines)


@kept_page(lambda request: visible_revisions(request.user))
def all_tasks(request: Request) -> HttpResponse:
    """The tasks of every plan that the person may see."""
    shown = filtered_tasks(request)
    context = {
        "year": shown.year,
        "years": shown.years,
        "filter": shown.filter,
        "table": paged(request, AllTasksTable(shown.filter.qs, year=shown.year, says=_is_of_own(request.user))),
        "query": request.GET.urlencode(),
    }
    return render(request, "tasks/_task_table.html" if request.htmx else "tasks/all_tasks.html", context)


def _is_of_own(user: User) -> Callable[[Task], bool]:
    """Whether a task is of a region of the person's own, or below: of others one sees approved figures alone."""
    return lambda task: task.plan.region_id in user.regions_below


def _latest_year(plan: Plan) -> int:
    """The latest year with an approved report, else the plan's year nearest to today."""
    latest = latest_reported_of(plan)
    return latest or min(max(timezone.localdate().year, plan.start_year), plan.end_year)


@dataclass(frozen=True)
class TimelineStep:
    """One year of a task: what was asked for, what was said, whether it came in time."""

    year: int
    round: Round | None
    report: TaskReport | None
    delivery: Delivery | None
    agency_ids: list[int]

    @property
    def due(self) -> dt.date | None:
        """The due date that counts for who reports the task."""
        return self.round.due_for(self.agency_ids) if self.round else None


def _timeline(task: Task, reports: list[TaskReport], today: dt.date) -> list[TimelineStep]:
    """The years of the plan that asked for a report or have one, the first first; reports as far as they are shown."""
    rounds = year_rounds(task.plan.rounds.all())
    shown = {report.year: report for report in reports}
    stored = {report.year: report for report in task.reports.all()}
    ids = task.reporter_ids
    return [
        TimelineStep(
            year, rounds.get(year), shown.get(year), delivery(stored.get(year), rounds.get(year), today, ids), ids
        )
        for year in sorted(rounds.keys() | shown.keys())
    ]


OF_REPORTS = ("reports__parts__agency", "reports__agency", "reports__evidence", "reports__quantities__quantity")
TASK = FixedRead(lambda pk: Task.objects.filter(pk=pk).with_agencies().prefetch_related(*OF_REPORTS))
PLAN_OF_TASK = ShownPlans(lambda pk: Plan.objects.filter(tasks=pk))


@kept_page(lambda request, pk: PLAN_OF_TASK.revisions(pk))
def task_detail(request: Request, pk: int) -> HttpResponse:
    """One task: what it promises, who carries it, how it went year by year."""
    task: Task = TASK.found(pk)
    require_visible(request.user, task.plan.region_id if task else None)
    works_here = can(request.user, Right.REPORT_TASK, task) or can(request.user, Right.ADD_PART, task)
    shows_all = works_here or can(request.user, Right.REVIEW, task.plan)
    readable = (report if shows_all else report.approved for report in task.reports.all())
    reports = [report for report in readable if report is not None]
    today = timezone.localdate()
    context = {
        "task": task,
        "timeline": _timeline(task, reports, today),
        "open_years": sorted({r.year for r in task.plan.rounds.all() if r.is_open(today)}) if works_here else [],
    }
    return render(request, "tasks/task_detail.html", context | _for_person(request, task, reports))


def _for_person(request: Request, task: Task, reports: list[TaskReport]) -> dict[str, object]:
    """What the page shows to this person only."""
    user, is_own = request.user, is_own_region(request.user, task.plan)
    can_read = can(user, Right.READ_TASK_EVIDENCE, task)
    years = {report.year: report.record_number for report in reports}
    return {
        "can_read_evidence": can_read,
        "can_reopen": can(user, Right.REVIEW, task.plan),
        "entries": history.entries(task, years, can_read) if is_own else [],
    } | notes_panel(user, task)
