"""Downloads: give me the paper."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Snapshot
from documents.workbooks import annexes as workbooks
from plans.downloads import download
from plans.models import Plan
from plans.request import Request
from plans.rights import Right, can, require
from targets.plan_figures import plan_figures
from targets.years import chosen_year, is_final_view
from tasks.filters import TaskFilter, filtered_tasks
from tasks.models import Assignment


def target_workbook(request: Request, slug: str) -> HttpResponse:
    """The target table with approved actuals; agency staff get the rows of their own agency."""
    plan = _plan(request, slug)
    year = chosen_year(request, plan, plan.end_year)
    label = _("End of plan") if is_final_view(request) else str(year)
    indicators = plan.indicators.active().with_figures()
    if not can(request.user, Right.EXPORT_PLAN, plan):
        indicators = indicators.reported_by(request.user.agency_ids)
    signed = Snapshot.objects.signed_years([plan]).get(plan.pk)
    content = workbooks.target_workbook(plan_figures(plan, indicators, year, timezone.localdate(), signed=signed))
    return download(request, content, f"{plan.title} 指标 {label}.xlsx")


def task_workbook(request: Request, slug: str) -> HttpResponse:
    """The tasks as filtered on the screen; agency staff get those of their own agency."""
    plan = _plan(request, slug)
    year = chosen_year(request, plan, plan.end_year)
    tasks = plan.tasks.active().with_agencies()
    if not can(request.user, Right.EXPORT_PLAN, plan):
        tasks = tasks.filter(pk__in=Assignment.objects.filter(agency__in=request.user.agency_ids).values("task"))
    narrowed = TaskFilter(request.GET or None, queryset=tasks, plan=plan, year=year)
    return download(request, workbooks.task_workbook(plan, narrowed.qs, year), f"{plan.title} 任务 {year}.xlsx")


def all_tasks_workbook(request: Request) -> HttpResponse:
    """The tasks of every plan as filtered on the screen; agency staff get those of their own agency."""
    shown = filtered_tasks(request)
    tasks = shown.filter.qs
    if not request.user.is_admin:
        own = Assignment.objects.filter(agency__in=request.user.agency_ids).values("task")
        tasks = tasks.filter(request.user.led_or_reviewed_regions.of("plan__region") | Q(pk__in=own))
    return download(request, workbooks.all_tasks_workbook(tasks, shown.year), f"{_('Tasks')} {shown.year}.xlsx")


def _plan(request: Request, slug: str) -> Plan:
    visible = Plan.objects.visible_to(request.user).select_related("region").prefetch_related("rounds")
    plan = get_object_or_404(visible, slug=slug)
    require(request.user, Right.EXPORT_OWN, plan)
    return plan
