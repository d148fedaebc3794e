"""Regions side by side: of each the plan in force in one year, with its figures and tasks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max

from documents.models import Snapshot
from plans.lights import Light, Lit, watches
from plans.models import Plan, Region, Report
from targets.choices import Judgement, State
from targets.figures import APPROVED, MISSED
from targets.lights import indicator_lights
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
    lights: Mapping[int, Lit]  # of its indicators, by their id

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
    def light_counts(self) -> list[tuple[Light, int]]:
        """How many lights burn, of indicators and tasks, red ones first."""
        counted = self.tasks.lights + Counter(one.light for one in self.lights.values())
        return [(light, counted[light]) for light in Light if counted[light]]

    @property
    def state(self) -> State:
        """The region in one state: 未填报 while too little is reported, else by its mean and its plan's marks."""
        means, plan = self.figures.means, self.figures.plan
        if means.assessed is None or means.is_thin:
            return State.UNREPORTED
        return (
            State.MET
            if means.assessed >= plan.met_mark
            else (State.NEAR if means.assessed >= plan.near_mark else State.BEHIND)
        )

    @property
    def slipping(self) -> list[tuple[str, str, str, int]]:
        """Class name, symbol, word and number of the goals that slip or were missed."""
        return [one for one in self.judgements if one[0] in MISSED]

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
    loaded = found.select_related("region", "light_rules").prefetch_related("rounds", "phases")
    in_force = {plan.region_id: plan for plan in loaded}.values()
    watched = {} if is_final else watches(in_force, year, today)
    tasks, last = task_years(in_force, year, today, watches=watched), _last_reports(in_force)
    figures = _figures(in_force, year, today, statuses or {}, is_final)
    lights = indicator_lights([row for one in figures for row in one.rows], watched, year)
    return [
        RegionRow(
            one,
            counts(tasks[one.plan.pk]),
            last.get(one.plan.pk),
            {row.indicator.pk: lights[row.indicator.pk] for row in one.rows if row.indicator.pk in lights},
        )
        for one in figures
    ]


def _figures(
    plans: Collection[Plan], year: int, today: dt.date, statuses: Mapping[int, frozenset[str]], is_final: bool
) -> list[PlanFigures]:
    indicators, signed = PlanIndicator.objects.by_plan(plans), Snapshot.objects.signed_years(plans)
    return [
        plan_figures(
            plan,
            indicators[plan.pk],
            plan.end_year if is_final else year,
            today,
            statuses.get(plan.pk, APPROVED),
            signed.get(plan.pk),
        )
        for plan in plans
    ]


def _last_reports(plans: Iterable[Plan]) -> dict[int, dt.datetime]:
    """When a figure of each plan was last approved."""
    approved = Actual.objects.filter(status=Report.Status.APPROVED, indicator__plan__in=plans, agency__isnull=False)
    return dict(approved.order_by().values_list("indicator__plan").annotate(Max("changed_at")))
