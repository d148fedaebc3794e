"""Downloads: give me the data."""

from collections.abc import Callable
from typing import IO, Any

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Listing, Output, export, listing_output
from documents.exports.fixture import plan_fixture, plan_object
from documents.exports.output import Counting
from documents.exports.targets import target_listing
from documents.exports.tasks import task_listing
from documents.models import Snapshot
from plans.lights import watch
from plans.listing import ordered
from plans.models import Plan
from plans.request import Request
from plans.rights import Right, can, require
from plans.working_days import WorkingDays
from targets.plan_figures import plan_figures
from targets.years import chosen_year, is_final_view
from tasks.filters import TaskFilter, filtered_tasks
from tasks.loaded import tasks_in_order
from tasks.models import Assignment, TaskReport
from tasks.tables import AllTasksTable, TaskTable, by_trouble, task_lines


@export
def target_export(request: Request, slug: str, form: Form) -> Output:
    """The target table with approved actuals; agency staff get the rows of their own agency."""
    plan = _plan(request, slug)
    year = chosen_year(request, plan, plan.end_year)
    label = _("End of plan") if is_final_view(request) else str(year)
    indicators = plan.indicators.active().with_figures()
    if not can(request.user, Right.EXPORT_PLAN, plan):
        indicators = indicators.reported_by(request.user.agency_ids)
    signed = Snapshot.objects.signed_years([plan]).get(plan.pk)
    figures = plan_figures(plan, indicators, year, timezone.localdate(), signed=signed)
    return listing_output(target_listing(f"{plan.title} {_('Indicators')} {label}", figures), form)


@export
def task_export(request: Request, slug: str, form: Form) -> Output:
    """The tasks of a plan as filtered and sorted on the screen; agency staff get those of their own agency."""
    plan = _plan(request, slug)
    year = chosen_year(request, plan, plan.end_year)
    tasks = plan.tasks.active().with_agencies()
    if not can(request.user, Right.EXPORT_PLAN, plan):
        tasks = tasks.filter(pk__in=Assignment.objects.filter(agency__in=request.user.agency_ids).values("task"))
    narrowed = TaskFilter(request.GET or None, queryset=tasks, plan=plan, year=year)
    if request.GET.get("sort"):
        rows = ordered(request, TaskTable(narrowed.qs, year=year, says=bool))
    else:
        found = tasks_in_order(narrowed.qs.values_list("pk", flat=True), plan)
        rows = by_trouble(found, task_lines(found, watch(plan, year, timezone.localdate(), WorkingDays())))
    return listing_output(_task_listing(f"{plan.title} {_('Tasks')} {year}", [task.pk for task in rows], year), form)


@export
def all_task_export(request: Request, form: Form) -> Output:
    """The tasks of every plan as filtered and sorted on the screen; agency staff get those of their own agency."""
    shown = filtered_tasks(request)
    tasks = shown.filter.qs
    if not request.user.is_admin:
        own = Assignment.objects.filter(agency__in=request.user.agency_ids).values("task")
        tasks = tasks.filter(request.user.led_or_reviewed_regions.of("plan__region") | Q(pk__in=own))
    rows = ordered(request, AllTasksTable(tasks, year=shown.year, says=bool))
    keys = rows.prefetch_related(None).select_related(None).values_list("pk", flat=True)
    return listing_output(_task_listing(f"{_('Tasks')} {shown.year}", keys, shown.year), form)


@export
def plan_as_object(request: Request, slug: str) -> Output:
    """The plan as `exportplan` prints it; importing it gives the same plan."""
    return _as_text(request, slug, "json", plan_object)


@export
def plan_as_fixture(request: Request, slug: str) -> Output:
    """The plan as `dumpplan` prints it; `loaddata` gives the same plan."""
    return _as_text(request, slug, "fixture.json", plan_fixture)


def _as_text(request: Request, slug: str, ending: str, text_of: Callable[[Plan], str]) -> Output:
    plan = _plan(request, slug)
    require(request.user, Right.EXPORT_PLAN, plan)

    def write(file: IO[bytes], counting: Counting) -> None:
        file.write(text_of(plan).encode())

    return Output(f"{plan.slug}.{ending}", 0, write)


def _task_listing(title: str, keys: Any, year: int) -> Listing:
    """Tasks by their ids: a list of few, or a query whose rows are taken from the database bit by bit."""
    if isinstance(keys, list):
        reports, count, some = TaskReport.objects.filter(task__in=keys), len(keys), keys
    else:
        reports, count = TaskReport.objects.filter(task__in=keys.order_by()), keys.count()
        some = keys.iterator(chunk_size=1000)
    return task_listing(title, some, count, year, reports.filter(is_invented=True).exists())


def _plan(request: Request, slug: str) -> Plan:
    visible = Plan.objects.visible_to(request.user).select_related("region").prefetch_related("rounds")
    plan = get_object_or_404(visible, slug=slug)
    require(request.user, Right.EXPORT_OWN, plan)
    return plan
