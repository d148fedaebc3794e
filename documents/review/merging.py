"""The rows of one table put into a draft that a person is already reviewing."""

from __future__ import annotations

from dataclasses import replace

from documents.draft.cell_path import CellPath, Section
from documents.draft.findings import UNREAD, Finding, Place
from documents.draft.values import AccountLine, Draft, DraftGoal
from documents.matching.agencies import with_agencies
from documents.reading.blocks import Table
from documents.reading.extract.goal_partners import partners


def with_table(draft: Draft, part: Draft, table: Table) -> Draft:
    """Return the draft with the tasks and indicators of `part`, which is what was read of `table` alone.

    What the draft has stays as it is, with everything a person changed; its goals that have no row yet take one of the
    new rows that bear their name.
    """
    tasks = max((task.seq for task in draft.tasks), default=0)
    rows = max((row.seq for row in draft.indicators), default=0)
    new_rows = [replace(row, seq=row.seq + rows) for row in part.indicators]
    table_goals = [replace(goal, indicator=goal.indicator + rows) for goal in part.goals if goal.indicator is not None]
    return with_agencies(
        replace(
            draft,
            tasks=[*draft.tasks, *(replace(task, seq=task.seq + tasks) for task in part.tasks)],
            indicators=[*draft.indicators, *new_rows],
            goals=_with_partners(replace(draft, indicators=new_rows), table_goals),
            account=[*(line for line in draft.account if not _is_in(line.place, table)), *_lines(part, table)],
            doubts=[
                *(doubt for doubt in draft.doubts if not (doubt.code in UNREAD and _is_in(doubt.place, table))),
                *_shifted(part, tasks, rows),
            ],
        )
    )


def _with_partners(new: Draft, table_goals: list[DraftGoal]) -> list[DraftGoal]:
    """The goals of a draft, those without a row under the new row of their name; then the goals only the table has."""
    end = new.plan.end_year
    free = [n for n, g in enumerate(new.goals) if g.indicator is None and g.is_accepted is None and g.year == end]
    alone = {row.seq for row in new.indicators if not row.targets}
    found = partners([new.goals[n] for n in free], new.indicators, alone)
    owner = {free[place]: seq for place, seq in found.items()}
    goals = [replace(goal, indicator=owner[n]) if n in owner else goal for n, goal in enumerate(new.goals)]
    return [*goals, *(goal for goal in table_goals if goal.indicator not in owner.values())]


def _is_in(place: Place, table: Table) -> bool:
    first, last = table.rows[0].number, table.rows[-1].number
    return place.get("table") == table.number and first <= place.get("row", first) <= last


def _lines(part: Draft, table: Table) -> list[AccountLine]:
    """What the table accounts for; its own line says the place at which it is found in the document."""
    return [line for line in part.account if _is_in(line.place, table)]


def _shifted(part: Draft, tasks: int, rows: int) -> list[Finding]:
    """What was found in the rows, under their new numbers, and what of the table was not read."""
    found = []
    for doubt in part.doubts:
        cell = doubt.cell
        if cell.section in (Section.TASKS, Section.INDICATORS) and cell.number is not None:
            moved = tasks if cell.section == Section.TASKS else rows
            found.append(replace(doubt, cell=CellPath(cell.section, cell.number + moved, cell.cell)))
        elif doubt.code in UNREAD and "table" in doubt.place:
            found.append(doubt)
    return found
