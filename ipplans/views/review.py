"""Review: is it right?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect

from plans.calendar import plan_calendar
from plans.kept_forms import keep
from plans.models import Extension, NotPossible, Plan, Report, User, load_contributors, lock_rounds
from plans.models.plan import PlanQuerySet
from plans.posting import posted_from
from plans.request import Request
from plans.rights import Right, require
from targets.figures import SUBMITTED_STATUSES, IndicatorFigures, indicator_figures
from targets.models import Actual, PlanIndicator
from targets.year_figures import YearFigures
from tasks.models import TaskReport

REVIEW_ACTIONS = ("approve", "return", "reopen")
RECORD = ("last_approved",)  # what leaders read while a value is being corrected
PICK = re.compile(r"(actual|task)-([0-9]{1,18})-([0-9]{1,9})")


@dataclass(frozen=True)
class Waiting:
    """One value that waits for review, beside what it is judged by."""

    actual: Actual
    figures: IndicatorFigures
    is_own: bool
    returned_before: str = ""

    @property
    def cell(self) -> YearFigures:
        return self.figures.now

    @property
    def approved(self) -> Actual | None:
        """What leaders read meanwhile, where the value was reopened."""
        return self.actual.approved if self.actual.is_in_correction else None

    @property
    def last(self) -> Decimal | None:
        before = self.figures.actuals.get(self.actual.year - 1)
        return before.value if before else None

    @property
    def change(self) -> Decimal | None:
        return None if self.last is None or self.actual.value is None else self.actual.value - self.last


def review(request: Request) -> HttpResponse:
    """The values and task reports that wait for this reviewer, those of each plan together."""
    require(request.user, Right.REVIEW_ANYTHING)
    return render(request, "review.html", queue_of(request.user))


def queue_of(user: User) -> dict[str, object]:
    """Return what waits for `user`, in a fixed number of queries."""
    return {"waiting": waiting_for(user), "reports": reports_for(user), "asked": asked_for(user), "user": user}


def waiting_for(user: User) -> list[Waiting]:
    """Return the submitted values that `user` may review, in a fixed number of queries."""
    waiting = Actual.objects.waiting().filter(indicator__plan__in=_reviewed_plans(user))
    asked = PlanIndicator.objects.filter(pk__in=waiting.values("indicator")).with_figures()
    rows = {row.pk: row for row in asked.prefetch_related("plan__rounds", "plan__phases")}
    today = timezone.localdate()
    ordered = waiting.select_related("author", "agency").prefetch_related("evidence", *RECORD)
    actuals = list(ordered.order_by("indicator__plan", "indicator__seq", "year"))
    load_contributors(actuals)
    returned = dict(
        Actual.history.filter(id__in=waiting.values("pk"), status=Report.Status.RETURNED)
        .order_by("history_id")
        .values_list("id", "reason")
    )
    return [
        Waiting(
            actual,
            _figures(rows[actual.indicator_id], actual.year, today),
            user.pk in actual.contributor_ids,
            returned.get(actual.pk, ""),
        )
        for actual in actuals
    ]


def _figures(row: PlanIndicator, year: int, today: dt.date) -> IndicatorFigures:
    return indicator_figures(row, year, plan_calendar(row.plan, today), SUBMITTED_STATUSES)


def reports_for(user: User) -> list[TaskReport]:
    """Return the submitted task reports that `user` may review."""
    waiting = TaskReport.objects.waiting().filter(task__plan__in=_reviewed_plans(user))
    related = waiting.select_related("author", "agency", "task__plan__region").defer("task__plan__source_text")
    shown = related.prefetch_related("evidence", "quantities__quantity", "parts__agency", *RECORD)
    reports = list(shown.order_by("task__plan", "task__seq", "year"))
    load_contributors(reports)
    return reports


def asked_for(user: User) -> list[Extension]:
    """Return the extensions that agencies asked for and `user` may decide."""
    waiting = Extension.objects.waiting().filter(round__plan__in=_reviewed_plans(user))
    return list(waiting.select_related("agency", "round__plan__region").defer("round__plan__source_text"))


def _reviewed_plans(user: User) -> PlanQuerySet:
    return Plan.objects.all() if user.is_admin else Plan.objects.filter(region__in=user.reviewed_region_ids)


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
        if is_taken := bool(_taken(request, [(report, version)], action)):
            messages.success(request, f"{report}: {report.get_status_display()}")
    if action == "reopen":
        return redirect(report)
    if request.htmx and not is_taken:
        return HttpResponseClientRedirect(reverse("review"))
    if request.htmx:
        return render(request, "_review_list.html", queue_of(request.user))
    return redirect("review")


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
            "approve": ngettext("%(n)s approved.", "%(n)s approved.", done),
            "return": ngettext("%(n)s returned.", "%(n)s returned.", done),
        }
        messages.success(request, words[action] % {"n": done})
    elif not picks:
        messages.error(request, _("Nothing was picked."))
        keep(request, is_refused=True)
    return redirect("review")


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


def _taken(request: Request, chosen: Iterable[tuple[Actual | TaskReport, str]], action: str) -> int:
    """Take the action on each and store them; return how many were taken, and say why others were not."""
    actuals: list[Actual] = []
    reports: list[TaskReport] = []
    for report, version in chosen:
        try:
            _act(request, report, version, action)
        except NotPossible as refusal:
            messages.error(request, f"{report}: {refusal}")
            keep(request, is_refused=True)
            continue
        if isinstance(report, Actual):
            actuals.append(report)
        else:
            reports.append(report)
    Actual.objects.save_with_history(actuals, request.user)
    TaskReport.objects.save_with_history(reports, request.user)
    return len(actuals) + len(reports)


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
    else:
        report.reopen(request.user, reason)
