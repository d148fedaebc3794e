"""A reviewer names who reports an indicator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from plans.request import Request
from plans.rights import Right, require
from targets.forms import ReporterForm
from targets.models import PlanIndicator


def name_reporter(request: Request, pk: int) -> HttpResponse:
    visible = PlanIndicator.objects.visible_to(request.user).select_related("plan__coordinator", "reporter")
    indicator = get_object_or_404(visible, pk=pk)
    require(request.user, Right.NAME_REPORTER, indicator.plan)
    form = ReporterForm(indicator.plan, request.POST or None, initial={"reporter": indicator.current_reporter})
    if form.is_valid():
        indicator.name_reporter(form.cleaned_data["reporter"], form.cleaned_data["reason"])
        messages.success(request, _("The reporter is now %(agency)s.") % {"agency": indicator.reporter})
        return redirect("indicator_detail", pk=pk)
    return render(request, "targets/name_reporter.html", {"indicator": indicator, "form": form})
