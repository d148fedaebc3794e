"""How far the plans are that a page shows: what its mark is made from, read by SQL that is built once."""

from __future__ import annotations

from collections.abc import Callable, Collection

from plans.models import Plan, Region, User
from plans.models.fixed_read import FixedRead
from plans.models.plan import PlanQuerySet, Revisions


class ShownPlans:
    """The plans of a page, found by what its address names."""

    def __init__(self, found_by: Callable[..., PlanQuerySet]) -> None:
        self._read = FixedRead(lambda *values: found_by(*values).summed())

    def revisions(self, *values: int | str | Collection[int]) -> Revisions:
        """Return how far they are. Raises nothing where there are none."""
        return Revisions.of(self._read.found(*values) or (0, 0, 0, 0))  # of no region at all nothing is asked


PLAN = ShownPlans(lambda slug: Plan.objects.filter(slug=slug))
PLANS_OF_REGION = ShownPlans(lambda slug: Plan.objects.filter(region__slug=slug))
PLANS_OF_REGIONS = ShownPlans(lambda ids: Plan.objects.filter(region__in=ids))
EVERY_PLAN = ShownPlans(Plan.objects.all)


PLANS_WITH_ROUNDS = FixedRead(
    lambda region: (
        Plan.objects.filter(region=region)
        .defer("source_text")
        .select_related("coordinator", "light_rules")
        .prefetch_related("rounds", "phases")
    )
)


def plans_of(region: Region) -> list[Plan]:
    """Return the plans of a region with what their days and lights are asked of."""
    plans: list[Plan] = PLANS_WITH_ROUNDS(region.pk)
    for plan in plans:
        plan.region = region
    return plans


def visible_revisions(user: User) -> Revisions:
    """Return how far the plans are that `user` may see: of a whole country without a list of its regions."""
    if user.visible_regions.ids is None:
        return EVERY_PLAN.revisions()
    return Plan.objects.visible_to(user).revisions()
