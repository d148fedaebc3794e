"""Making the figures of a round final, and comparing two that are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.models.snapshots import Snapshot, SnapshotFigure, SnapshotTask
from plans.models import NotPossible, Plan, Report, Round, User, lock_rounds
from plans.models.refusals import checked_reason
from plans.words import one_line
from targets.choices import Condition, State
from targets.figures import IndicatorFigures
from targets.models import Actual
from targets.plan_figures import PlanFigures, plan_figures
from targets.progress import Ratio
from targets.target_table import cell_text, row_text
from targets.year_figures import YearFigures
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
    lock_rounds([round_.plan_id])
    round_ = Round.objects.select_related("plan").get(pk=round_.pk)
    name = one_line(signed)
    if name != one_line(str(by)):
        raise NotPossible(_("Please sign with your own name: %(name)s") % {"name": by})
    if waiting := unreviewed(round_):
        raise NotPossible(_("%(n)s submissions still wait for review.") % {"n": waiting})
    round_.freeze(name)
    figures = figures_of(round_, today)
    snapshot = Snapshot.objects.create(
        round=round_,
        version=round_.snapshots.count() + 1,
        signed_by=by,
        signed_name=name,
        **_means(figures, round_),
    )
    approvals = _approvals(Actual, indicator__plan=round_.plan, year=round_.year)
    SnapshotFigure.objects.bulk_create(_figure(snapshot, row, approvals) for row in figures.rows)
    approvals = _approvals(TaskReport, task__plan=round_.plan, year=round_.year)
    tasks = _reported_tasks(round_)
    SnapshotTask.objects.bulk_create(_task(snapshot, task, round_.year, approvals) for task in tasks)
    return snapshot


def _means(figures: PlanFigures, round_: Round) -> dict[str, Any]:
    """The means as they are kept; with the last year of a plan those of its goals, too."""
    means = figures.means
    kept = {
        "assessed": _kept(means.assessed),
        "reported_mean": _kept(means.reported),
        "uncapped": _kept(means.uncapped),
        "reported": means.reported_count,
        "expected": means.due_count,
        "measured": means.measured_count,
    }
    if round_.year != round_.plan.end_year or round_.period != Round.Period.YEAR:
        return kept
    final = figures.final_mean
    ends = {"final_mean": _kept(final.mean), "final_count": final.count, "final_unjudged": final.unjudged_count}
    return kept | ends


@transaction.atomic
def lift_snapshot(snapshot: Snapshot, by: User, document: str, reason: str) -> None:
    """Take back that figures are final (解除定案), by a document and with a reason; the signed version stays.

    Raises NotPossible without either, and where it was lifted before.
    """
    lock_rounds([snapshot.round.plan_id])
    snapshot = Snapshot.objects.select_related("round").get(pk=snapshot.pk)
    if snapshot.lifted_at is not None:
        raise NotPossible(_("These figures are not final."))
    named = one_line(document)[:60]
    if not named:
        raise NotPossible(_("Please give the document that decides it."))
    snapshot.lifted_reason = checked_reason(reason)
    snapshot.lifted_document, snapshot.lifted_by, snapshot.lifted_at = named, by, timezone.now()
    snapshot.round.lift(named, snapshot.lifted_reason)
    snapshot.save()


@dataclass(frozen=True)
class Unfinished:
    """What freezing leaves out: named, so that nobody signs over it unknowing."""

    rows: list[tuple[str, str]]  # the thing, and how it stands
    open_years: list[int]  # earlier years that are still open

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.open_years


def unfinished(round_: Round, figures: PlanFigures) -> Unfinished:
    """Return what a frozen year would lack: figures and task reports not approved, and earlier years still open."""
    rows = []
    for row in figures.rows:
        actual = next((a for a in row.indicator.actuals.all() if a.year == round_.year), None)
        if actual is None or actual.status != Report.Status.APPROVED:
            rows.append((f"{row.indicator.seq} {row.indicator.name}", _standing_words(actual)))
    for task in _reported_tasks(round_):
        report = next((r for r in task.reports.all() if r.year == round_.year), None)
        if report is None or report.status != Report.Status.APPROVED:
            rows.append((f"{_('Task')} {task.seq}", _standing_words(report)))
    years = {r.year for r in round_.plan.rounds.all() if r.year < round_.year and r.status in Round.OPEN_STATUSES}
    return Unfinished(rows, sorted(years))


def _standing_words(report: Report | None) -> str:
    if report is None:
        return _("missing")
    if report.approved is None:
        return report.get_status_display()
    return _("%(status)s (the approved record stands)") % {"status": report.get_status_display()}


def figures_of(round_: Round, today: dt.date) -> PlanFigures:
    """Return the approved figures of the round's year; of a value that is being corrected the approved record."""
    plans = Plan.objects.select_related("region", "coordinator").prefetch_related("rounds", "phases")
    plan = plans.get(pk=round_.plan_id)
    rows = plan.indicators.active().with_figures().prefetch_related(*_NAMED)
    return plan_figures(plan, rows, round_.year, today)


