"""A draft against what is stored: what loading it would change."""

from __future__ import annotations

import dataclasses

from django.db.models import Count

from documents.draft.values import Draft
from documents.loading.completion import completed_from_stored
from documents.loading.decision import OF_ITS_DOCUMENT
from documents.loading.difference import Difference, difference
from documents.loading.stored_plan import stored_plan
from documents.matching.agencies import with_known_names
from documents.matching.stored import draft_of
from plans.models import Plan
from targets.models import Baseline, Goal, YearTarget


def difference_to_stored(draft: Draft) -> Difference:
    """Return what loading `draft` would change. Raise LoadRefused where that cannot be said."""
    plan = stored_plan(draft)
    stored = draft_of(plan) if plan else None
    if plan is not None and stored is not None:
        draft = _under_its_name(draft, plan, stored)
    reports = reports_by_row(plan) if plan else {}
    return difference(completed_from_stored(with_known_names(draft), stored), stored, reports)


def _under_its_name(draft: Draft, plan: Plan, stored: Draft) -> Draft:
    """A document that has revised the plan before changes nothing of the name under which the plan was issued."""
    number = draft.plan.doc_number
    own = {"indicator__plan": plan, "revised_by": number}
    has_revised = number and number != stored.plan.doc_number
    if not has_revised or not any(kind.objects.filter(**own).exists() for kind in (YearTarget, Goal, Baseline)):
        return draft
    kept = {name: getattr(stored.plan, name) for name in OF_ITS_DOCUMENT}
    return dataclasses.replace(draft, plan=dataclasses.replace(draft.plan, **kept))


def reports_by_row(plan: Plan) -> dict[str, int]:
    """Return how many figures and reports the rows of a plan have, by the row's key; in two queries."""
    figures = plan.indicators.annotate(n=Count("actuals")).values_list("key", "n")
    return dict(figures) | dict(plan.tasks.annotate(n=Count("reports")).values_list("key", "n"))
