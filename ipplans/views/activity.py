"""What happened to a plan: who, when, from what to what, why; on the screen and as a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.exports import Form, Listing, Output, export, listing_output
from plans.models import Extension, Plan, Round
from plans.request import Request
from plans.rights import Right, require
from plans.words import folded
from targets import history
from targets.history import HistoryEntry, newest_first, who_of, with_before
from tasks import history as task_history

PER_PAGE = 100


def activity(request: Request, slug: str) -> HttpResponse:
    """The changes of a plan, the newest first; `?words=` narrows them."""
    plan = _plan(request, slug)
    words = request.GET.get("words", "").strip()
    page = Paginator(_entries(plan, words), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "activity.html", {"plan": plan, "page": page, "words": words})


@export
def activity_export(request: Request, slug: str, form: Form) -> Output:
    """The list as it is narrowed, all of it."""
    plan = _plan(request, slug)
    entries = _entries(plan, request.GET.get("words", "").strip())
    heads = [_("When"), _("Who"), _("Subject"), _("Year"), _("What"), _("Why")]
    rows = ([f"{timezone.localtime(s.when):%Y-%m-%d %H:%M}", s.who, s.subject, s.year, s.what, s.why] for s in entries)
    title = f"{plan.title} {_('Activity')}"
    return listing_output(Listing(title, heads, [18, 14, 40, 8, 60, 40], rows, len(entries)), form)


def _plan(request: Request, slug: str) -> Plan:
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("region"), slug=slug)
    require(request.user, Right.REVIEW, plan)
    return plan


def _entries(plan: Plan, words: str) -> list[HistoryEntry]:
    rounds = [*_round_entries(plan), *_extension_entries(plan)]
    entries = newest_first([*history.plan_entries(plan), *task_history.plan_entries(plan), *rounds])
    wanted = folded(words)
    return [entry for entry in entries if wanted in folded(f"{entry.subject} {entry.who} {entry.what} {entry.why}")]


def _round_entries(plan: Plan) -> Iterable[HistoryEntry]:
    """Opening, closing, reopening and freezing of the plan's rounds."""
    rows = Round.history.filter(plan_id=plan.pk).order_by("id", "history_id")
    for row, before in with_before(rows):
        if before is None or (before.status, before.due) != (row.status, row.due):
            what = f"{row.get_status_display()} ({_('due')} {row.due})"
            subject = f"{_('Reporting rounds')} {row.year}"
            yield HistoryEntry(row.year, row.history_date, who_of(row), what, row.history_change_reason or "", subject)


def _extension_entries(plan: Plan) -> Iterable[HistoryEntry]:
    """Every asking for an extension and every decision, with the due date before and after."""
    rows = Extension.history.filter(round__plan=plan.pk).select_related("history_user", "agency", "round")
    for row in rows.order_by("history_id"):
        what = f"{_('Extension')} · {row.get_state_display()} ({row.old_due} → {row.due})"
        subject = f"{_('Reporting rounds')} {row.round.year} {row.agency or _('all agencies')}"
        why = " · ".join(filter(None, [row.reason, row.word]))
        yield HistoryEntry(row.round.year, row.history_date, who_of(row), what, why, subject)