# who stands behind a figure, and behind the record of one that is being corrected
_NAMED = (
    "actuals__agency",
    "actuals__author",
    "actuals__last_approved__agency",
    "actuals__last_approved__author",
)
_REPORTS = ("reports__agency", "reports__last_approved__agency")


def _reported_tasks(round_: Round) -> QuerySet[Task]:
    return round_.plan.tasks.active().prefetch_related(*_REPORTS)


def _kept(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(Decimal("0.0001"))


def _approvals(model: Any, **rows: Any) -> dict[int, Any]:
    """The last approval of each report, by its id, in one query."""
    history = model.history.filter(status=Report.Status.APPROVED, **rows)
    return {row.id: row for row in history.order_by("history_id")}


def _approved(approvals: dict[int, Any], report: Report | None) -> dict[str, Any]:
    row = approvals.get(report.pk) if report else None
    return {"approved_by": row.history_user_name if row else "", "approved_at": row.history_date if row else None}


def _figure(snapshot: Snapshot, row: IndicatorFigures, approvals: dict[int, Any]) -> SnapshotFigure:
    """One indicator. A figure within the year never counts for the whole of it (domain.md §3)."""
    cell, text = row.now, row_text(row)
    actual = cell.actual
    if actual is not None and actual.as_of is not None and actual.as_of < snapshot.round.whole_from:
        actual = None
    is_left_out = actual is None and cell.actual is not None
    rate = None if is_left_out or (cell.is_partial and snapshot.round.period == Round.Period.YEAR) else cell.rate
    return SnapshotFigure(
        snapshot=snapshot,
        indicator=row.indicator,
        seq=row.indicator.seq,
        name=row.indicator.name,
        unit=row.indicator.unit,
        target=_kept(cell.benchmark.value),
        source=cell.benchmark.source or "",
        lack=cell.benchmark.lack or "",
        value=actual.value if actual else None,
        condition=actual.condition if actual else "",
        words=_condition_words(cell, actual)[:500],
        as_of=actual.as_of if actual else None,
        state=State.UNREPORTED if is_left_out else cell.state,
        agency_name=str(actual.agency or "") if actual else "",
        entered_by=actual.author.label if actual and actual.author else "",
        to_date=text.to_date,
        goal_rate=text.goal_rate,
        variance=text.variance,
        judgement=text.judgement.judgement if text.judgement else "",
        judgement_note=text.judgement.note[:80] if text.judgement else "",
        **_rate(rate),
        **_approved(approvals, actual),
    )


def _rate(rate: Ratio | None) -> dict[str, Any]:
    """A rate as it is kept: what was divided by what, and the years that a sum lacks."""
    if rate is None:
        return {}
    return {
        "part": _kept(rate.part),
        "whole": _kept(rate.whole),
        "percent": _kept_below(rate),
        "is_met": rate.is_met,
        "is_allowance": rate.is_allowance,
        "missing": "、".join(map(str, rate.missing)),
    }


def _kept_below(rate: Ratio) -> Decimal | None:
    """A percent rounded down, so that what is below a mark stays below it."""
    return None if rate.percent is None else rate.percent.quantize(Decimal("0.0001"), ROUND_FLOOR)


def _condition_words(cell: YearFigures, actual: Actual | None) -> str:
    """Why there is no value, with what was said about it: 不适用（停统）, 未公布（预计 2027-03-31）."""
    if cell.built_in is not None:
        return cell_text(cell).actual_words
    if actual is None or actual.condition == Condition.VALUE:
        return ""
    said = actual.remark or (str(actual.expected_on) if actual.expected_on else "")
    return f"{actual.get_condition_display()}({said})" if said else str(actual.get_condition_display())


def _task(snapshot: Snapshot, task: Task, year: int, approvals: dict[int, Any]) -> SnapshotTask:
    report = next((r.approved for r in task.reports.all() if r.year == year), None)
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
        if self.one is None or self.two is None:
            return True
        return (self.one.state, self.one.percent) != (self.two.state, self.two.percent)


def in_order(one: Snapshot, two: Snapshot) -> tuple[Snapshot, Snapshot]:
    """Return two snapshots, that of the earlier period first, of one period that signed first."""
    first, second = sorted((one, two), key=lambda snapshot: (snapshot.round.ends, snapshot.signed_at))
    return first, second


def paired_rows(one: Snapshot, two: Snapshot) -> tuple[list[Pair], list[Pair]]:
    """Return the figures and the tasks of two snapshots row by row, the earlier first: a rise is a rise."""
    one, two = in_order(one, two)
    return (
        _paired(one.figures.all(), two.figures.all(), "indicator_id"),
        _paired(one.tasks.all(), two.tasks.all(), "task_id"),
    )


def _paired(ones: Any, twos: Any, key: str) -> list[Pair]:
    first, second = ({getattr(row, key): row for row in rows} for rows in (ones, twos))
    return [Pair(first.get(pk), second.get(pk)) for pk in {**first, **second}]
