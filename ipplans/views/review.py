"""Review: is it right?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect

from documents.exports import Form, Output, export, listing_output
from ipplans.listings.queue import queue_listing
from ipplans.review_queue import Narrowing, queue_of, whole_queue_of
from plans.kept_forms import keep
from plans.kept_pages import kept_page
from plans.models import UNDO_FOR, NotPossible, Plan, User, load_contributors, lock_rounds
from plans.models.plan import Revisions
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require
from plans.shown_plans import EVERY_PLAN, PLANS_OF_REGIONS
from targets.models import Actual
from targets.provenance import demo_note
from tasks.models import TaskReport

REVIEW_ACTIONS = ("approve", "return", "reopen")
REVIEWED = "reviewed"  # in the session: what the person reviewed last, for as long as it can be taken back
RECORD = ("last_approved",)  # what leaders read while a value is being corrected
PICK = re.compile(r"(actual|task)-([0-9]{1,18})-([0-9]{1,9})")


@kept_page(lambda request: _shown(request))
def review(request: Request) -> HttpResponse:
    """The values and task reports that wait for this reviewer, those of each plan together."""
    require(request.user, Right.REVIEW_ANYTHING)
    return render(request, "review.html", _page(request, Narrowing.of(request.GET)))


@export
def review_export(request: Request, form: Form) -> Output:
    """All that waits for this reviewer, as the page is narrowed."""
    require(request.user, Right.REVIEW_ANYTHING)
    queues, count = whole_queue_of(request.user, Narrowing.of(request.GET))
    waiting = Actual.objects.waiting().filter(indicator__plan__in=Plan.objects.reviewed_by(request.user).values("pk"))
    return listing_output(queue_listing(queues, count, demo_note([waiting.filter(is_invented=True).exists()])), form)


def _page(request: Request, narrowing: Narrowing) -> dict[str, object]:
    """What waits, and how long what was reviewed last can still be taken back, in seconds."""
    picks = request.session.get(REVIEWED, {}).get("picks", ())
    return queue_of(request.user, narrowing) | {"undoable": len(picks), "undo_seconds": _undo_seconds(request)}


def _undo_seconds(request: Request) -> int:
    """For how long what was reviewed last can still be taken back; 0 or less where it cannot."""
    reviewed_at = request.session.get(REVIEWED, {}).get("at", 0)
    return int(UNDO_FOR.total_seconds() - (timezone.now().timestamp() - reviewed_at))


def _shown(request: Request) -> Revisions | None:
    """How far the plans are whose reports wait; None while the page counts down seconds."""
    if _undo_seconds(request) >= 0:
        return None
    user = request.user
    return EVERY_PLAN.revisions() if user.is_admin else PLANS_OF_REGIONS.revisions(user.reviewed_region_ids)


def _back(request: Request) -> HttpResponse:
    """To the queue, narrowed as it was."""
    query = Narrowing.of(QueryDict(request.POST.get("query", ""))).query
    return redirect(f"{reverse('review')}?{query}" if query else "review")


def _page_of_action(user: User, pk: int, action: str, kind: str = "actual") -> str:
    if action != "reopen":
        return reverse("review")
    reports = TaskReport.objects.visible_to(user) if kind == "task" else Actual.objects.visible_to(user)
    return str(reports.get(pk=pk).get_absolute_url())


@posted_from(_page_of_action)
def review_action(request: Request, pk: int, action: str, kind: str = "actual") -> HttpResponse:
    """Approve, return or reopen one value or task report; what came in meanwhile is not reviewed unseen."""
    if action not in REVIEW_ACTIONS:
        raise Http404
    version = request.POST.get("version", "")
    with transaction.atomic():
        report = _locked(request, {(kind, pk)})[kind, pk]
        if taken := _taken(request, [(report, version)], action):
            messages.success(request, f"{report}: {report.get_status_display()}")
    if action == "reopen":
        return redirect(report)
    _remember(request, taken)
    if not request.htmx:
        return _back(request)
    if not taken:
        return HttpResponseClientRedirect(reverse("review"))
    narrowing = Narrowing.of(QueryDict(request.POST.get("query", "")))
    return render(request, "_review_list.html", _page(request, narrowing))


@posted_from(lambda user: reverse("review"))
def review_many(request: Request) -> HttpResponse:
    """Approve or return all that were picked; what cannot be is reported, the others are done."""
    require(request.user, Right.REVIEW_ANYTHING)
    action = "return" if "return" in request.POST else "approve"
    picks = [found.groups() for pick in request.POST.getlist("pick") if (found := PICK.fullmatch(pick))]
    versions = {(kind, int(pk)): version for kind, pk, version in picks}
    with transaction.atomic():
        chosen = [(report, versions[key]) for key, report in _locked(request, set(versions)).items()]
        done = _taken(request, chosen, action)
    if done:
        words = {
            "approve": ngettext("%(n)s approved.", "%(n)s approved.", len(done)),
            "return": ngettext("%(n)s returned.", "%(n)s returned.", len(done)),
        }
        messages.success(request, words[action] % {"n": len(done)})
        _remember(request, done)
    elif not picks:
        messages.error(request, _("Nothing was picked."))
        keep(request, is_refused=True)
    return _back(request)


@posted_from(lambda user: reverse("review"))
def undo_review(request: Request) -> HttpResponse:
    """Take back what the person approved or returned last, within a minute: it waits for review again."""
    require(request.user, Right.REVIEW_ANYTHING)
    picks = [found.groups() for pick in _reviewed(request) if (found := PICK.fullmatch(pick))]
    versions = {(kind, int(pk)): version for kind, pk, version in picks}
    with transaction.atomic():
        chosen = [(report, versions[key]) for key, report in _locked(request, set(versions)).items()]
        undone = _taken(request, chosen, "undo")
    request.session.pop(REVIEWED, None)
    if undone:
        words = ngettext("%(n)s waits for review again.", "%(n)s wait for review again.", len(undone))
        messages.success(request, words % {"n": len(undone)})
    elif not picks:
        messages.error(request, _("There is nothing to take back."))
    return _back(request)


def _reviewed(request: Request) -> list[str]:
    return list(request.session.get(REVIEWED, {}).get("picks", ()))


def _remember(request: Request, done: Sequence[Actual | TaskReport]) -> None:
    """Keep what was reviewed, for a minute in which it can be taken back."""
    if done:
        picks = [f"{'actual' if isinstance(one, Actual) else 'task'}-{one.pk}-{one.version}" for one in done]
        request.session[REVIEWED] = {"at": timezone.now().timestamp(), "picks": picks}


def _locked(request: Request, keys: set[tuple[str, int]]) -> dict[tuple[str, int], Actual | TaskReport]:
    """The reports, locked for this request in one order, after the right to review each was required.

    Raises Http404 where one cannot be seen; four queries a kind.
    """
    reports = TaskReport.objects.visible_to(request.user).filter(pk__in=[pk for kind, pk in keys if kind == "task"])
    actuals = Actual.objects.visible_to(request.user).filter(pk__in=[pk for kind, pk in keys if kind == "actual"])
    related = actuals.select_related("indicator__plan", "agency").prefetch_related("indicator__plan__rounds")
    of_tasks = reports.select_related("task__plan", "agency").prefetch_related("task__plan__rounds")
    found: dict[tuple[str, int], Actual | TaskReport] = {}
    of_both = ((actuals, Actual.PLAN), (reports, TaskReport.PLAN))
    lock_rounds({plan for chosen, plan_of in of_both for plan in chosen.values_list(plan_of, flat=True)})
    found |= {("actual", row.pk): row for row in related.order_by("pk").select_for_update(of=("self",))}
    found |= {("task", row.pk): row for row in of_tasks.order_by("pk").select_for_update(of=("self",))}
    if found.keys() != keys:
        raise Http404
    for one in ("actual", "task"):
        load_contributors([report for (kind, _pk), report in found.items() if kind == one])
    for report in found.values():
        require(request.user, Right.REVIEW, report.plan)
    return found


def _taken(
    request: Request, chosen: Iterable[tuple[Actual | TaskReport, str]], action: str
) -> list[Actual | TaskReport]:
    """Take the action on each and store them; return those that were taken, and say why others were not."""
    taken: list[Actual | TaskReport] = []
    for report, version in chosen:
        try:
            _act(request, report, version, action)
        except NotPossible as refusal:
            messages.error(request, f"{report}: {refusal}")
            keep(request, is_refused=True)
            continue
        taken.append(report)
    actuals = [report for report in taken if isinstance(report, Actual)]
    reports = [report for report in taken if isinstance(report, TaskReport)]
    if action == "undo":
        Actual.objects.store_undone(actuals, request.user)
        TaskReport.objects.store_undone(reports, request.user)
    else:
        Actual.objects.save_with_history(actuals, request.user)
        TaskReport.objects.save_with_history(reports, request.user)
    return taken


def _act(request: Request, report: Actual | TaskReport, version: str, action: str) -> None:
    reason = request.POST.get("reason", "")
    if str(report.version) != version:
        raise NotPossible(_("This value was changed after you opened the page; please look again."))
    as_of = report.as_of if isinstance(report, Actual) else None
    report.plan.require_not_final(report.year, as_of)
    if action == "approve":
        report.approve(request.user)
    elif action == "return":
        report.return_for_correction(request.user, reason)
    elif action == "undo":
        report.undo_review(request.user)
    else:
        report.reopen(request.user, reason)
