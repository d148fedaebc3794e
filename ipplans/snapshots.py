"""Making the figures of a round final, and comparing two that are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from documents.models.snapshots import Snapshot, SnapshotFigure, SnapshotTask
from plans.models import NotPossible, Plan, Report, Round, User
from plans.words import printable
from targets.choices import State
from targets.figures import IndicatorFigures, PlanFigures, plan_figures
from targets.models import Actual
from tasks.models import Task, TaskReport


def unreviewed(round_: Round) -> int:
    """Return how many submissions of the round's year nobody has reviewed."""
    waiting = {"status": Report.Status.SUBMITTED, "year": round_.year}
    figures = Actual.objects.filter(indicator__plan=round_.plan_id, **waiting).count()
    return figures + TaskReport.objects.filter(task__plan=round_.plan_id, **waiting).count()


@transaction.atomic
def take_snapshot(round_: Round, by: User, signed: str, today: dt.date) -> Snapshot:
    """Make the figures of a closed round final, signed by name, and return them as they are kept.

    Raises NotPossible unless the round is closed, without a signature, and while submissions wait for review.
    """
    round_ = Round.objects.select_for_update(of=("self",)).select_related("plan").get(pk=round_.pk)
    name = printable(signed)
    if name != str(by):
        raise NotPossible(_("Please sign with your own name: %(name)s") % {"name": by})
    later = [r for r in round_.plan.rounds.all() if r.year == round_.year and r.ends > round_.ends]
    if later:
        raise NotPossible(_("A later round of this year has been opened; these figures cannot be made final any more."))
    if waiting := unreviewed(round_):
        raise NotPossible(_("%(n)s submissions still wait for review.") % {"n": waiting})
    round_.freeze(name)
    figures = figures_of(round_, today)
    means = figures.means
    snapshot = Snapshot.objects.create(
        round=round_,
        signed_by=by,
        signed_name=name,
        assessed=_kept(means.assessed),
        reported_mean=_kept(means.reported),
        uncapped=_kept(means.uncapped),
        reported=means.reported_count,
        expected=means.expected_count,
    )
    approvals = _approvals(Actual, indicator__plan=round_.plan, year=round_.year)
    SnapshotFigure.objects.bulk_create(_figure(snapshot, row, approvals) for row in figures.rows)
    approvals = _approvals(TaskReport, task__plan=round_.plan, year=round_.year)
    tasks = round_.plan.tasks.active().prefetch_related("reports__agency")
    SnapshotTask.objects.bulk_create(_task(snapshot, task, round_.year, approvals) for task in tasks)
    return snapshot


def figures_of(round_: Round, today: dt.date) -> PlanFigures:
    """Return the approved figures of the round's year."""
    plan = Plan.objects.prefetch_related("rounds").select_related("region", "coordinator").get(pk=round_.plan_id)
    rows = plan.indicators.active().with_figures().prefetch_related("actuals__agency", "actuals__author")
    return plan_figures(plan, rows, round_.year, today)


def _kept(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(Decimal("0.0001"))


def _approvals(model: Any, **rows: Any) -> dict[int, Any]:
    """The last approval of each report, by its id, in one query."""
    history = model.history.filter(status=Report.Status.APPROVED, **rows)
    return {row.id: row for row in history.order_by("history_date", "history_id")}


def _approved(approvals: dict[int, Any], report: Report | None) -> dict[str, Any]:
    row = approvals.get(report.pk) if report else None
    return {"approved_by": row.history_user_name if row else "", "approved_at": row.history_date if row else None}


def _figure(snapshot: Snapshot, row: IndicatorFigures, approvals: dict[int, Any]) -> SnapshotFigure:
    """One indicator. A figure within the year never counts for the whole of it (domain.md §3)."""
    cell, round_ = row.now, snapshot.round
    actual = cell.actual
    if actual is not None and actual.as_of is not None and actual.as_of < round_.ends:
        actual = None
    rate = cell.rate if actual else None
    return SnapshotFigure(
        snapshot=snapshot,
        indicator=row.indicator,
        seq=row.indicator.seq,
        name=row.indicator.name,
        unit=row.indicator.unit,
        target=_kept(cell.benchmark.value),
        value=actual.value if actual else None,
        condition=actual.condition if actual else "",
        as_of=actual.as_of if actual else None,
        percent=_kept(rate.percent) if rate else None,
        state=cell.state if actual or cell.actual is None else State.UNREPORTED,
        agency_name=str(actual.agency or "") if actual else "",
        entered_by=actual.author.label if actual and actual.author else "",
        **_approved(approvals, actual),
    )


def _task(snapshot: Snapshot, task: Task, year: int, approvals: dict[int, Any]) -> SnapshotTask:
    approved = (r for r in task.reports.all() if r.year == year and r.status == Report.Status.APPROVED)
    report = next(approved, None)
    if report is not None and report.is_earlier_than(snapshot.round):
        report = None
    return SnapshotTask(
        snapshot=snapshot,
        task=task,
        seq=task.seq,
        content=task.content,
        state=report.state if report else "",
        percent=report.percent if report else None,
        summary=report.summary if report else "",
        agency_name=str(report.agency or "") if report else "",
        **_approved(approvals, report),
    )


@dataclass(frozen=True)
class Pair:
    """One row of two snapshots beside each other; None where one has no such row."""

    one: Any
    two: Any

    @property
    def either(self) -> Any:
        return self.one or self.two

    @property
    def change(self) -> Decimal | None:
        """The second value less the first; None where one is missing."""
        if self.one is None or self.two is None or self.one.value is None or self.two.value is None:
            return None
        return Decimal(self.two.value - self.one.value)

    @property
    def is_changed(self) -> bool:
        return (
            self.one is None
            or self.two is None
            or (self.one.state, self.one.percent)
            != (
                self.two.state,
                self.two.percent,
            )
        )


def paired_rows(one: Snapshot, two: Snapshot) -> tuple[list[Pair], list[Pair]]:
    """Return the figures and the tasks of two snapshots row by row."""
    return (
        _paired(one.figures.all(), two.figures.all(), "indicator_id"),
        _paired(one.tasks.all(), two.tasks.all(), "task_id"),
    )


def _paired(ones: Any, twos: Any, key: str) -> list[Pair]:
    first, second = ({getattr(row, key): row for row in rows} for rows in (ones, twos))
    return [Pair(first.get(pk), second.get(pk)) for pk in {**first, **second}]
