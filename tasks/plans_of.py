"""Which plans agencies work for: where they report an indicator or a task, share one, or coordinate."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from plans.models import Agency, Plan
from plans.models.fixed_read import FixedRead
from plans.models.plan import PlanQuerySet
from targets.models import PlanIndicator
from tasks.models import Assignment, Task


def plans_of_agencies(agency_ids: Collection[int]) -> PlanQuerySet:
    """Return the plans of these agencies' regions, and others in which they have something to do."""
    ids = list(agency_ids)
    named = PlanIndicator.objects.filter(reporter__in=ids).order_by().values("plan")
    reported = Task.objects.filter(reporter__in=ids).order_by().values("plan")
    assigned = Assignment.objects.filter(agency__in=ids).order_by().values("task__plan")
    coordinated = Plan.objects.filter(coordinator__in=ids).order_by().values("pk")
    own = Plan.objects.filter(region__in=Agency.objects.filter(pk__in=ids).values("region")).order_by().values("pk")
    return Plan.objects.filter(pk__in=named.union(reported, assigned, coordinated, own))


def _of_agencies(agency_ids: Collection[int]) -> QuerySet[Plan, tuple[int, int]]:
    return plans_of_agencies(agency_ids).order_by().values_list("pk", "revision")


PLANS_OF_AGENCIES = FixedRead(_of_agencies)


def revisions_of_agencies(agency_ids: Collection[int]) -> dict[int, int]:
    """Return the revision of each of these plans by its id."""
    return dict(PLANS_OF_AGENCIES(agency_ids))
