"""The grid of what a person may enter: the rows of a plan that the own agencies report."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import Plan, User
from plans.rights import require_own_region
from targets.entry import EntryGrid

# What was returned asks for an answer; how many files stand behind a figure is shown beside it.
RETURNED = ("actuals__last_submitted", "actuals__evidence")


def grid_of(user: User, slug: str, year: int | None, only: set[int] | None = None) -> EntryGrid:
    """Return the rows of a plan that the person's agencies answer for, all or `only` some.

    Raises Http404, and PermissionDenied where the agencies answer for none.
    """
    visible = Plan.objects.visible_to(user).select_related("region", "coordinator").prefetch_related("rounds", "phases")
    plan = get_object_or_404(visible.defer("source_text"), slug=slug)
    require_own_region(user, plan)
    if year is not None and year not in plan.years:
        raise Http404
    own = plan.indicators.active().reported_by(user.agency_ids)
    rows = list((own if only is None else own.filter(pk__in=only)).with_numbers().prefetch_related(*RETURNED))
    if not rows and only is None:
        raise PermissionDenied(_("No indicator of this plan is reported by your agency."))
    for row in rows:
        row.plan = plan
    return EntryGrid(plan, rows, user, timezone.localdate(), year)
