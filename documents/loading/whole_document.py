"""A document against the system: its plan and its tables of other periods, compared and loaded together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from documents.draft.values import Draft
from documents.loading.comparison import difference_to_stored
from documents.loading.decision import Decision
from documents.loading.difference import Difference
from documents.loading.load import load
from documents.loading.preparation import earlier_plans, prepared_for_load
from plans.models import Plan, User


@dataclass(frozen=True)
class PlannedLoad:
    """A draft ready to be loaded, and what it would change."""

    draft: Draft
    difference: Difference


def compare_document(draft: Draft) -> list[PlannedLoad]:
    """Return the plan and its tables of other periods with what each would change. Raises LoadRefused.

    A plan that went through the review was checked by a person.
    """
    drafts = [_checked(prepared_for_load(one)) for one in (draft, *earlier_plans(draft))]
    return [PlannedLoad(one, difference_to_stored(one)) for one in drafts]


def _checked(draft: Draft) -> Draft:
    draft.plan.is_checked = True
    return draft


def digest(planned: Sequence[PlannedLoad]) -> str:
    """Return a digest of exactly these differences: what a person confirmed is what is loaded."""
    return "".join(one.difference.digest for one in planned)


def load_document(planned: Sequence[PlannedLoad], by: User, decision: Decision, source_text: str) -> list[Plan]:
    """Store all of it or nothing, and return the plans. Raises LoadRefused."""
    with transaction.atomic():
        return [load(one.draft, by, decision, source_text) for one in planned]
