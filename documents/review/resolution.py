"""What a person picks among the readings of a finding, carried out on the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from documents.draft.findings import Finding
from documents.draft.values import Draft, DraftActual, DraftBaseline, DraftGoal, DraftIndicator, DraftQuantity
from documents.notation.units import in_unit


class NoSuchReading(Exception):
    """The finding offers nothing to pick here."""


def choose(draft: Draft, finding: Finding, reading: int) -> None:
    """Put the picked reading into the draft and mark the finding as looked at.

    Raises NoSuchReading where the finding has no such reading, or its row is gone.
    """
    if not 0 <= reading < len(finding.readings):
        raise NoSuchReading
    try:
        _PICKED.get(finding.code, _only_seen)(draft, finding, reading)
    except (KeyError, ValueError, IndexError, StopIteration, ArithmeticError) as fault:
        raise NoSuchReading from fault
    see(draft, finding)


def see(draft: Draft, finding: Finding) -> None:
    """Mark a finding as looked at."""
    if finding.key not in draft.seen:
        draft.seen.append(finding.key)


def _only_seen(draft: Draft, finding: Finding, reading: int) -> None:
    """Nothing to change: the reading is the one that stands."""


def _cut(draft: Draft, finding: Finding, reading: int) -> None:
    """Fill the cells of a run-together row."""
    row, goals, end_year = _row(draft, finding.cell)
    cells = finding.values["cells"].split(",")
    numbers = [Decimal(word) for word in finding.readings[reading]]
    row.targets, row.baseline, row.actuals = {}, None, {}
    is_alone = sum(cell.startswith(("targets", "goal")) for cell in cells) == 1
    for cell, number in zip(cells, numbers, strict=True):
        _fill(row, goals, cell, number, end_year, is_alone)
    note = "断字由人工认定"
    row.note = row.note if note in row.note else "；".join(filter(None, (row.note, note)))


def _fill(
    row: DraftIndicator, goals: list[DraftGoal], cell: str, number: Decimal, end_year: int, is_alone: bool
) -> None:
    name, _slash, year = cell.partition("/")
    if name == "baseline":
        row.baseline = DraftBaseline(int(year), number, "start")
    elif name == "actuals":
        row.actuals[int(year)] = DraftActual(number)
    else:
        if (name == "goal" or int(year) == end_year) and not any(goal.indicator == row.seq for goal in goals):
            goals.append(table_goal(row, end_year, number))
        if name == "targets" and not is_alone:
            row.targets[int(year)] = number


def table_goal(row: DraftIndicator, year: int, number: Decimal) -> DraftGoal:
    """A goal that only the table states."""
    table = row.place.get("caption") or row.place.get("table", 1)
    text = f"表{table}:{year}年目标值{number.normalize():f}"
    return DraftGoal(row.name, year, text, ">=", number, unit=row.unit, indicator=row.seq, place=row.place)


def _row(draft: Draft, cell: str) -> tuple[DraftIndicator, list[DraftGoal], int]:
    """The row a cell names, with the goals beside it and the last year of its plan."""
    parts = cell.split("/")
    if parts[0] == "earlier":
        table = draft.earlier[int(parts[1])]
        return next(row for row in table.indicators if row.seq == int(parts[3])), table.goals, table.end_year
    return next(row for row in draft.indicators if row.seq == int(parts[1])), draft.goals, draft.plan.end_year


def _number(draft: Draft, finding: Finding, reading: int) -> None:
    """Fill a cell whose digits had letters among them."""
    if not finding.cell:
        return
    parts = finding.cell.split("/")
    number = Decimal(str(finding.readings[reading]))
    if parts[0] == "goals":
        draft.goals[int(parts[1])].value = number
        return
    if parts[0] == "tasks":
        task = next(task for task in draft.tasks if task.seq == int(parts[1]))
        values = finding.values
        promised = DraftQuantity(values["text"], values["operator"], number, values["unit"])
        task.quantities = [*(q for q in task.quantities if q.text != promised.text), promised]
        return
    row, goals, end_year = _row(draft, finding.cell)
    place = parts.index("indicators") + 2
    _fill(row, goals, "/".join(parts[place:]), number, end_year, is_alone=False)


def _conflict(draft: Draft, finding: Finding, reading: int) -> None:
    """Of two values for one thing the one picked stands."""
    parts = finding.cell.split("/")
    number = Decimal(str(finding.readings[reading]))
    if parts[0] == "goals" and reading > 0:
        goal = draft.goals[int(parts[1])]
        row = next((row for row in draft.indicators if row.seq == goal.indicator), None)
        draft.goals.append(replace(goal, indicator=None, is_accepted=False))
        unit = row.unit if row else goal.unit
        goal.text, goal.value, goal.unit, goal.operator = finding.values["other"], number, unit, ">="
        goal.name = row.name if row else goal.name
    elif parts[0] == "indicators" and parts[-1] == "baseline":
        row = _row(draft, finding.cell)[0]
        year = row.baseline.year if row.baseline else draft.plan.start_year - 1
        row.baseline = DraftBaseline(year, in_unit(number, "", row.unit) or number, "start")


def _printed_name(draft: Draft, finding: Finding, reading: int) -> None:
    """Put the name that is meant in place of a misprint."""
    seq, wrong, right = int(finding.cell.split("/")[1]), finding.values["name"], str(finding.readings[reading])
    task = next(task for task in draft.tasks if task.seq == seq)
    task.assignments = [
        replace(part, agency=right, printed_name=right) if part.printed_name == wrong else part
        for part in task.assignments
    ]


def _accumulate(draft: Draft, finding: Finding, reading: int) -> None:
    """Say how the years of a row add up."""
    _row(draft, finding.cell)[0].accumulation = str(finding.readings[reading])


def _lead(draft: Draft, finding: Finding, reading: int) -> None:
    """Name the lead of a task that marks none."""
    task = next(task for task in draft.tasks if task.seq == int(finding.cell.split("/")[1]))
    name = str(finding.readings[reading])
    parts = [replace(p, role="lead" if p.printed_name == name else p.role, rule="mark") for p in task.assignments]
    task.assignments = sorted(parts, key=lambda part: part.role != "lead")


_PICKED: dict[str, Callable[[Draft, Finding, int], None]] = {
    "ambiguous-cells": _cut,
    "suspect-number": _number,
    "value-conflict": _conflict,
    "agency-misprint": _printed_name,
    "accumulation-unsure": _accumulate,
    "goal-mismatch": _accumulate,
    "no-lead": _lead,
}
