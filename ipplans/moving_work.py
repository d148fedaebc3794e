"""What a step of an agency would move to another one, and what would stay as it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from plans.agency_steps import people_of
from plans.models import Agency, Membership, Report
from targets.models import Actual, PlanIndicator
from tasks.models import Note, Task, TaskReport


@dataclass(frozen=True)
class MovingWork:
    """The open work of one agency, and its approved reports by year."""

    indicators: int
    tasks: int
    shared: int
    open_reports: int
    notes: int
    roles: list[Membership]
    approved: list[tuple[int, int]]


def moving_work(agency: Agency) -> MovingWork:
    """Return what the agency carries today, with what came to it from others, in a fixed number of queries."""
    ids = {agency.pk} | Agency.objects.predecessor_ids({agency.pk}, timezone.localdate())
    statuses = [
        *Actual.objects.filter(agency__in=ids).order_by().values_list("year", "status"),
        *TaskReport.objects.filter(agency__in=ids).order_by().values_list("year", "status"),
    ]
    approved = Counter(year for year, status in statuses if status == Report.Status.APPROVED)
    return MovingWork(
        indicators=PlanIndicator.objects.reported_by(ids).active().count(),
        tasks=Task.objects.reported_by(ids).active().count(),
        shared=Task.objects.shared_by(ids).active().count(),
        open_reports=len(statuses) - approved.total(),
        notes=Note.objects.for_agencies(ids).unanswered().count(),
        roles=people_of(agency),
        approved=sorted(approved.items()),
    )
