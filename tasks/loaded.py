"""Tasks with all that lists show of them, by their ids."""

from __future__ import annotations

from collections.abc import Iterable

from plans.models import Plan
from plans.models.fixed_read import FixedRead
from tasks.models import Task
from tasks.models.task import LISTED

LIST = FixedRead(lambda ids: Task.objects.filter(pk__in=ids).with_agencies())


LIST_OF_PLAN = FixedRead(
    lambda ids: Task.objects.filter(pk__in=ids).select_related("area", "reporter__successor").prefetch_related(*LISTED)
)


def tasks_in_order(ids: Iterable[int], plan: Plan | None = None) -> list[Task]:
    """Return these tasks `with_agencies()`, in this order; those taken away since are left out.

    Tasks of one plan take it as it is given.
    """
    ids = list(ids)
    rows: list[Task] = LIST(ids) if plan is None else LIST_OF_PLAN(ids)
    for task in rows:
        if plan is not None:
            task.plan = plan
    found = {task.pk: task for task in rows}
    return [found[pk] for pk in ids if pk in found]
