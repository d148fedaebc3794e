"""Evidence in by the agency that answers, and out to those who may read it."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.models import NotPossible
from plans.request import Request
from plans.rights import demand, demand_own_region
from targets.forms import EvidenceForm
from targets.models import Actual, Evidence


@require_POST
def add_evidence(request: Request, pk: int) -> HttpResponse:
    """Put a file to a figure that is still being entered."""
    with transaction.atomic():
        visible = Actual.objects.visible_to(request.user).select_for_update(of=("self",))
        actual = get_object_or_404(visible.select_related("indicator__plan__coordinator", "indicator__reporter"), pk=pk)
        demand_own_region(request.user, actual.indicator.plan)
        demand(request.user, "enter_actual", actual.indicator)
        form = EvidenceForm(actual, request.user, request.POST, request.FILES)
        try:
            actual.indicator.plan.demand_open_round(actual.year, timezone.localdate())
            actual.demand_editable()
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            _keep(request, form)
    return redirect("targets:indicator_detail", pk=actual.indicator_id)


def _keep(request: Request, form: EvidenceForm) -> None:
    if form.is_valid():
        messages.success(request, _("Kept: %(name)s") % {"name": form.save().name})
    else:
        messages.error(request, "；".join(str(error) for errors in form.errors.values() for error in errors))


def evidence_file(request: Request, pk: int) -> FileResponse:
    """Give out one file, always as a download."""
    visible = Actual.objects.visible_to(request.user)
    found = Evidence.objects.filter(actual__in=visible).select_related(
        "actual__indicator__plan__coordinator", "actual__indicator__reporter"
    )
    evidence = get_object_or_404(found, pk=pk)
    demand_own_region(request.user, evidence.actual.indicator.plan)
    demand(request.user, "read_evidence", evidence.actual.indicator)
    return FileResponse(evidence.file.open("rb"), as_attachment=True, filename=evidence.name)
