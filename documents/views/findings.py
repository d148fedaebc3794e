"""方案校核: what a document would be asked about, asked of a stored plan."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from documents.review.plan_check import plan_check
from plans.models import Plan
from plans.request import Request


def plan_findings(request: Request, slug: str) -> HttpResponse:
    """The findings of a plan, within its page or as a page of their own."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    template = "documents/_findings_list.html" if request.htmx else "documents/findings.html"
    return render(request, template, {"plan": plan, "checked": plan_check(plan)})
