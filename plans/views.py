"""Reporting rounds: opened, closed and reopened by a reviewer."""

import datetime as dt

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plans.forms import RoundExtensionForm, RoundForm
from plans.models import NotPossible, Plan, Round
from plans.request import Request
from plans.rights import Right, require
from plans.source import marked_paragraphs

# the record of each round's extensions, with the people behind it
EXTENSIONS = ("extensions__agency", "extensions__asked_by", "extensions__decided_by")


def plan_source(request: Request, slug: str) -> HttpResponse:
    """The text of a plan's document; `?clause=` marks where a clause is."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    if not plan.source_text:
        raise Http404
    paragraphs = marked_paragraphs(plan.source_text, request.GET.get("clause", "")[:200])
    return render(request, "plans/plan_source.html", {"plan": plan, "paragraphs": paragraphs})


def round_list(request: Request, slug: str) -> HttpResponse:
    """The rounds of a plan, and the form that opens one."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    require(request.user, Right.MANAGE_ROUNDS, plan)
    today = timezone.localdate()
    form = RoundForm(plan, today, request.POST or None)
    if form.is_valid() and (opened := _opened(form, request)):
        messages.success(
            request, _("Entry for %(year)s is open until %(due)s.") % {"year": opened.label, "due": opened.due}
        )
        return redirect("plans:round_list", slug=slug)
    context = {"plan": plan, "form": form, "extension_form": RoundExtensionForm(plan), "today": today}
    context["rounds"] = plan.rounds.select_related("opened_by").prefetch_related(*EXTENSIONS)
    return render(request, "plans/round_list.html", context)


def _opened(form: RoundForm, request: Request) -> Round | None:
    """Store the round; of two people who open one year at once, the second gets an error message."""
    form.instance.opened_by = request.user
    try:
        with transaction.atomic():
            opened: Round = form.save()
            return opened
    except IntegrityError:
        form.add_error("year", _("The round of this year and period has been opened already."))
        return None


@require_POST
def round_action(request: Request, pk: int, action: str) -> HttpResponse:
    """Close a round, or reopen it with a reason."""
    if action not in ("close", "reopen"):
        raise Http404
    visible = Round.objects.filter(plan__in=Plan.objects.visible_to(request.user))
    with transaction.atomic():
        locked = visible.select_for_update(of=("self",)).select_related("plan")
        round_ = get_object_or_404(locked, pk=pk)
        require(request.user, Right.MANAGE_ROUNDS, round_.plan)
        try:
            round_.close() if action == "close" else round_.reopen(request.POST.get("reason", ""), _new_due(request))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect("plans:round_list", slug=round_.plan.slug)
    if round_:
        values = {"year": round_.label, "status": round_.get_status_display()}
        messages.success(request, _("The round of %(year)s is now %(status)s.") % values)
    return redirect("plans:round_list", slug=round_.plan.slug)


def _new_due(request: Request) -> dt.date | None:
    """The due date a reopened round gets; None keeps the old one. Raises NotPossible for what is no date."""
    text = request.POST.get("due", "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise NotPossible(_("Please give the due date as a date.")) from fault
