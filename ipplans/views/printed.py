"""Pages as PDF: what the screen shows, as it is printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from documents.exports import Output, export
from documents.exports.output import Counting
from ipplans.reports.pdf.process import page_as_pdf
from ipplans.views.indicator import indicator_page
from ipplans.views.region import region_page
from plans.models import Plan, Region
from plans.request import Request
from plans.rights import Right, require
from targets.models import PlanIndicator


@export
def region_pdf(request: Request, slug: str) -> Output:
    """The page of a region as it is printed, charts and all."""
    region = get_object_or_404(Region.objects.visible_to(request.user), slug=slug)
    plan = Plan.objects.filter(region=region).select_related("region").first()
    if plan is None:
        raise Http404
    require(request.user, Right.EXPORT_PLAN, plan)
    return _page_output(region.name, region_page, request, slug=slug)


@export
def indicator_pdf(request: Request, pk: int) -> Output:
    """The page of an indicator as it is printed; agency staff have their own agency's alone."""
    visible = PlanIndicator.objects.visible_to(request.user).select_related("plan__region")
    indicator = get_object_or_404(visible, pk=pk)
    require(request.user, Right.READ_EVIDENCE, indicator)  # evidence and exports are one row of domain.md §5
    return _page_output(f"{indicator.plan.region.name} {indicator.name}", indicator_page, request, pk=pk)


def _page_output(name: str, view: Callable[..., HttpResponse], request: Request, **named: object) -> Output:
    """The page that `view` shows this person for this question, without what waits for the next page in the session."""
    asked = Request()
    asked.method, asked.path, asked.user = "GET", request.path, request.user
    asked.GET = QueryDict(request.GET.urlencode())

    def write(file: IO[bytes], counting: Counting) -> None:
        file.write(page_as_pdf(view(asked, **named).content.decode()))

    year = request.GET.get("year", "")
    return Output(f"{name} {year}".strip() + ".pdf", 0, write)
