"""What an exported plan may not say: refused as a whole, in words, before anything is made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from documents.draft.values import Draft, DraftGoal, DraftIndicator, Unreadable
from plans.kinds import MAX_KIND
from plans.models import Agency
from plans.models.plan import YEAR_LIMITS
from targets.choices import Accumulation, Attribute, BaselineKind, Basis, Direction, Operator, Origin
from tasks.models import Assignment

MAX_ROWS = 20_000
MAX_AGENCIES = 500  # of one task
FIRST_YEAR, LAST_YEAR = (int(limit.limit_value) for limit in YEAR_LIMITS)


def refuse_nonsense(draft: Draft) -> None:
    """Raise Unreadable for words that are no choices, years that are none, and rows that are there twice."""
    plan = draft.plan
    _years([year for year in (plan.start_year, plan.end_year) if year])
    if plan.start_year > plan.end_year:
        raise Unreadable(_("The last year lies before the first."))
    if len(plan.kind) > MAX_KIND:
        raise Unreadable(_("A kind of plan is at most %(n)s characters long.") % {"n": MAX_KIND})
    if max(len(draft.tasks), len(draft.indicators), len(draft.goals), len(draft.agencies)) > MAX_ROWS:
        raise Unreadable(_("The file holds more rows of one kind than any plan: over %(n)s.") % {"n": MAX_ROWS})
    for rows in (draft.tasks, draft.indicators):
        twin, count = Counter(row.seq for row in rows).most_common(1)[0] if rows else (0, 0)
        if count > 1:
            raise Unreadable(_("The row number %(number)s is printed twice.") % {"number": twin})
    _tasks(draft)
    for agency in draft.agencies:
        _choice(agency.kind, ["", *Agency.Kind.values])
    for row in _indicators(draft):
        _indicator(row)
    for goal in (*draft.goals, *(goal for table in draft.earlier for goal in table.goals)):
        _goal(goal)
    numbers = {row.seq for row in draft.indicators}
    if any(goal.indicator is not None and goal.indicator not in numbers for goal in draft.goals):
        raise Unreadable(_("A goal of this file belongs to no indicator."))
    for doubt in draft.doubts:
        _choice(doubt.values.get("kind", ""), ["", *Accumulation.values])


def _tasks(draft: Draft) -> None:
    for task in draft.tasks:
        if len(task.assignments) > MAX_AGENCIES:
            raise Unreadable(_("A task names more agencies than any plan: over %(n)s.") % {"n": MAX_AGENCIES})
        for part in task.assignments:
            _choice(part.rule, Assignment.Rule.values)
        for quantity in task.quantities:
            _choice(quantity.operator, Operator.values)


def _indicators(draft: Draft) -> Iterator[DraftIndicator]:
    yield from draft.indicators
    for table in draft.earlier:
        _years([table.start_year, table.end_year])
        yield from table.indicators
    plan = draft.plan
    for row in draft.indicators:
        if plan.start_year and any(
            not plan.start_year <= year <= plan.end_year for year in (*row.targets, *row.actuals)
        ):
            raise Unreadable(_("The fixture holds figures of years outside the plan."))


def _indicator(row: DraftIndicator) -> None:
    _choice(row.accumulation or "", ["", *Accumulation.values])
    _choice(row.direction, Direction.values)
    _choice(row.origin, Origin.values)
    _choice(row.attribute, ["", *Attribute.values])
    _years([*row.targets, *row.actuals])
    if row.baseline:
        _years([row.baseline.year])
        _choice(row.baseline.kind, BaselineKind.values)


def _goal(goal: DraftGoal) -> None:
    _choice(goal.operator, Operator.values)
    _choice(goal.basis, Basis.values)
    _years([year for year in (goal.year, goal.base_year) if year])


def _choice(value: str, choices: Iterable[str]) -> None:
    if value not in choices:
        raise Unreadable(_("This is no value here: %(value)s") % {"value": value[:40]})


def _years(years: Iterable[int]) -> None:
    for year in years:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Unreadable(_("This is no value here: %(value)s") % {"value": str(year)[:40]})
