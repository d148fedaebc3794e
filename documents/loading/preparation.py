"""A draft as a person left it → a draft as it is loaded: goals in their rows, agencies under their names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from documents.draft.table_goals import follow_tables
from documents.draft.values import Draft, DraftActual, DraftGoal, DraftIndicator, DraftQuantity
from documents.matching.agencies import under_agencies, with_agencies
from documents.matching.catalogue import entries_by_name, entry_of
from documents.notation.similarity import core
from documents.notation.text import squeezed
from documents.notation.units import in_unit
from documents.reading.extract.inference import infer

MAX_CLAUSE = 120


def prepared_for_load(draft: Draft) -> Draft:
    """Return the draft ready to be loaded.

    Goals go to their rows, in the row's unit. Goals without a row become rows of their own, unless a
    person said no; one without a number only where a person said yes. A number of an earlier year is a target of that
    year. What was declined stays a number promised by the task that states it.
    """
    draft = with_agencies(draft)
    draft = replace(draft, indicators=[replace(row) for row in draft.indicators], tasks=under_agencies(draft))
    draft.goals = [replace(goal) for goal in draft.goals]
    follow_tables(draft)
    names = entries_by_name()
    for goal in sorted(draft.goals, key=lambda goal: goal.year != draft.plan.end_year):
        row = _row_of(draft, goal)
        if row is not None and row.goal is None and goal.is_accepted is not False and goal.year == draft.plan.end_year:
            row.goal = _in_row(goal, row)
        elif row is not None and _is_target(goal, draft):
            _put_target(row, goal)
        elif row is None and _is_target(goal, draft):
            _take_target(goal, draft)
        elif row is None and _is_wanted(goal, draft):
            new = goal_row(goal, len(draft.indicators) + 1)
            new.indicator = entry_of(new, names)
            draft.indicators.append(new)
        else:
            _promised_by_task(draft, goal)
    return replace(draft, goals=[])


def _row_of(draft: Draft, goal: DraftGoal) -> DraftIndicator | None:
    return next((row for row in draft.indicators if row.seq == goal.indicator), None)


def _is_wanted(goal: DraftGoal, draft: Draft) -> bool:
    if goal.year != draft.plan.end_year:
        return False
    return goal.is_accepted is True or (goal.is_accepted is None and goal.value is not None)


def _is_target(goal: DraftGoal, draft: Draft) -> bool:
    """Whether a goal without a row is what the plan promises for one of its earlier years."""
    is_within = draft.plan.start_year <= goal.year < draft.plan.end_year
    return is_within and goal.basis == "absolute" and goal.value is not None and goal.is_accepted is not False


def _take_target(goal: DraftGoal, draft: Draft) -> None:
    """The target of the row that the text's goals make under this name; a new row where there is none."""
    row = next((r for r in draft.indicators if r.origin == "goal" and core(r.name) == core(goal.name)), None)
    value = in_unit(goal.value, goal.unit, row.unit if row else goal.unit)
    if row is None:
        row = DraftIndicator(
            len(draft.indicators) + 1, goal.name, goal.name, goal.unit, origin="goal", place=goal.place
        )
        infer(row, None, None, draft.plan.end_year)
        row.indicator = entry_of(row, entries_by_name())
        draft.indicators.append(row)
    if value is not None:
        row.targets.setdefault(goal.year, value)


def _put_target(row: DraftIndicator, goal: DraftGoal) -> None:
    """The target of a year that the table leaves open, where a sentence or a person gives it."""
    value = in_unit(goal.value, goal.unit, row.unit)
    if value is not None:
        row.targets = row.targets | {goal.year: value}


def _in_row(goal: DraftGoal, row: DraftIndicator) -> DraftGoal:
    """The goal as it is stored with its row."""
    value, high = (in_unit(number, goal.unit, row.unit) for number in (goal.value, goal.value_high))
    is_converted = goal.basis == "absolute" and value != goal.value
    bare = replace(goal, indicator=None, is_accepted=None)
    return replace(bare, value=value, value_high=high, unit=row.unit) if is_converted else bare


def goal_row(goal: DraftGoal, seq: int) -> DraftIndicator:
    """Return a row of its own for a goal without one; a goal without a number is a milestone, built or not."""
    bare = replace(goal, indicator=None, is_accepted=None)
    row = DraftIndicator(seq, goal.name, goal.name, goal.unit, origin="goal", goal=bare, place=goal.place)
    if goal.value is None and goal.basis == "absolute":
        row.accumulation, row.goal = "milestone", replace(bare, value=Decimal(1), operator=">=")
    else:
        infer(row, goal, goal, goal.year or 0)
    return row


def _promised_by_task(draft: Draft, goal: DraftGoal) -> None:
    clause = squeezed(goal.text)
    if goal.value is None or not clause:
        return
    task = next((task for task in draft.tasks if clause in squeezed(task.content)), None)
    if task and all(quantity.text != goal.text[:MAX_CLAUSE] for quantity in task.quantities):
        quantity = DraftQuantity(goal.text[:MAX_CLAUSE], goal.operator, goal.value, goal.unit, goal.value_high)
        text = squeezed(task.content)
        task.quantities = sorted([*task.quantities, quantity], key=lambda q: text.find(squeezed(q.text)))


def earlier_plans(draft: Draft) -> list[Draft]:
    """Return the tables of other periods as plans of their own; a table without a single value is none."""
    found = []
    for table in draft.earlier:
        plan = replace(
            draft.plan,
            title=_("%(title)s: targets of %(first)s-%(last)s")
            % {"title": draft.plan.title, "first": table.start_year, "last": table.end_year},
            is_title_composed=True,
            start_year=table.start_year,
            end_year=table.end_year,
            slug="",
            is_another=False,
            printed_mean=table.printed_mean,
            phases=[],
            doc_number="",
            issued_on=None,
            index_number="",
        )
        if table.title and len(table.title) >= 8:
            plan.title = table.title
        rows = [_with_source(row, draft.plan.title) for row in table.indicators]
        if any(row.baseline or row.actuals or row.targets for row in rows) or table.goals:
            found.append(Draft(plan, indicators=rows, goals=list(table.goals), is_read=draft.is_read, is_excerpt=True))
    return found


def _with_source(row: DraftIndicator, title: str) -> DraftIndicator:
    """The row with the document and table that state its actuals."""
    source = f"《{title}》表{row.place.get('caption') or row.place.get('table', 1)}"
    return replace(row, actuals={y: DraftActual(a.value, a.source or source) for y, a in row.actuals.items()})
