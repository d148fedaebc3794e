"""A reviewer sets another target of a year, by the document that decided it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.kept_forms import keep
from plans.models import NotPossible, lock_rounds
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require
from targets.forms import RevisionForm
from targets.models import PlanIndicator, YearTarget
from targets.numbers import number_text


@posted_from(lambda user, pk, year: reverse("indicator_detail", args=[pk]))
def revise_target(request: Request, pk: int, year: int) -> HttpResponse:
    """Store the new target; the one first printed stays beside it. Final years keep theirs."""
    rows = PlanIndicator.objects.visible_to(request.user).active().select_related("plan")
    indicator = get_object_or_404(rows, pk=pk)
    require(request.user, Right.REVISE_TARGET, indicator.plan)
    if year not in indicator.plan.years:
        raise Http404
    try:
        target = _revised(indicator, year, _cleaned(RevisionForm(indicator, request.POST)))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        keep(request, is_refused=True)
    else:
        values = {"year": year, "value": number_text(target.value)}
        messages.success(request, _("The target of %(year)s is now %(value)s.") % values)
    return redirect(indicator)


def _cleaned(form: RevisionForm) -> dict[str, Any]:
    """What the form says. Raises NotPossible, with all that is wrong in it."""
    if not form.is_valid():
        faults = (f"{form.fields[name].label}：{error}" for name, errors in form.errors.items() for error in errors)
        raise NotPossible("；".join(faults))
    return form.cleaned_data


def _revised(indicator: PlanIndicator, year: int, data: dict[str, Any]) -> YearTarget:
    """Store the target; making figures final waits meanwhile. Raises NotPossible for a final year."""
    with transaction.atomic():
        lock_rounds([indicator.plan_id])
        indicator.plan.require_not_final(year)
        target = YearTarget.objects.filter(indicator=indicator, year=year).first()
        target = target or YearTarget(indicator=indicator, year=year)
        target.revise(data["value"], data["document"], data["reason"])
    return target
