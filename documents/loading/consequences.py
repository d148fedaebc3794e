"""What a load would bring about, shown before it is confirmed: it is carried out, looked at, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from documents.loading.decision import Decision, DecisionKind, LoadRefused
from documents.loading.load import load
from documents.loading.stored_plan import stored_plan
from documents.loading.whole_document import PlannedLoad
from plans.models import Agency, Membership, Plan, User
from targets.choices import Accumulation, State
from targets.figures import IndicatorFigures
from targets.models import PlanIndicator
from targets.numbers import number_text, percent_text
from targets.plan_figures import PlanFigures, plan_figures
from targets.target_table import goal_text
from tasks.models import Assignment


@dataclass(frozen=True)
class FigureChange:
    """Something that changes: `what` of an indicator (`row`, its number and name) or, without one, of the plan."""

    what: str
    year: int
    before: str
    after: str
    row: str = ""


@dataclass(frozen=True)
class Consequences:
    """`changes` are figures that change, `refused` says why the load would be refused.

    `beside` are the region's other plans of these years, where the plan is new: it does not replace them.
    `without_accounts` are agencies with tasks or indicators for which nobody can enter anything, `without_reporters`
    indicators that nobody is named to report.
    """

    changes: list[FigureChange] = field(default_factory=list)
    without_accounts: list[str] = field(default_factory=list)
    without_reporters: list[str] = field(default_factory=list)
    refused: str = ""
    beside: list[str] = field(default_factory=list)


def consequences(planned: PlannedLoad, by: User, today: dt.date) -> Consequences:
    """Return what loading a plan would bring about, as a revision; nothing is stored, and a refusal is told."""
    decision = Decision(DecisionKind.REVISION, planned.draft.plan.doc_number or "—", "—")
    with transaction.atomic():
        try:
            before = _figures(stored_plan(planned.draft), today)
            plan = load(planned.draft, by, decision)
            after = _figures(plan, today)
            return Consequences(
                list(_changes(before, after)) if before else [],
                _without_accounts(plan),
                _without_reporters(plan),
                beside=[] if before else _beside(plan),
            )
        except LoadRefused as refusal:
            return Consequences(refused=str(refusal))
        finally:
            transaction.set_rollback(True)


def _figures(plan: Plan | None, today: dt.date) -> dict[int, PlanFigures]:
    """The figures of a plan as they are stored now, by year; as signed is another thing, and never changes."""
    if plan is None:
        return {}
    stored = Plan.objects.prefetch_related("rounds", "phases").select_related("coordinator").get(pk=plan.pk)
    rows = list(stored.indicators.active().with_figures().order_by("seq"))
    return {year: plan_figures(stored, rows, year, today) for year in stored.years}


def _changes(before: Mapping[int, PlanFigures], after: Mapping[int, PlanFigures]) -> Iterator[FigureChange]:
    for year, then in before.items():
        if year not in after:
            continue
        old, new = then.means.assessed, after[year].means.assessed
        if old != new:
            yield FigureChange("mean", year, percent_text(old), percent_text(new))
    last = max(set(before) & set(after), default=None)
    if last is not None:
        yield from _changes_of_rows(before, after, last)


def _changes_of_rows(
    before: Mapping[int, PlanFigures], after: Mapping[int, PlanFigures], last: int
) -> Iterator[FigureChange]:
    was = {row.indicator.pk: row for row in before[last].rows}
    for row in after[last].rows:
        old = was.get(row.indicator.pk)
        if old is None:
            continue
        name = f"{row.indicator.seq} {row.indicator.name}"
        for what, of in (("sum", _sum), ("goal", _goal)):
            if of(old) != of(row):
                yield FigureChange(what, last, of(old), of(row), name)
        for one, other in zip(old.cells, row.cells, strict=False):
            if one.year == other.year and one.state != other.state:
                yield FigureChange("state", one.year, _word(one.state), _word(other.state), name)
            steps = [found.expected_progress_by(one.year) for found in (old, row)]
            if steps[0] != steps[1] and one.year < last:
                yield FigureChange("path", one.year, percent_text(steps[0]), percent_text(steps[1]), name)


def _sum(row: IndicatorFigures) -> str:
    """Σ of the yearly targets where the years add up."""
    is_sum = row.series.accumulation == Accumulation.SUM and row.series.targets
    return number_text(sum(row.series.targets.values(), Decimal(0))) if is_sum else "—"


def _goal(row: IndicatorFigures) -> str:
    return goal_text(row.goal)


def _word(state: State) -> str:
    return str(state.label)


def _beside(plan: Plan) -> list[str]:
    others = Plan.objects.filter(region=plan.region_id, start_year__lte=plan.end_year, end_year__gte=plan.start_year)
    return [f"{other.title}（{other.kind}）" for other in others.exclude(pk=plan.pk).order_by("pk")]


def _without_accounts(plan: Plan) -> list[str]:
    """Agencies that lead or share a task, or report an indicator, and have nobody who enters."""
    named = set(Assignment.objects.filter(task__plan=plan, task__dropped_by="").values_list("agency", flat=True))
    named |= set(PlanIndicator.objects.filter(plan=plan).active().values_list("reporter", flat=True)) - {None}
    entering = (Membership.Role.STAFF, Membership.Role.REVIEWER)
    people = Membership.objects.filter(role__in=entering, user__is_active=True, agency__in=named)
    agencies = Agency.objects.filter(pk__in=named - set(people.values_list("agency", flat=True)))
    return list(agencies.exclude(kind=Agency.Kind.COLLECTIVE).order_by("pk").values_list("name", flat=True))


def _without_reporters(plan: Plan) -> list[str]:
    rows = plan.indicators.active().filter(reporter__isnull=True).order_by("seq")
    return [f"{seq} {name}" for seq, name in rows.values_list("seq", "name")]
