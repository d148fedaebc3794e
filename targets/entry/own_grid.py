"""The grid of what a person may enter: the rows of a plan that the own agencies report."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Plan, User
from plans.models.fixed_read import FixedRead
from plans.rights import require_own_region, require_visible
from targets.entry import EntryGrid
from targets.models.plan_indicator import PlanIndicator, PlanIndicatorQuerySet

# What was returned asks for an answer; how many files stand behind a figure is shown beside it.
RETURNED = ("actuals__last_submitted", "actuals__evidence")


def _rows(plan: int, agencies: Collection[int], only: Collection[int] | None) -> PlanIndicatorQuerySet:
    own = PlanIndicator.objects.filter(plan=plan).active().reported_by(agencies)
    return (own if only is None else own.filter(pk__in=only)).with_numbers().prefetch_related(*RETURNED)


PLAN = FixedRead(
    lambda slug: (
        Plan.objects.filter(slug=slug)
        .select_related("region", "coordinator")
        .prefetch_related("rounds", "phases")
        .defer("source_text")
    )
)
ROWS = FixedRead(_rows)


def grid_of(user: User, slug: str, year: int | None, only: set[int] | None = None) -> EntryGrid:
    """Return the rows of a plan that the person's agencies answer for, all or `only` some.

    Raises Http404, and PermissionDenied where the agencies answer for none.
    """
    plan: Plan = PLAN.found(slug)
    require_visible(user, plan.region_id if plan else None)
    require_own_region(user, plan)
    if year is not None and year not in plan.years:
        raise Http404
    rows: list[PlanIndicator] = ROWS(plan.pk, user.agency_ids, only)
    if not rows and only is None:
        raise PermissionDenied(_("No indicator of this plan is reported by your agency."))
    for row in rows:
        row.plan = plan
    return EntryGrid(plan, rows, user, timezone.localdate(), year)
