"""Which stored plan a draft belongs to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from documents.draft.values import Draft
from documents.loading.decision import LoadRefused
from plans.models import Plan


def stored_plan(draft: Draft) -> Plan | None:
    """Return the plan a draft belongs to: the same region, first and last year and kind.

    Of several the one of its slug. Raise LoadRefused where the slug belongs to another plan, or none of several fits.
    """
    head = draft.plan
    if not head.start_year or not head.end_year:
        raise LoadRefused(_("The document does not say for which years it holds. Please enter first and last year."))
    plans = Plan.objects.select_related("region", "coordinator").prefetch_related("phases")
    of_years = plans.filter(region__code=head.region, start_year=head.start_year, end_year=head.end_year)
    if named := of_years.filter(slug=head.slug).first():
        return named
    if head.slug and Plan.objects.filter(slug=head.slug).exists():
        raise LoadRefused(_("Another plan is called %(slug)s already.") % {"slug": head.slug})
    if head.is_another:
        return None
    found = list(of_years.filter(kind=head.kind))
    if len(found) > 1:
        raise LoadRefused(_("Several stored plans fit this document; its short name must say which."))
    return found[0] if found else None
