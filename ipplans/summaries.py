"""Figures of many plans, stored once they are known: computed anew for what changed, by whoever looks first.

A stored row holds while the plan's revision and the day allow it. It is made by the functions that the plan's own
pages use (`region_rows`, `ReportedYears`), so that both say the same. Who looks computes what is not stored yet, which
after a change is one plan; `manage.py summarise` computes all beforehand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.expressions import Combinable

from ipplans.changing_days import ChangingDays, next_opening
from ipplans.models import IndicatorSummary, ReportedYear, YearSummary
from ipplans.region_rows import RegionFigures, RegionRow, region_rows
from plans.lights import Light
from plans.models import Plan
from plans.models.plan import PlanQuerySet
from plans.replica import reading_the_first
from targets.choices import Judgement, State
from targets.compare import in_base_unit
from targets.figures import WORST_FIRST, IndicatorFigures
from targets.first_year import FirstYear, ReportedYears, YearReported, chosen_first
from targets.progress import FinalMean, Means, rounded
from targets.statements import change_of
from tasks.models import TaskReport
from tasks.progress import TaskCounts

AT_ONCE = 10  # plans that are locked, computed and stored together: a quarter of a second
STEP = Decimal("0.0001")


def column(prefix: str, value: str) -> str:
    """The column that counts one state, judgement or light: goal_on_course."""
    return f"{prefix}_{value.replace('-', '_')}"


def refresh_reported_years(plans: PlanQuerySet, today: dt.date) -> int:
    """Store what is due and approved of these plans by year, where it is not known; return of how many plans."""
    is_stale = ~Exists(ReportedYear.objects.filter(_is_fresh(today), plan=OuterRef("pk")))
    stale = list(plans.filter(is_stale).order_by("pk").values_list("pk", flat=True))

    def store(some: list[Plan]) -> None:
        reported = ReportedYears(some, today)
        rows = [_reported_year(plan, reported.of([plan], year), today) for plan in some for year in plan.years]
        ReportedYear.objects.filter(plan__in=some).delete()
        ReportedYear.objects.bulk_create(rows)

    _each_locked(stale, is_stale, store)
    return len(stale)


def _reported_year(plan: Plan, found: YearReported, today: dt.date) -> ReportedYear:
    return ReportedYear(
        plan=plan,
        year=found.year,
        revision=plan.revision,
        made_on=today,
        changes_on=next_opening(plan, today),
        approved=found.approved,
        due=found.due,
        is_open=found.is_open,
    )


def refresh_years(plans: PlanQuerySet, year: int, is_final: bool, today: dt.date) -> int:
    """Store the figures of these plans in one year, or at their end, where they are not known; return of how many."""
    kept = YearSummary.objects.filter(_is_fresh(today), plan=OuterRef("pk"), year=year, is_final=is_final)
    stale = list(counted_plans(plans, year).filter(~Exists(kept)).order_by("pk").values_list("pk", flat=True))

    def store(some: list[Plan]) -> None:
        _store(region_rows(some, year, today, is_final=is_final), year, is_final, today)

    _each_locked(stale, ~Exists(kept), store)
    _remove_replaced(plans, year, is_final, is_likely=bool(stale))
    return len(stale)


def _remove_replaced(plans: PlanQuerySet, year: int, is_final: bool, *, is_likely: bool) -> None:
    """Take away what is stored of plans that do not count in the year any more: another plan does, or none."""
    stored = YearSummary.objects.filter(year=year, is_final=is_final, plan__in=plans.order_by().values("pk"))
    if is_likely or stored.exclude(revision=F("plan__revision")).exists():
        stored.exclude(plan__in=counted_plans(plans, year).order_by().values("pk")).delete()


def _each_locked(plan_ids: Sequence[int], is_stale: Combinable, store: Callable[[list[Plan]], None]) -> None:
    """Let `store` compute and store something of these plans, some at a time, while nobody changes them.

    So what is stored never takes the place of something newer, and whoever looks afterwards finds it at least as new as
    the page's mark. Nobody is waited for while others wait: what somebody else changes just now comes at the end, each
    plan by itself. What another stored meanwhile is not stored again.
    """
    busy: set[int] = set()
    for start in range(0, len(plan_ids), AT_ONCE):
        some = plan_ids[start : start + AT_ONCE]
        busy |= set(some) - _locked(some, is_stale, store, waits=False)
    for pk in sorted(busy):
        _locked([pk], is_stale, store, waits=True)


def _locked(
    plan_ids: Sequence[int], is_stale: Combinable, store: Callable[[list[Plan]], None], *, waits: bool
) -> set[int]:
    """Lock what can be locked of these plans, in one transaction, and return their ids; `store` those still stale."""
    with reading_the_first(), transaction.atomic():
        free = Plan.objects.filter(pk__in=plan_ids).order_by("pk").select_for_update(no_key=True, skip_locked=not waits)
        held = list(free.values_list("pk", flat=True))
        plans = Plan.objects.filter(is_stale, pk__in=held).order_by("pk").defer("source_text")
        if some := list(plans.prefetch_related("rounds")):
            store(some)
    return set(held)


def refresh_all(today: dt.date, only: int | None = None) -> Iterator[tuple[str, int]]:
    """Store all that is not known, of every plan: yield what was stored, and of how many plans, year by year."""
    plans = Plan.objects.all()
    yield "reported", refresh_reported_years(plans, today)
    spans = plans.order_by().values_list("start_year", "end_year").distinct()
    years = sorted({year for first, last in spans for year in range(first, last + 1) if year <= today.year})
    for year in [only] if only else years:
        yield str(year), refresh_years(plans, year, False, today)
    if years and not only:
        yield "final", refresh_years(plans, years[-1], True, today)


def counted_plans(plans: PlanQuerySet, year: int) -> PlanQuerySet:
    """Of these plans those in force in `year`, of each region the later one, as `region_rows` takes them."""
    later = Plan.objects.filter(region=OuterRef("region"), start_year__gt=OuterRef("start_year"))
    return plans.filter(start_year__lte=year, end_year__gte=year).filter(
        ~Exists(later.filter(start_year__lte=year, end_year__gte=year))
    )


def _is_fresh(today: dt.date) -> Q:
    return Q(revision=OuterRef("revision"), changes_on__gt=today, made_on__lte=today)


def _store(rows: Sequence[RegionFigures], year: int, is_final: bool, today: dt.date) -> None:
    days = ChangingDays([row.plan for row in rows], today)
    YearSummary.objects.filter(plan__in=[row.plan.pk for row in rows], year=year, is_final=is_final).delete()
    made = [year_summary(row, year, is_final, today, days.next_of(row.plan)) for row in rows]
    stored = {one.plan_id: one.pk for one in YearSummary.objects.bulk_create(made)}
    IndicatorSummary.objects.bulk_create(
        indicator_summary(figures, row, stored[row.plan.pk], year, is_final)
        for row in rows
        for figures in row.figures.rows
    )


def year_summary(row: RegionFigures, year: int, is_final: bool, today: dt.date, changes_on: dt.date) -> YearSummary:
    """Return the figures of one plan as they are stored; not stored yet."""
    means, final = row.means, row.final_mean
    counted = {column("state", state): count for state, count in row.counts}
    counted |= {column("goal", judgement): count for judgement, count in row.judgement_counts}
    counted |= {column("lights", light): row.lights[light] for light in Light}
    counted |= {column("task_lights", light): row.tasks.lights[light] for light in Light}
    counted |= {column("tasks", state): row.tasks.states[state] for state in TaskReport.State}
    return YearSummary(
        plan=row.plan,
        year=year,
        is_final=is_final,
        revision=row.plan.revision,
        made_on=today,
        changes_on=changes_on,
        assessed=means.assessed,
        reported_mean=means.reported,
        uncapped=means.uncapped,
        reported=means.reported_count,
        due=means.due_count,
        measured=means.measured_count,
        mean_change=row.mean_change,
        final_mean=final.mean,
        final_count=final.count,
        final_unjudged=final.unjudged_count,
        state=row.state,
        indicators=row.indicator_count,
        troubled=row.troubled,
        in_correction=row.in_correction,
        tasks=row.tasks.total,
        tasks_overdue=row.tasks.overdue,
        last_report=row.last_report,
        **counted,
    )


def indicator_summary(
    figures: IndicatorFigures, row: RegionFigures, summary_id: int, year: int, is_final: bool
) -> IndicatorSummary:
    """Return one indicator as it is stored; not stored yet."""
    light, place, cell = row.indicator_lights.get(figures.indicator.pk), figures.place, figures.now
    value = figures.series.whole_years.get(figures.year)
    percent = cell.rate.percent if cell.rate is not None and value is not None else None
    return IndicatorSummary(
        summary_id=summary_id,
        indicator=figures.indicator,
        entry_id=figures.indicator.indicator_id,
        year=year,
        is_final=is_final,
        state=cell.state,
        judgement=figures.judgement or "",
        light=light.light if light else "",
        is_troubled=figures.is_troubled,
        is_worse=(change_of(figures) or 0) < 0,
        marks=place[0],
        state_rank=WORST_FIRST.index(cell.state),
        rate=place[2].quantize(STEP, ROUND_FLOOR),
        variance=place[3].quantize(STEP, ROUND_FLOOR),
        value=None if value is None else in_base_unit(figures, value),
        percent=None if percent is None or cell.rate is None else rounded(percent, cell.rate.marks),
    )


def states_of(stored: Any) -> list[tuple[State, int]]:
    """The counts of a stored row, or of a sum of such rows, in the order of the states."""
    return [(state, getattr(stored, column("state", state))) for state in State]


def judgements_of(stored: Any) -> list[tuple[Judgement, int]]:
    return [(judgement, getattr(stored, column("goal", judgement))) for judgement in Judgement]


def lights_of(stored: Any, prefix: str) -> Counter[Light]:
    return Counter({light: getattr(stored, column(prefix, light)) for light in Light})


def tasks_of(stored: Any) -> TaskCounts:
    states = Counter({state.value: getattr(stored, column("tasks", state)) for state in TaskReport.State})
    return TaskCounts(stored.tasks, states, stored.tasks_overdue, lights_of(stored, "task_lights"))


def stored_rows(plans: PlanQuerySet, year: int, is_final: bool, today: dt.date) -> list[RegionRow]:
    """Return a row a region that has one of these plans in force, by its code; what is not known is computed first."""
    refresh_years(plans, year, is_final, today)
    related = YearSummary.objects.select_related("plan__region").defer("plan__source_text")
    found = related.filter(year=year, is_final=is_final, plan__in=counted_plans(plans, year).order_by().values("pk"))
    return [_row(stored) for stored in found.order_by("plan__region__code")]


def _row(stored: YearSummary) -> RegionRow:
    counted = (stored.reported, stored.due, stored.measured)
    return RegionRow(
        region=stored.plan.region,
        plan=stored.plan,
        means=Means(stored.assessed, stored.reported_mean, stored.uncapped, *counted),
        mean_change=stored.mean_change,
        final_mean=FinalMean(stored.final_mean, stored.final_count, stored.final_unjudged),
        counts=states_of(stored),
        judgement_counts=judgements_of(stored),
        troubled=stored.troubled,
        in_correction=stored.in_correction,
        lights=lights_of(stored, "lights"),
        tasks=tasks_of(stored),
        last_report=stored.last_report,
    )


def stored_first_year(plans: PlanQuerySet, today: dt.date) -> FirstYear:
    """Return the year that pages about these plans show first; what is not known is computed first."""
    refresh_reported_years(plans, today)
    years = ReportedYear.objects.filter(plan__in=plans.order_by().values("pk")).order_by("year").values("year")
    found = years.annotate(approved=Sum("approved"), due=Sum("due"), open=Count("pk", filter=Q(is_open=True)))
    counted = [YearReported(one["year"], one["approved"], one["due"], one["open"] > 0) for one in found]
    return chosen_first(counted, today, lambda year: _end_years(plans, year))


def _end_years(plans: PlanQuerySet, year: int) -> set[int]:
    running = plans.filter(start_year__lte=year, end_year__gte=year)
    return set(running.order_by().values_list("end_year", flat=True).distinct())


def stored_years(plans: PlanQuerySet, today: dt.date) -> tuple[list[int], list[int]]:
    """Return the years of these plans, and those that are reported: of a year that has just begun to be, too little."""
    refresh_reported_years(plans, today)
    years = ReportedYear.objects.filter(plan__in=plans.order_by().values("pk")).order_by("year").values("year")
    found = list(years.annotate(approved=Sum("approved")).values_list("year", "approved"))
    most = max((approved for _year, approved in found), default=0)
    reported = [year for year, approved in found if approved and approved * 10 >= most]
    return [year for year, _approved in found], reported
