"""Regions side by side: of each the plan in force in one year, with its figures and tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max

from documents.models import Snapshot
from plans.models import Plan, Region, Report
from targets.choices import Judgement, State
from targets.figures import APPROVED
from targets.models import Actual, PlanIndicator
from targets.plan_figures import PlanFigures, plan_figures
from targets.target_table import judgement_counts, state_counts
from tasks.progress import TaskCounts, counts, task_years


@dataclass(frozen=True)
class RegionRow:
    """One region on the overview: the plan in force, its figures, its tasks, its last report."""

    figures: PlanFigures
    tasks: TaskCounts
    last_report: dt.datetime | None

    @property
    def region(self) -> Region:
        return self.figures.plan.region

    @property
    def states(self) -> list[tuple[str, str, str, int]]:
        return state_counts(self.figures)

    @property
    def judgements(self) -> list[tuple[str, str, str, int]]:
        return judgement_counts(self.figures)

    @property
    def troubled(self) -> int:
        """How many indicators need a look, for their year or for their goal."""
        return sum(row.is_troubled for row in self.figures.rows)

    def in_judgement(self, *judgements: Judgement) -> int:
        return sum(count for judgement, count in self.figures.judgements if judgement in judgements)

    def in_state(self, *states: State) -> int:
        return sum(count for state, count in self.figures.counts if state in states)


def region_rows(
    plans: Iterable[Plan],
    year: int,
    today: dt.date,
    statuses: Mapping[int, frozenset[str]] | None = None,
    is_final: bool = False,
) -> list[RegionRow]:
    """Return a row a region that has one of these plans in force, in a fixed number of queries.

    `statuses` says by plan which values count; approved ones where it says nothing. `is_final` gives each plan's
    figures as of its last year (期末).
    """
    found = Plan.objects.in_force(year).filter(pk__in=[plan.pk for plan in plans]).defer("source_text")
    loaded = found.select_related("region").prefetch_related("rounds", "phases")
    in_force = {plan.region_id: plan for plan in loaded}.values()
    indicators = PlanIndicator.objects.by_plan(in_force)
    signed = Snapshot.objects.signed_years(in_force)
    tasks, last = task_years(in_force, year, today), _last_reports(in_force)
    return [
        RegionRow(
            plan_figures(
                plan,
                indicators[plan.pk],
                plan.end_year if is_final else year,
                today,
                (statuses or {}).get(plan.pk, APPROVED),
                signed.get(plan.pk),
            ),
            counts(tasks[plan.pk]),
            last.get(plan.pk),
        )
        for plan in in_force
    ]


def _last_reports(plans: Iterable[Plan]) -> dict[int, dt.datetime]:
    """When a figure of each plan was last approved."""
    approved = Actual.objects.filter(status=Report.Status.APPROVED, indicator__plan__in=plans, agency__isnull=False)
    return dict(approved.order_by().values_list("indicator__plan").annotate(Max("changed_at")))
