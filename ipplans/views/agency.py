"""Agencies: what does each carry, and does it deliver?"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import django_tables2 as tables
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.listing import paged
from plans.models import Agency, Region
from plans.request import Request
from targets.figures import IndicatorFigures, due_dates, indicator_figures
from targets.models import PlanIndicator
from tasks.models import Assignment


class AgencyTable(tables.Table):
    name = tables.Column(linkify=("agency_detail", [tables.A("pk")]), verbose_name=_("agency"))
    region = tables.Column(accessor="region__name", order_by="region__code", verbose_name=_("region"))
    kind = tables.Column(verbose_name=_("kind"))
    leads = tables.Column(verbose_name=_("tasks led"))
    shares = tables.Column(verbose_name=_("tasks shared"))

    class Meta:
        empty_text = _("No agency yet. Agencies come with the plans, or from the administration.")
        order_by = ("region", "-leads")


def agency_list(request: Request) -> HttpResponse:
    """All agencies of the visible regions, with how many tasks they carry."""
    lead, shared = Assignment.Role.LEAD, Assignment.Role.CO
    agencies = Agency.objects.visible_to(request.user).select_related("region").annotate(
        leads=Count("assignments", filter=Q(assignments__role=lead)),
        shares=Count("assignments", filter=Q(assignments__role=shared)),
    )  # fmt: skip
    regions = Region.objects.visible_to(request.user).filter(agencies__isnull=False).distinct()
    chosen = request.GET.get("region", "")
    if region := next((region for region in regions if region.slug == chosen), None):
        agencies = agencies.filter(region=region)
    table = paged(request, AgencyTable(agencies))
    return render(request, "agency_list.html", {"table": table, "regions": regions, "chosen": chosen})


def agency_detail(request: Request, pk: int) -> HttpResponse:
    """What one agency carries across all plans: its indicators, the tasks it leads and shares."""
    visible = Agency.objects.visible_to(request.user).select_related("region").prefetch_related("aliases")
    agency = get_object_or_404(visible, pk=pk)
    assignments = (
        agency.assignments.filter(task__dropped_by="")
        .select_related("task__plan", "task__area")
        .prefetch_related("task__reports")
        .order_by("task__plan__start_year", "task__seq")
    )
    by_role: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        by_role[assignment.role].append(assignment)
    context = {
        "agency": agency,
        "indicators": _indicators(agency),
        "led": by_role[Assignment.Role.LEAD],
        "shared": by_role[Assignment.Role.CO],
    }
    return render(request, "agency_detail.html", context)


def _indicators(agency: Agency) -> list[IndicatorFigures]:
    """The indicators the agency answers for, each as of its latest approved year."""
    rows = PlanIndicator.objects.reported_by({agency.pk}).standing().with_figures()
    today = timezone.localdate()

    def figures(row: Any) -> IndicatorFigures:
        reported = [a.year for a in row.actuals.all() if a.status == a.Status.APPROVED]
        year = max(reported, default=row.plan.start_year)
        return indicator_figures(row, year, due_dates(row.plan.rounds.all()), today)

    return [figures(row) for row in rows.prefetch_related("plan__rounds").order_by("plan", "seq")]
