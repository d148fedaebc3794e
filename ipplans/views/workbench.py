"""年度工作台: what a reviewer's rounds wait for, one page a round, and the note that its figures were sent up."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Q, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Listing, Output, export, listing_output
from documents.models import Snapshot
from ipplans.sending_up import note_sent_up
from ipplans.workbench import Workbench
from plans.forms import RoundExtensionForm
from plans.kept_forms import keep
from plans.models import NotPossible, Plan, Round, User
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require

PER_PAGE = 50
RELATED = ("plan__region", "plan__coordinator")


def workbenches(request: Request) -> HttpResponse:
    """The rounds of the plans that the person reviews: those under way first, the newest year first."""
    page = Paginator(_rounds(request), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "workbenches.html", {"page": page, "today": timezone.localdate()})


@export
def round_export(request: Request, form: Form) -> Output:
    """The same list, all of it."""
    rounds = _rounds(request)
    heads = [_("Reporting round"), _("Region"), _("Plan"), _("due"), _("status")]
    rows = ([one.label, one.plan.region.name, one.plan.title, one.due, one.get_status_display()] for one in rounds)
    return listing_output(Listing(_("Reporting rounds"), heads, [16, 14, 40, 14, 12], rows, rounds.count()), form)


def _rounds(request: Request) -> QuerySet[Round]:
    require(request.user, Right.REVIEW_ANYTHING)
    rounds = Round.objects.filter(plan__in=Plan.objects.reviewed_by(request.user)).select_related("plan__region")
    is_under_way = Q(status__in=Round.OPEN_STATUSES)
    return rounds.defer("plan__source_text").order_by(
        Case(When(is_under_way, then=0), default=1), "-year", "plan__region__code", "plan", "-period"
    )


def workbench(request: Request, pk: int) -> HttpResponse:
    """One round from opening to sending up, with what each step still waits for."""
    rounds = Round.objects.filter(plan__in=Plan.objects.visible_to(request.user)).select_related(*RELATED)
    round_ = get_object_or_404(rounds.defer("plan__source_text"), pk=pk)
    require(request.user, Right.MANAGE_ROUNDS, round_.plan)
    found = Workbench(round_.plan, round_, timezone.localdate())
    context = {"bench": found, "round": round_, "plan": round_.plan}
    return render(request, "workbench.html", context | {"extension_form": RoundExtensionForm(round_.plan)})


def _page_of_snapshot(user: User, pk: int) -> str:
    return reverse("workbench", args=[Snapshot.objects.visible_to(user).get(pk=pk).round_id])


@posted_from(_page_of_snapshot)
def send_up(request: Request, pk: int) -> HttpResponse:
    """Note the day and the document with which the final figures were sent to the office above."""
    visible = Snapshot.objects.visible_to(request.user).select_related("round__plan")
    snapshot = get_object_or_404(visible, pk=pk)
    require(request.user, Right.MANAGE_ROUNDS, snapshot.round.plan)
    try:
        note_sent_up(snapshot, request.user, request.POST.get("day", ""), request.POST.get("document", ""))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        keep(request, is_refused=True)
    else:
        messages.success(request, _("Noted as sent up on %(day)s.") % {"day": snapshot.sent_up_on})
    return redirect("workbench", pk=snapshot.round_id)
