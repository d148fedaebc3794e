"""A reviewer sets another target of a year, by the document that decided it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.models import NotPossible
from plans.request import Request
from plans.rights import Right, require
from targets.forms import RevisionForm
from targets.models import PlanIndicator, YearTarget
from targets.numbers import number_text


@require_POST
def revise_target(request: Request, pk: int, year: int) -> HttpResponse:
    """Store the new target; the one first printed stays beside it. Final years keep theirs."""
    rows = PlanIndicator.objects.visible_to(request.user).active().select_related("plan")
    indicator = get_object_or_404(rows, pk=pk)
    require(request.user, Right.REVISE_TARGET, indicator.plan)
    if year not in indicator.plan.years:
        raise Http404
    form = RevisionForm(indicator, request.POST)
    if not form.is_valid():
        faults = (f"{form.fields[name].label}：{error}" for name, errors in form.errors.items() for error in errors)
        messages.error(request, "；".join(faults))
        return redirect(indicator)
    try:
        target = _revised(indicator, year, form.cleaned_data)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        values = {"year": year, "value": number_text(target.value)}
        messages.success(request, _("The target of %(year)s is now %(value)s.") % values)
    return redirect(indicator)


def _revised(indicator: PlanIndicator, year: int, data: dict[str, Any]) -> YearTarget:
    """Store the target; making figures final waits meanwhile. Raises NotPossible for a final year."""
    with transaction.atomic():
        list(indicator.plan.rounds.select_for_update())
        indicator.plan.require_not_final(year)
        target = YearTarget.objects.filter(indicator=indicator, year=year).first()
        target = target or YearTarget(indicator=indicator, year=year)
        target.revise(data["value"], data["document"], data["reason"])
    return target
