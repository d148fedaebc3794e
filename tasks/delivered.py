"""The tasks whose report came in time, late, or not at all: `plans.delivery.delivery`, asked of the database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, TruncDate

from plans.delivery import Delivery
from plans.models import Extension, Report, Round
from plans.models.records import newest_rows
from tasks.models import Task, TaskReport


def delivered(tasks: QuerySet[Task], how: str, year: int, today: dt.date) -> QuerySet[Task]:
    """Return those of the tasks whose report for `year` came like that, as of `today`."""
    round_ = Round.objects.filter(plan=OuterRef("plan"), year=year, period=Round.Period.YEAR)
    reports = TaskReport.objects.filter(task=OuterRef("pk"), year=year, status__in=Report.SUBMITTED_STATUSES)
    answers = reports.exclude(as_of__lt=dt.date(year, 12, 31))
    records = _records_in_correction(year)
    of_all = Subquery(round_.values("due")[:1])
    asked = tasks.annotate(round_due=Case(*_extended(year), default=of_all, output_field=DateField())).filter(
        round_due__isnull=False
    )
    if how in (Delivery.OVERDUE, Delivery.WAITING):
        is_past_due = Q(round_due__lt=today)
        return asked.filter(
            ~Exists(answers), ~Exists(records), is_past_due if how == Delivery.OVERDUE else ~is_past_due
        )
    day = TruncDate(Coalesce("handed_in_at", "changed_at"))
    first = [Subquery(found.annotate(day=day).values("day")[:1]) for found in (answers, records)]
    days = asked.annotate(submitted_on=Coalesce(*first))
    on_time = Q(submitted_on__lte=F("round_due"))
    return days.filter(submitted_on__isnull=False).filter(on_time if how == Delivery.ON_TIME else ~on_time)


def _extended(year: int) -> list[When]:
    """The tasks whose agencies were given a later due date than all, with it; the latest date first. One query."""
    given = Extension.objects.filter(state=Extension.State.GIVEN, agency__isnull=False, due__gt=F("round__due"))
    of_year = given.filter(round__year=year, round__period=Round.Period.YEAR).order_by("-due")
    found = of_year.values_list("agency_id", "round__plan_id", "due")
    return [
        When(
            pk__in=Task.objects.filter(plan=plan_id).reported_by({agency_id}).order_by().values("pk"),
            then=due,
        )
        for agency_id, plan_id, due in found
    ]


def _records_in_correction(year: int) -> QuerySet[Any]:
    """The approved records of the year that count for a task while its report is not submitted (domain.md §1)."""
    open_ = TaskReport.objects.filter(year=year).exclude(status__in=Report.SUBMITTED_STATUSES)
    records = newest_rows(TaskReport.history, status=Report.Status.APPROVED, year=year)
    found: QuerySet[Any] = records.filter(id__in=open_.values("pk"), task_id=OuterRef("pk"))
    return found.exclude(as_of__lt=dt.date(year, 12, 31))
