"""A reviewer gives the base of a relative goal, with its source: from then on the goal takes part."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.kept_forms import keep
from plans.models import NotPossible
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require
from targets.choices import Basis
from targets.forms import BaseForm
from targets.models import Goal, PlanIndicator
from targets.numbers import number_text


@posted_from(lambda user, pk: reverse("indicator_detail", args=[pk]))
def give_base(request: Request, pk: int) -> HttpResponse:
    """Store the base and where it comes from; once a year is signed, one that was given before stays."""
    rows = PlanIndicator.objects.visible_to(request.user).active().select_related("plan")
    indicator = get_object_or_404(rows, pk=pk)
    require(request.user, Right.GIVE_BASE, indicator.plan)
    try:
        goal = _based(indicator, BaseForm(indicator, request.POST))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        keep(request, is_refused=True)
    else:
        messages.success(request, _("The base of the goal is %(value)s now.") % {"value": number_text(goal.base_value)})
    return redirect(indicator)


def _based(indicator: PlanIndicator, form: BaseForm) -> Goal:
    """Store the base. Raises Http404 where the goal is no relative one, NotPossible for a form that is not right."""
    with transaction.atomic():
        goal = Goal.objects.select_for_update().filter(indicator=indicator).exclude(basis=Basis.ABSOLUTE).first()
        if goal is None:
            raise Http404
        data = form.checked()
        goal.give_base(data["value"], data["year"], data["source"])
    return goal
