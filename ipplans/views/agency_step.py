"""An agency renamed, merged, its work handed over: what moves is shown before it is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ipplans.moving_work import moving_work
from plans.agency_steps import WITH_PEOPLE, AgencyStep, take_step
from plans.forms import AgencyStepForm
from plans.models import Agency, NotPossible
from plans.request import Request
from plans.rights import Right, require


def agency_step(request: Request, pk: int) -> HttpResponse:
    """The form; then what the step moves; then, confirmed, the step."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user).select_related("region", "successor"), pk=pk)
    require(request.user, Right.MANAGE_AGENCIES)
    form = AgencyStepForm(agency, request.POST or None)
    if form.is_valid() and request.POST.get("confirmed") == form.confirmation:
        try:
            holder = take_step(agency, form.change)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            done = {"step": form.change.step.label, "agency": holder}
            messages.success(request, _("Done: %(step)s. %(agency)s") % done)
            return redirect("agency_detail", pk=holder.pk)
    context = {"agency": agency, "form": form, "change": form.change if form.is_valid() else None}
    context |= {"work": moving_work(agency), "steps": AgencyStep, "with_people": WITH_PEOPLE}
    return render(request, "agency_step.html", context, status=422 if form.is_bound and form.errors else 200)
