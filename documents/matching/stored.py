"""A stored plan as a draft, so that a document can be compared with it."""

from __future__ import annotations

from collections import defaultdict

from documents.draft.values import (
    Draft,
    DraftActual,
    DraftAgency,
    DraftAssignment,
    DraftBaseline,
    DraftGoal,
    DraftIndicator,
    DraftPhase,
    DraftPlan,
    DraftQuantity,
    DraftTask,
)
from documents.notation.table_goals import is_table_clause
from plans.models import Plan, Region
from plans.slugs import is_numbered, plan_slug
from targets.models import PlanIndicator
from targets.models.goal import Goal
from targets.stored_series import goal_of
from tasks.models import Task


def draft_of(plan: Plan) -> Draft:
    """Return a stored plan as a draft, in a fixed number of queries. Rows that a document dropped are marked."""
    tasks = plan.tasks.with_agencies().prefetch_related("quantities")
    indicators = plan.indicators.with_figures()
    agencies = plan.region.agencies.filter(assignments__task__plan=plan).distinct().prefetch_related("aliases")
    printed: dict[int, dict[str, None]] = defaultdict(dict)
    for task in tasks:
        for part in task.assignments.all():
            printed[part.agency_id].setdefault(part.printed_name)
    return Draft(
        plan=_head(plan),
        agencies=[
            DraftAgency(a.name, a.kind, [alias.name for alias in a.aliases.all()], list(printed[a.pk]))
            for a in agencies
        ],
        tasks=[_task(task) for task in tasks],
        indicators=[_indicator(indicator) for indicator in indicators],
    )


def _head(plan: Plan) -> DraftPlan:
    same = (
        "title",
        "start_year",
        "end_year",
        "kind",
        "slug",
        "is_title_composed",
        "doc_number",
        "index_number",
    )
    return DraftPlan(
        region=plan.region.code,
        is_another=is_numbered(plan.slug),
        **{name: getattr(plan, name) for name in (*same, "issuer", "issued_on", "printed_mean", "is_checked", "note")},
        coordinator=plan.coordinator.name if plan.coordinator else None,
        phases=[DraftPhase(p.seq, p.name, p.starts, p.ends) for p in plan.phases.all()],
    )


def _task(task: Task) -> DraftTask:
    return DraftTask(
        seq=task.seq,
        content=task.content,
        label=task.label,
        area=task.area.name if task.area else "",
        note=task.note,
        due=task.due,
        key=task.key,
        is_dropped=bool(task.dropped_by),
        assignments=[DraftAssignment(a.agency.name, a.printed_name, a.role, a.rule) for a in task.assignments.all()],
        quantities=[DraftQuantity(q.text, q.operator, q.value, q.unit, q.value_high) for q in task.quantities.all()],
    )


def _indicator(row: PlanIndicator) -> DraftIndicator:
    entered = frozenset(actual.year for actual in row.actuals.all() if actual.agency_id is not None)
    same = (
        "seq",
        "label",
        "name",
        "unit",
        "origin",
        "scale",
        "accumulation",
        "direction",
        "attribute",
        "group",
    )
    baseline, goal = getattr(row, "baseline", None), goal_of(row)
    return DraftIndicator(
        **{name: getattr(row, name) for name in (*same, "weight", "note", "key")},
        indicator=row.indicator.slug if row.indicator else None,
        is_dropped=bool(row.dropped_by),
        entered=entered,
        baseline=DraftBaseline(baseline.year, baseline.value, baseline.kind) if baseline else None,
        goal=None if goal is None else _goal(goal),
        targets={target.year: target.value for target in row.targets.all()},
        actuals={
            actual.year: DraftActual(actual.value, actual.source)
            for actual in row.actuals.all()
            if actual.value is not None and actual.year not in entered
        },
    )


def _goal(goal: Goal) -> DraftGoal:
    values = {name: getattr(goal, name) for name in GOAL_FIELDS}
    return DraftGoal(**values, is_from_table=is_table_clause(goal.text))


# what is stored of a goal; the rest says where it stood while it was apart
GOAL_FIELDS = tuple(
    name
    for name in DraftGoal.__dataclass_fields__
    if name not in ("indicator", "is_from_table", "is_accepted", "place")
)


def free_slug(region: Region, start_year: int) -> str:
    """Return the first of wenzhou-2022-2, wenzhou-2022-3, … that no plan has."""
    stem = plan_slug(region.slug, start_year)
    taken = set(Plan.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for n in range(2, 1000) if (slug := plan_slug(region.slug, start_year, n)) not in taken)
