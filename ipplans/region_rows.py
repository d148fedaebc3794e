"""Regions side by side: of each the plan in force in one year, with its figures and tasks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max
from django.urls import reverse

from documents.models import Snapshot
from plans.lights import Light, Lit, watches
from plans.models import Plan, Region, Report
from targets.choices import Judgement, State
from targets.figures import APPROVED, MISSED
from targets.lights import indicator_lights
from targets.models import Actual, PlanIndicator
from targets.plan_figures import PlanFigures, plan_figures
from targets.progress import FinalMean, Means
from targets.signed import SignedYear
from targets.target_table import judgement_counts, state_counts
from tasks.models import TaskReport
from tasks.progress import TaskCounts, counts, task_years

SignedYears = Mapping[int, Mapping[int, SignedYear]]  # by plan and year
NO_FINAL_MEAN = FinalMean(None, 0, 0)  # of a year


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What lists count of the plans of a region, or of all regions of an area, in one year."""

    region: Region
    plan_count: int = 1
    counts: Sequence[tuple[State, int]]
    judgement_counts: Sequence[tuple[Judgement, int]]
    troubled: int  # how many indicators need a look, for their year or for their goal
    in_correction: int
    lights: Counter[Light]  # of indicators
    tasks: TaskCounts
    last_report: dt.datetime | None

    @property
    def indicator_count(self) -> int:
        return sum(count for _state, count in self.counts)

    @property
    def states(self) -> list[tuple[str, str, str, int]]:
        return state_counts(self.counts)

    @property
    def judgements(self) -> list[tuple[str, str, str, int]]:
        return judgement_counts(self.judgement_counts)

    @property
    def light_counts(self) -> list[tuple[Light, int]]:
        """How many lights burn, of indicators and tasks, red ones first."""
        counted = self.tasks.lights + self.lights
        return [(light, counted[light]) for light in Light if counted[light]]

    @property
    def slipping(self) -> list[tuple[str, str, str, int]]:
        """Class name, symbol, word and number of the goals that slip or were missed."""
        return [one for one in self.judgements if one[0] in MISSED]

    def in_judgement(self, *judgements: Judgement) -> int:
        return sum(count for judgement, count in self.judgement_counts if judgement in judgements)

    def in_state(self, *states: State) -> int:
        return sum(count for state, count in self.counts if state in states)

    def address(self, shown: int | str) -> str:
        """The page that shows it for a year, or "final"."""
        return f"{reverse('region_detail', args=[self.region.slug])}?year={shown}"

    def delayed_address(self, year: int) -> str:
        """The list of its delayed tasks."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class RegionRow(Counted):
    """One region in one year as lists show it: the plan in force, its means and counts, its tasks, its last report."""

    plan: Plan
    means: Means
    mean_change: Decimal | None  # in 百分点
    final_mean: FinalMean

    @property
    def state(self) -> State:
        """The region in one state: 未填报 while too little is reported, else by its mean and its plan's marks."""
        mean = self.means.assessed
        if mean is None or self.means.is_thin:
            return State.UNREPORTED
        return State.MET if mean >= self.plan.met_mark else State.NEAR if mean >= self.plan.near_mark else State.BEHIND

    @property
    def region_states(self) -> list[tuple[str, str, str, int]]:
        """Its own state, as a branch counts those of its regions."""
        return state_counts([(self.state, 1)])

    def delayed_address(self, year: int) -> str:
        tasks = reverse("tasks:task_list", args=[self.plan.slug])
        return f"{tasks}?year={year}&state={TaskReport.State.DELAYED}"


@dataclass(frozen=True, kw_only=True)
class RegionFigures(RegionRow):
    """The same with all figures that it was counted from."""

    figures: PlanFigures
    indicator_lights: Mapping[int, Lit]  # by the indicator's id


def region_rows(
    plans: Iterable[Plan],
    year: int,
    today: dt.date,
    statuses: Mapping[int, frozenset[str]] | None = None,
    is_final: bool = False,
    signed: SignedYears | None = None,
) -> list[RegionFigures]:
    """Return a row a region that has one of these plans in force, in a fixed number of queries.

    `statuses` says by plan which values count; approved ones where it says nothing. `is_final` gives each plan's
    figures as of its last year (期末). `signed` are versions of final years in the place of those in force.
    """
    found = Plan.objects.in_force(year).filter(pk__in=[plan.pk for plan in plans]).defer("source_text")
    loaded = found.select_related("region", "light_rules").prefetch_related("rounds", "phases")
    in_force = {plan.region_id: plan for plan in loaded}.values()
    watched = {} if is_final else watches(in_force, year, today)
    tasks, last = task_years(in_force, year, today, watches=watched), _last_reports(in_force)
    figures = _figures(in_force, year, today, statuses or {}, is_final, signed or {})
    lights = indicator_lights([row for one in figures for row in one.rows], watched, year)
    return [_row(one, is_final, counts(tasks[one.plan.pk]), last.get(one.plan.pk), lights) for one in figures]


def _row(
    figures: PlanFigures, is_final: bool, tasks: TaskCounts, last: dt.datetime | None, lights: Mapping[int, Lit]
) -> RegionFigures:
    own = {row.indicator.pk: lights[row.indicator.pk] for row in figures.rows if row.indicator.pk in lights}
    return RegionFigures(
        region=figures.plan.region,
        plan=figures.plan,
        means=figures.means,
        mean_change=None if is_final else figures.mean_change,
        final_mean=figures.final_mean if is_final else NO_FINAL_MEAN,
        counts=figures.counts,
        judgement_counts=figures.judgements,
        troubled=sum(row.is_troubled for row in figures.rows),
        in_correction=len(figures.in_correction),
        lights=Counter(light.light for light in own.values()),
        tasks=tasks,
        last_report=last,
        figures=figures,
        indicator_lights=own,
    )


def _figures(
    plans: Collection[Plan],
    year: int,
    today: dt.date,
    statuses: Mapping[int, frozenset[str]],
    is_final: bool,
    versions: SignedYears,
) -> list[PlanFigures]:
    indicators, signed = PlanIndicator.objects.by_plan(plans), Snapshot.objects.signed_years(plans)
    for plan, years in versions.items():
        signed[plan] = {**signed.get(plan, {}), **years}
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
