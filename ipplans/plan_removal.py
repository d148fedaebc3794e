"""A plan taken out again: only while nobody has reported for it, and with a record of who did it and why."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from documents.models import Snapshot
from plans.audit import Event, record
from plans.models import Extension, NotPossible, Plan
from plans.models.refusals import checked_reason
from targets.models import Actual
from tasks.models import Note, TaskReport


def what_people_left(plan: Plan) -> list[str]:
    """Return, in words, what people did on a plan; none where nobody worked on it.

    Figures that its document itself states are part of the document.
    """
    by_people = Q(author__isnull=False) | Q(agency__isnull=False)
    found: dict[str, QuerySet[Any]] = {
        _("figures"): Actual.objects.filter(by_people, indicator__plan=plan),
        _("task reports"): TaskReport.objects.filter(task__plan=plan),
        _("final figures"): Snapshot.objects.filter(round__plan=plan),
        _("notes"): Note.objects.filter(Q(indicator__plan=plan) | Q(task__plan=plan)),
        _("extensions"): Extension.objects.filter(round__plan=plan),
    }
    return [f"{what} {rows.count()}" for what, rows in found.items() if rows.exists()]


@transaction.atomic
def remove_plan(plan: Plan, reason: str) -> None:
    """Delete a plan with all its rows; the history keeps a last record of each, that of the plan with the reason.

    Raises NotPossible where people reported for it, and without a reason.
    """
    reason = checked_reason(reason)
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if left := what_people_left(plan):
        words = _("%(plan)s stays: people worked on it (%(what)s).")
        raise NotPossible(words % {"plan": plan.title, "what": "、".join(left)})
    for actual in Actual.objects.filter(indicator__plan=plan):
        actual.delete()
    plan._change_reason = reason  # type: ignore[attr-defined]
    title = plan.title
    plan.delete()
    record(Event.PLAN_REMOVED, None, title, reason)
