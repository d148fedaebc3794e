"""Extensions 延期: given by a reviewer, asked for by an agency, decided with a word."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms import ExtensionForm, RoundExtensionForm
from plans.models import Agency, Extension, NotPossible, Plan, Round
from plans.request import Request
from plans.rights import Right, require

DECISIONS = ("give", "decline")


@require_POST
def extend_round(request: Request, pk: int) -> HttpResponse:
    """A reviewer sets a later due date of an open round, for all or for one agency."""
    with transaction.atomic():
        round_ = _locked(request, pk)
        require(request.user, Right.EXTEND_ROUND, round_.plan)
        form = RoundExtensionForm(round_.plan, request.POST)
        try:
            data = _checked(form)
            given = Extension.objects.give(round_, data["agency"], data["due"], data["reason"], request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            values = {"agency": given.agency or _("all agencies"), "due": given.due}
            messages.success(request, _("%(agency)s: reports are due on %(due)s now.") % values)
    return redirect("plans:round_list", slug=round_.plan.slug)


@require_POST
def ask_extension(request: Request, pk: int, agency: int) -> HttpResponse:
    """An agency asks for a later due date of its own, with a reason."""
    with transaction.atomic():
        round_ = _locked(request, pk)
        own = get_object_or_404(Agency, pk=agency, region=round_.plan.region_id)
        require(request.user, Right.ASK_EXTENSION, own)
        try:
            data = _checked(ExtensionForm(request.POST))
            Extension.objects.ask(round_, own, data["due"], data["reason"], request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The extension has been asked for; a reviewer decides."))
    return redirect("todo")


@require_POST
def decide_extension(request: Request, pk: int, action: str) -> HttpResponse:
    """A reviewer gives or declines what an agency asked for."""
    if action not in DECISIONS:
        raise Http404
    visible = Extension.objects.filter(round__plan__in=Plan.objects.visible_to(request.user))
    with transaction.atomic():
        asked = get_object_or_404(visible.select_for_update(of=("self",)), pk=pk)
        asked.round = round_ = _locked(request, asked.round_id)
        require(request.user, Right.EXTEND_ROUND, round_.plan)
        word = request.POST.get("word", "")
        try:
            asked.accept(request.user, word) if action == "give" else asked.decline(request.user, word)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{asked.agency}: {asked.get_state_display()}")
    return redirect("plans:round_list", slug=round_.plan.slug)


def _locked(request: Request, pk: int) -> Round:
    """The round, locked for this request. Raises Http404 where it cannot be seen."""
    visible = Round.objects.filter(plan__in=Plan.objects.visible_to(request.user))
    return get_object_or_404(visible.select_for_update(of=("self",)).select_related("plan__region"), pk=pk)


def _checked(form: Form) -> dict[str, Any]:
    """What a form says. Raises NotPossible with what is wrong, a field after the other."""
    if not form.is_valid():
        faults = (f"{form.fields[name].label}：{error}" for name, errors in form.errors.items() for error in errors)
        raise NotPossible("；".join(faults))
    return form.cleaned_data
