"""The paper of a year: the official workbook of a plan, or of a region with all below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import IO

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Output, export
from documents.exports.output import Counting
from ipplans.reports.content import PlanReport, of_agencies, plan_reports
from ipplans.reports.workbook import write_workbook
from ipplans.summaries import stored_first_year
from plans.models import Plan, Region
from plans.request import Request
from plans.rights import Right, can, require
from targets.models import PlanIndicator
from targets.years import asked_year, chosen_year, is_final_view
from tasks.models import Task


@export
def plan_workbook(request: Request, slug: str) -> Output:
    """The official workbook of one plan; agency staff get the rows of their own agency."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    require(request.user, Right.EXPORT_OWN, plan)
    today = timezone.localdate()
    year = chosen_year(request, plan, min(max(today.year, plan.start_year), plan.end_year))
    is_final, is_whole = is_final_view(request), can(request.user, Right.EXPORT_PLAN, plan)

    def reports() -> list[PlanReport]:
        found = plan_reports([plan], year, today, is_final)
        return found if is_whole else [of_agencies(report, request.user.agency_ids) for report in found]

    return _output([plan], reports, plan.title, year, today)


@export
def region_workbook(request: Request, slug: str) -> Output:
    """The official workbook of a region with all regions below it: of each the plan in force in the year."""
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    plans = Plan.objects.filter(region__in=Region.objects.ids_below([region.pk])).select_related("region")
    today = timezone.localdate()
    year = asked_year(request) or stored_first_year(plans, today).year
    in_force = list(plans.in_force(year).defer("source_text"))
    if not in_force:
        raise Http404
    exported = [plan for plan in in_force if can(request.user, Right.EXPORT_PLAN, plan)]
    if not exported:
        require(request.user, Right.EXPORT_PLAN, in_force[0])
    title = _("%(region)s: progress of plans") % {"region": region.name}
    return _output(exported, lambda: plan_reports(exported, year, today), title, year, today)


def _output(
    plans: list[Plan], reports: Callable[[], list[PlanReport]], title: str, year: int, today: dt.date
) -> Output:
    def write(file: IO[bytes], counting: Counting) -> None:
        write_workbook(list(counting(reports())), title, year, today, file)

    rows = PlanIndicator.objects.filter(plan__in=plans).count() + Task.objects.filter(plan__in=plans).count()
    return Output(f"{title} {year}.xlsx", rows, write)
