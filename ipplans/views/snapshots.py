"""Final figures: a reviewer makes them final, leaders read and compare them."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Snapshot
from ipplans.snapshots import (
    figures_of,
    in_order,
    lift_snapshot,
    paired_rows,
    take_snapshot,
    unfinished,
    unreviewed,
)
from plans.kept_forms import keep
from plans.models import NotPossible, Plan, Round
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, can, require


def freeze_round(request: Request, pk: int) -> HttpResponse:
    """Show what would be made final; a signature makes it so. What is final already is shown as it was signed."""
    rounds = Round.objects.filter(plan__in=Plan.objects.visible_to(request.user)).select_related("plan__region")
    round_ = get_object_or_404(rounds, pk=pk)
    require(request.user, Right.MANAGE_ROUNDS, round_.plan)
    if request.method != "POST" and (final := Snapshot.objects.in_force().filter(round=round_).first()):
        return redirect(final)
    today = timezone.localdate()
    if request.method == "POST":
        try:
            snapshot = take_snapshot(round_, request.user, request.POST.get("signed", ""), today)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            keep(request, is_refused=True)
        else:
            messages.success(request, _("The figures of %(round)s are final now.") % {"round": snapshot.round.label})
            return redirect(snapshot)
    return render(request, "freeze.html", _freezing(round_, today))


def _freezing(round_: Round, today: dt.date) -> dict[str, object]:
    """What a signature would make final, and what it would leave out."""
    figures = figures_of(round_, today)
    return {
        "round": round_,
        "plan": round_.plan,
        "figures": figures,
        "unreviewed": unreviewed(round_),
        "unfinished": unfinished(round_, figures),
    }


@posted_from(lambda user, pk: reverse("snapshot_detail", args=[pk]))
def lift_final(request: Request, pk: int) -> HttpResponse:
    """解除定案: an administrator takes back that figures are final, by a document; the version signed stays."""
    visible = Snapshot.objects.visible_to(request.user).select_related("round__plan")
    snapshot = get_object_or_404(visible, pk=pk)
    require(request.user, Right.LIFT_FINAL, snapshot.round.plan)
    try:
        lift_snapshot(snapshot, request.user, request.POST.get("document", ""), request.POST.get("reason", ""))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        keep(request, is_refused=True)
    else:
        words = _("The figures of %(round)s are not final any more. Sign them again when they are right.")
        messages.success(request, words % {"round": snapshot.round.label})
    return redirect(snapshot)


def snapshot_list(request: Request, slug: str) -> HttpResponse:
    """The final figures of a plan; two of them beside each other."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    found = list(Snapshot.objects.filter(round__plan=plan).select_related("round", "signed_by"))
    chosen = [next((s for s in found if str(s.pk) == request.GET.get(name)), None) for name in ("one", "two")]
    context = {"plan": plan, "snapshots": found, "one": chosen[0], "two": chosen[1]}
    if chosen[0] and chosen[1]:
        context["figures"], context["tasks"] = paired_rows(chosen[0], chosen[1])
        context["one"], context["two"] = in_order(chosen[0], chosen[1])
    return render(request, "snapshot_list.html", context)


def snapshot_detail(request: Request, pk: int) -> HttpResponse:
    visible = Snapshot.objects.visible_to(request.user).select_related("round__plan__region", "signed_by", "lifted_by")
    snapshot = get_object_or_404(visible, pk=pk)
    context = {
        "snapshot": snapshot,
        "plan": snapshot.round.plan,
        "figures": snapshot.figures.all(),
        "tasks": snapshot.tasks.all(),
        "may_export": snapshot.round.period == Round.Period.YEAR
        and can(request.user, Right.EXPORT_PLAN, snapshot.round.plan),
        "can_lift": snapshot.lifted_at is None and can(request.user, Right.LIFT_FINAL, snapshot.round.plan),
    }
    return render(request, "snapshot_detail.html", context)
