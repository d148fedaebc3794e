"""Reporting rounds: opened, closed and reopened by a reviewer."""

import datetime as dt

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.forms import RoundExtensionForm, RoundForm
from plans.kept_forms import keep
from plans.models import NotPossible, Plan, Round, User, lock_rounds
from plans.posting import back_to_round, posted_from
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
    rounds = list(plan.rounds.select_related("opened_by").prefetch_related(*EXTENSIONS))
    context = {"plan": plan, "form": form, "extension_form": RoundExtensionForm(plan), "today": today}
    context |= {"rounds": rounds, "replaced": _replaced(rounds)}
    return render(request, "plans/round_list.html", context)


def _replaced(rounds: list[Round]) -> set[int]:
    """The rounds of which a later one of the same year was opened: they cannot be made final any more."""
    return {one.pk for one in rounds if any(r.year == one.year and r.ends > one.ends for r in rounds)}


def _opened(form: RoundForm, request: Request) -> Round | None:
    """Store the round; of two people who open one year at once, the second gets an error message."""
    form.instance.opened_by = request.user
    try:
        with transaction.atomic():
            lock_rounds([form.plan.pk])
            opened: Round = form.save()
            return opened
    except IntegrityError:
        form.add_error("year", _("The round of this year and period has been opened already."))
        return None


def _page_of_round(user: User, pk: int, action: str) -> str:
    return reverse("plans:round_list", args=[_visible_rounds(user).get(pk=pk).plan.slug])


def _visible_rounds(user: User) -> QuerySet[Round]:
    return Round.objects.filter(plan__in=Plan.objects.visible_to(user)).select_related("plan")


@posted_from(_page_of_round)
def round_action(request: Request, pk: int, action: str) -> HttpResponse:
    """Close a round, or reopen it with a reason."""
    if action not in ("close", "reopen"):
        raise Http404
    with transaction.atomic():
        lock_rounds(_visible_rounds(request.user).filter(pk=pk).values_list("plan", flat=True))
        round_ = get_object_or_404(_visible_rounds(request.user), pk=pk)
        require(request.user, Right.MANAGE_ROUNDS, round_.plan)
        try:
            round_.close() if action == "close" else round_.reopen(request.POST.get("reason", ""), _new_due(request))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            keep(request, is_refused=True)
            return back_to_round(request, round_)
    if round_:
        values = {"year": round_.label, "status": round_.get_status_display()}
        messages.success(request, _("The round of %(year)s is now %(status)s.") % values)
    return back_to_round(request, round_)


def _new_due(request: Request) -> dt.date | None:
    """The due date a reopened round gets; None keeps the old one. Raises NotPossible for what is no date."""
    text = request.POST.get("due", "")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise NotPossible(_("Please give the due date as a date.")) from fault
