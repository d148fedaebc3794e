"""A reviewer names who reports: indicators, and tasks without a lead, many at once."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.kept_forms import keep
from plans.models import Plan
from plans.request import Request
from plans.rights import Right, require
from targets.forms import ReporterForm
from targets.models import PlanIndicator
from tasks.models import Task


def name_reporters(request: Request, slug: str) -> HttpResponse:
    """Who reports what of a plan now; the picked rows get another reporter."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region", "coordinator"), slug=slug)
    require(request.user, Right.NAME_REPORTER, plan)
    indicators = list(plan.indicators.active().with_figures())
    tasks = [task for task in plan.tasks.active().with_agencies() if not task.leads]
    form = ReporterForm(plan, request.POST or None)
    if form.is_valid():
        if n := _named(set(request.POST.getlist("pick")), [*indicators, *tasks], form.cleaned_data):
            messages.success(request, ngettext("%(n)s row named.", "%(n)s rows named.", n) % {"n": n})
            return redirect("name_reporters", slug=slug)
        form.add_error(None, _("Please pick at least one row."))
    keep(request, is_refused=True)
    context = {"plan": plan, "indicators": indicators, "tasks": tasks, "form": form}
    return render(request, "name_reporters.html", context)


def _named(picked: set[str], rows: Iterable[Task | PlanIndicator], data: dict[str, Any]) -> int:
    """Name the reporter of the picked rows; return of how many."""
    chosen = [row for row in rows if f"{'task' if isinstance(row, Task) else 'indicator'}-{row.pk}" in picked]
    with transaction.atomic():
        for row in chosen:
            row.name_reporter(data["reporter"], data["reason"])
    return len(chosen)
