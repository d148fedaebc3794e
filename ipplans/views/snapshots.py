"""Final figures: a reviewer makes them final, leaders read and compare them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models import Snapshot
from ipplans.snapshots import figures_of, paired_rows, take_snapshot, unreviewed
from plans.kept_forms import keep
from plans.models import NotPossible, Plan, Round
from plans.request import Request
from plans.rights import Right, require


def freeze_round(request: Request, pk: int) -> HttpResponse:
    """Show what would be made final; a signature makes it so. What is final already is shown as it was signed."""
    rounds = Round.objects.filter(plan__in=Plan.objects.visible_to(request.user)).select_related("plan__region")
    round_ = get_object_or_404(rounds, pk=pk)
    require(request.user, Right.MANAGE_ROUNDS, round_.plan)
    if request.method != "POST" and (final := Snapshot.objects.filter(round=round_).first()):
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
    context = {"round": round_, "plan": round_.plan, "unreviewed": unreviewed(round_)}
    context["figures"] = figures_of(round_, today)
    return render(request, "freeze.html", context)


def snapshot_list(request: Request, slug: str) -> HttpResponse:
    """The final figures of a plan; two of them beside each other."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    found = list(Snapshot.objects.filter(round__plan=plan).select_related("round", "signed_by"))
    chosen = [next((s for s in found if str(s.pk) == request.GET.get(name)), None) for name in ("one", "two")]
    context = {"plan": plan, "snapshots": found, "one": chosen[0], "two": chosen[1]}
    if chosen[0] and chosen[1]:
        context["figures"], context["tasks"] = paired_rows(chosen[0], chosen[1])
    return render(request, "snapshot_list.html", context)


def snapshot_detail(request: Request, pk: int) -> HttpResponse:
    visible = Snapshot.objects.visible_to(request.user).select_related("round__plan__region", "signed_by")
    snapshot = get_object_or_404(visible, pk=pk)
    context = {
        "snapshot": snapshot,
        "plan": snapshot.round.plan,
        "figures": snapshot.figures.all(),
        "tasks": snapshot.tasks.all(),
    }
    return render(request, "snapshot_detail.html", context)
