"""Evidence in by the agency that answers, and out to those who may read it."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.downloads import kept_file
from plans.models import NotPossible, User, require_unsigned
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require, require_own_region
from plans.uploads import EvidenceForm
from targets.models import Actual, Evidence


def _page_of_figure(user: User, pk: int) -> str:
    actual = Actual.objects.visible_to(user).get(pk=pk)
    return reverse("targets:indicator_entry", args=[actual.indicator_id, actual.year])


def _page_of_evidence(user: User, pk: int) -> str:
    return _page_of_figure(user, Evidence.objects.get(pk=pk).actual_id)


@posted_from(_page_of_figure)
def add_evidence(request: Request, pk: int) -> HttpResponse:
    """Attach files to a figure that is still being entered."""
    with transaction.atomic():
        visible = Actual.objects.visible_to(request.user).filter(pk=pk).lock()
        actual = get_object_or_404(visible.select_related("indicator__plan__coordinator", "indicator__reporter"), pk=pk)
        form = EvidenceForm(actual, request.user, request.POST, request.FILES)
        if _may_change(request, actual):
            _keep(request, form)
    return redirect("targets:indicator_entry", pk=actual.indicator_id, year=actual.year)


@posted_from(_page_of_evidence)
def remove_evidence(request: Request, pk: int) -> HttpResponse:
    """Take a file away from a figure that is still being entered; the record keeps its name and SHA-256."""
    with transaction.atomic():
        list(Actual.objects.visible_to(request.user).filter(evidence=pk).lock())
        evidence = _visible_evidence(request, pk)
        if _may_change(request, evidence.actual):
            require_unsigned([evidence], is_removal=True)
            evidence.delete()
            messages.success(request, _("Removed: %(name)s") % {"name": evidence.name})
    return redirect("targets:indicator_entry", pk=evidence.actual.indicator_id, year=evidence.actual.year)


def _may_change(request: Request, actual: Actual) -> bool:
    """Require the right to enter the figure; whether it is open now, else the person is shown why not."""
    require_own_region(request.user, actual.indicator.plan)
    require(request.user, Right.ENTER_ACTUAL, actual.indicator)
    try:
        actual.indicator.plan.require_open_round(actual.year, timezone.localdate())
        actual.require_editable()
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _keep(request: Request, form: EvidenceForm) -> None:
    if form.is_valid():
        names = "、".join(evidence.name for evidence in form.save())
        messages.success(request, _("Kept: %(name)s") % {"name": names})
    else:
        messages.error(request, "；".join(str(error) for errors in form.errors.values() for error in errors))


def _visible_evidence(request: Request, pk: int) -> Evidence:
    visible = Actual.objects.visible_to(request.user)
    found = Evidence.objects.filter(actual__in=visible).select_related(
        "actual__indicator__plan__coordinator", "actual__indicator__reporter"
    )
    return get_object_or_404(found, pk=pk)


def evidence_file(request: Request, pk: int) -> FileResponse:
    """Give out one file, always as a download."""
    evidence = _visible_evidence(request, pk)
    require_own_region(request.user, evidence.actual.indicator.plan)
    require(request.user, Right.READ_EVIDENCE, evidence.actual.indicator)
    return kept_file(request, evidence.file, evidence.sha256, evidence.name, str(evidence.actual))
