"""Extensions 延期: given by a reviewer, asked for by an agency, decided with a word."""

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from plans.forms import ExtensionForm, RoundExtensionForm, checked
from plans.kept_forms import keep
from plans.models import Agency, Extension, NotPossible, Plan, Round, User, lock_rounds
from plans.posting import back_to_round, posted_from
from plans.request import Request
from plans.rights import Right, require

DECISIONS = ("give", "decline")


def _page_of_round(user: User, pk: int) -> str:
    return reverse("plans:round_list", args=[_visible(user).get(pk=pk).plan.slug])


def _page_of_extension(user: User, pk: int, action: str) -> str:
    return _page_of_round(user, Extension.objects.get(pk=pk).round_id)


@posted_from(_page_of_round)
def extend_round(request: Request, pk: int) -> HttpResponse:
    """A reviewer sets a later due date of an open round, for all or for one agency."""
    with transaction.atomic():
        round_ = _locked(request, pk)
        require(request.user, Right.EXTEND_ROUND, round_.plan)
        form = RoundExtensionForm(round_.plan, request.POST)
        try:
            data = checked(form)
            given = Extension.objects.give(round_, data["agency"], data["due"], data["reason"], request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            keep(request, is_refused=True)
        else:
            values = {"agency": given.agency or _("all agencies"), "due": given.due}
            messages.success(request, _("%(agency)s: reports are due on %(due)s now.") % values)
    return back_to_round(request, round_)


@posted_from(lambda user, pk, agency: reverse("todo"))
def ask_extension(request: Request, pk: int, agency: int) -> HttpResponse:
    """An agency asks for a later due date of its own, with a reason."""
    with transaction.atomic():
        round_ = _locked(request, pk)
        own = get_object_or_404(Agency, pk=agency, region=round_.plan.region_id)
        require(request.user, Right.ASK_EXTENSION, own)
        try:
            data = checked(ExtensionForm(request.POST))
            Extension.objects.ask(round_, own, data["due"], data["reason"], request.user)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            keep(request, is_refused=True)
        else:
            messages.success(request, _("The extension has been asked for; a reviewer decides."))
    return redirect("todo")


@posted_from(_page_of_extension)
def decide_extension(request: Request, pk: int, action: str) -> HttpResponse:
    """A reviewer gives or declines what an agency asked for."""
    if action not in DECISIONS:
        raise Http404
    visible = Extension.objects.filter(round__plan__in=Plan.objects.visible_to(request.user))
    with transaction.atomic():
        round_ = _locked(request, get_object_or_404(visible, pk=pk).round_id)
        asked = visible.get(pk=pk)
        asked.round = round_
        require(request.user, Right.EXTEND_ROUND, round_.plan)
        word = request.POST.get("word", "")
        try:
            asked.accept(request.user, word) if action == "give" else asked.decline(request.user, word)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            keep(request, is_refused=True)
        else:
            messages.success(request, f"{asked.agency}: {asked.get_state_display()}")
    return back_to_round(request, round_)


def _visible(user: User) -> QuerySet[Round]:
    return Round.objects.filter(plan__in=Plan.objects.visible_to(user)).select_related("plan")


def _locked(request: Request, pk: int) -> Round:
    """The round, locked for this request. Raises Http404 where it cannot be seen."""
    lock_rounds(_visible(request.user).filter(pk=pk).values_list("plan", flat=True))
    return get_object_or_404(_visible(request.user).select_related("plan__region"), pk=pk)
