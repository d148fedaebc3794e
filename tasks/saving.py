"""Reports on tasks, stored: of one page or of a whole table, each by itself, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import prefetch_related_objects
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from plans.models import User, lock_rounds
from tasks.entry import TaskEntry
from tasks.models import QuantityReached, TaskPart, TaskReport

BEHIND = ("evidence", "quantities", "parts", "last_submitted")


def save_reports(entries: Sequence[TaskEntry], by: User, submit: bool) -> None:
    """Store what each entry was sent, where it can be; with `submit`, submit each that lacks nothing.

    Closing a round waits meanwhile. Of each entry `is_stored`, `is_submitted`, `conflict`, `lacks` say what came of it.
    """
    with transaction.atomic():
        rounds = lock_rounds({entry.task.plan_id for entry in entries})
        current = _current(entries)
        for entry in entries:
            of_plan = [one for one in rounds if one.plan_id == entry.task.plan_id]
            entry.take(of_plan, current.get((entry.task.pk, entry.year)))
        taken = [entry for entry in entries if entry.can_be_stored]
        changed = [entry for entry in taken if entry.enter() is not None]
        TaskReport.objects.save_with_history([report for e in changed if (report := e.report)], by)
        _unconfirm(changed)
        _store_quantities(changed)
        for entry in taken:
            entry.is_stored = True
            entry.lacks = entry.report.lacking if entry.report else []
        ready = [entry for entry in taken if submit and entry.report and entry.report.is_editable and not entry.lacks]
        for entry in ready:
            assert entry.report is not None
            entry.report.submit(by)
            entry.is_submitted = True
        TaskReport.objects.save_with_history([entry.report for entry in ready if entry.report], by)


def _current(entries: Sequence[TaskEntry]) -> dict[tuple[int, int], TaskReport]:
    """The reports as they are stored now, with what stands behind them."""
    tasks, years = {entry.task.pk for entry in entries}, {entry.year for entry in entries}
    stored = TaskReport.objects.filter(task__in=tasks, year__in=years).select_related("author", "agency")
    return {(report.task_id, report.year): report for report in stored.prefetch_related(*BEHIND)}


def _unconfirm(changed: Sequence[TaskEntry]) -> None:
    """What co-responsible agencies confirmed says something else now."""
    reports = [entry.report.pk for entry in changed if entry.report]
    parts = list(TaskPart.objects.filter(report__in=reports, is_confirmed=True))
    for part in parts:
        part.is_confirmed = False
    if parts:
        bulk_update_with_history(parts, TaskPart, ["is_confirmed"])


def _store_quantities(changed: Sequence[TaskEntry]) -> None:
    """The numbers reached that the forms say; one that was cleared goes."""
    new, other, cleared = [], [], []
    reports = [entry.report for entry in changed if entry.report]
    prefetch_related_objects(reports, *BEHIND)  # of new reports, too
    for entry in changed:
        assert entry.report is not None
        stored = entry.report.reached
        for pk, value in entry.form.reached.items():
            row = stored.get(pk)
            if value is None:
                cleared += [row.pk] if row else []
            elif row is None:
                new.append(QuantityReached(report=entry.report, quantity_id=pk, value=value))
            elif row.value != value:
                row.value = value
                other.append(row)
    if new:
        bulk_create_with_history(new, QuantityReached)
    if other:
        bulk_update_with_history(other, QuantityReached, ["value"])
    if cleared:
        QuantityReached.objects.filter(pk__in=cleared).delete()
    for report in reports if new or cleared else []:
        vars(report)["_prefetched_objects_cache"].pop("quantities")
    prefetch_related_objects(reports, "quantities")
