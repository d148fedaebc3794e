"""What the review asks the database: reports that wait, and what they are judged by."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count

from plans.models import Extension, Plan, Report
from plans.models.fixed_read import FixedRead
from targets.models import Actual, Evidence, PlanIndicator
from tasks.models import TaskReport

RECORD = ("last_approved",)  # what leaders read while a value is being corrected


def _returned_before(model: Any, ids: Collection[int]) -> Any:
    """Why each was returned last, of those that were: the last of the reasons of each."""
    rows = model.history.filter(id__in=ids, status=Report.Status.RETURNED)
    return rows.order_by("history_id").values_list("id", "reason")


def _waiting(reports: Any, plan: str, regions: Collection[int] | None) -> Any:
    """Of each plan (by the path from a report) that has reports waiting in these regions, how many."""
    of_regions = {} if regions is None else {f"{plan}__region__in": regions}
    return reports.waiting().filter(**of_regions).order_by().values_list(plan).annotate(Count("pk"))


def _actuals(plans: Collection[int]) -> Any:
    waiting = Actual.objects.waiting().filter(indicator__plan__in=plans)
    shown = waiting.select_related("author", "agency").prefetch_related("evidence", *RECORD)
    return shown.order_by("indicator__plan", "indicator__seq", "year")


def _reports(plans: Collection[int]) -> Any:
    waiting = TaskReport.objects.waiting().filter(task__plan__in=plans)
    related = waiting.select_related("author", "agency", "task__plan__region").defer("task__plan__source_text")
    shown = related.prefetch_related("evidence", "quantities__quantity", "parts__agency", *RECORD)
    return shown.order_by("task__plan", "task__seq", "year")


def _asked(regions: Collection[int] | None) -> Any:
    of_regions = {} if regions is None else {"round__plan__region__in": regions}
    waiting = Extension.objects.waiting().filter(**of_regions)
    return waiting.select_related("agency", "round__plan__region").defer("round__plan__source_text")


ACTUALS, REPORTS, ASKED = FixedRead(_actuals), FixedRead(_reports), FixedRead(_asked)
WAITING_ACTUALS = FixedRead(lambda regions: _waiting(Actual.objects, "indicator__plan", regions))
WAITING_REPORTS = FixedRead(lambda regions: _waiting(TaskReport.objects, "task__plan", regions))
PLANS = FixedRead(lambda ids: Plan.objects.filter(pk__in=ids).select_related("region").defer("source_text"))
ROWS = FixedRead(lambda ids: PlanIndicator.objects.filter(pk__in=ids).with_figures())
RETURNED_ACTUALS = FixedRead(lambda ids: _returned_before(Actual, ids))
RETURNED_REPORTS = FixedRead(lambda ids: _returned_before(TaskReport, ids))
EVIDENCED = FixedRead(
    lambda rows: Evidence.objects.filter(actual__indicator__in=rows).values_list("actual__indicator", "actual__year")
)
