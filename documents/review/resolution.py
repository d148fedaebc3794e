"""What a person picks among the readings of a finding, carried out on the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from documents.draft.cell_path import CellName, CellPath, Section
from documents.draft.findings import Finding
from documents.draft.table_goals import follow_table
from documents.draft.values import (
    AccountLine,
    Draft,
    DraftActual,
    DraftBaseline,
    DraftGoal,
    DraftIndicator,
    DraftQuantity,
    NoSuchRow,
)
from documents.notation.similarity import core
from documents.notation.table_goals import is_table_clause, table_clause
from documents.notation.units import in_unit, unit_likeness


class NoSuchReading(Exception):
    """The finding offers nothing to pick here."""


def resolve(draft: Draft, finding: Finding, reading: int) -> None:
    """Put the picked reading into the draft and acknowledge the finding.

    Raises NoSuchReading where the finding has no such reading, or its row is gone.
    """
    if not 0 <= reading < len(finding.readings):
        raise NoSuchReading
    try:
        _PICKED.get(finding.code, _only_acknowledge)(draft, finding, reading)
    except (NoSuchRow, ArithmeticError) as fault:  # the row was removed; a reading of a hand-made draft is no number
        raise NoSuchReading from fault
    acknowledge(draft, finding)


def acknowledge(draft: Draft, finding: Finding) -> None:
    """Record that a person looked at a finding."""
    if finding.key not in draft.acknowledged:
        draft.acknowledged.append(finding.key)


def _only_acknowledge(draft: Draft, finding: Finding, reading: int) -> None:
    """Change nothing: the draft holds this reading already."""


def _cut(draft: Draft, finding: Finding, reading: int) -> None:
    """Fill the cells of a run-together row."""
    row = draft.indicator_at(finding.cell)
    cells = [CellName.parse(name) for name in finding.values["cells"].split(",")]
    numbers = [Decimal(word) for word in finding.readings[reading]]
    row.targets, row.baseline, row.actuals = {}, None, {}
    is_alone = sum(cell.field in ("targets", "goal") for cell in cells) == 1
    for cell, number in zip(cells, numbers, strict=True):
        _fill(draft, replace(finding.cell, cell=cell), number, is_alone)
    note = "断字由人工认定"
    row.note = row.note if note in row.note else "；".join(filter(None, (row.note, note)))


def _fill(draft: Draft, path: CellPath, number: Decimal, is_alone: bool) -> None:
    """Put a number into one cell; the target of the last year is the goal, too, and alone it is nothing else."""
    row, cell, end_year = draft.indicator_at(path), path.cell, draft.last_year_of(path)
    if cell is None:
        return
    if cell.field == "baseline":
        row.baseline = DraftBaseline(cell.year or 0, number, "start")
    elif cell.field == "actuals":
        row.actuals[cell.year or 0] = DraftActual(number)
    else:
        goals = draft.goals_beside(path)
        if (cell.field == "goal" or cell.year == end_year) and not any(goal.indicator == row.seq for goal in goals):
            goals.append(table_goal(row, end_year, number))
        if cell.field == "targets" and cell.year and not is_alone:
            row.targets[cell.year] = number


def table_goal(row: DraftIndicator, year: int, number: Decimal) -> DraftGoal:
    """A goal that only the table states."""
    table = row.place.get("caption") or row.place.get("table", 1)
    clause = table_clause(table, f"{year}年目标值{number.normalize():f}")
    return DraftGoal(
        row.name, year, clause, ">=", number, unit=row.unit, indicator=row.seq, is_from_table=True, place=row.place
    )


def _number(draft: Draft, finding: Finding, reading: int) -> None:
    """Fill a cell whose digits had letters among them."""
    number, section = Decimal(str(finding.readings[reading])), finding.cell.section
    if section == Section.GOALS:
        draft.goal_at(finding.cell).value = number
    elif section == Section.TASKS:
        task, values = draft.task_at(finding.cell), finding.values
        promised = DraftQuantity(values["text"], values["operator"], number, values["unit"])
        task.quantities = [*(q for q in task.quantities if q.text != promised.text), promised]
    elif section == Section.INDICATORS:
        _fill(draft, finding.cell, number, is_alone=False)


def _conflict(draft: Draft, finding: Finding, reading: int) -> None:
    """Of two values for one thing the one picked counts."""
    number, section = Decimal(str(finding.readings[reading])), finding.cell.section
    if section == Section.GOALS and reading > 0:
        goal = draft.goal_at(finding.cell)
        row = next((row for row in draft.indicators if row.seq == goal.indicator), None)
        draft.goals.append(replace(goal, indicator=None, is_accepted=False))
        unit = row.unit if row else goal.unit
        goal.text, goal.value, goal.unit, goal.operator = finding.values["other"], number, unit, ">="
        goal.name, goal.is_from_table = row.name if row else goal.name, is_table_clause(goal.text)
    elif section == Section.INDICATORS and finding.cell.field == "baseline":
        row = draft.indicator_at(finding.cell)
        year = row.baseline.year if row.baseline else draft.plan.start_year - 1
        row.baseline = DraftBaseline(year, in_unit(number, "", row.unit) or number, "start")


def _printed_name(draft: Draft, finding: Finding, reading: int) -> None:
    """Put the name that is meant in place of a misprint."""
    wrong, right = finding.values["name"], str(finding.readings[reading])
    task = draft.task_at(finding.cell)
    task.assignments = [
        replace(part, agency=right, printed_name=right) if part.printed_name == wrong else part
        for part in task.assignments
    ]


def _accumulate(draft: Draft, finding: Finding, reading: int) -> None:
    """Say how the years of a row add up."""
    row = draft.indicator_at(finding.cell)
    row.accumulation = str(finding.readings[reading])
    if finding.cell.table is None:
        follow_table(draft, row)


def _direct(draft: Draft, finding: Finding, reading: int) -> None:
    """Say which way is better."""
    draft.indicator_at(finding.cell).direction = str(finding.readings[reading])


def _lead(draft: Draft, finding: Finding, reading: int) -> None:
    """Name the lead of a task that marks none."""
    task = draft.task_at(finding.cell)
    name = str(finding.readings[reading])
    parts = [replace(p, role="lead" if p.printed_name == name else p.role, rule="mark") for p in task.assignments]
    task.assignments = sorted(parts, key=lambda part: part.role != "lead")


def _take_number(draft: Draft, finding: Finding, reading: int) -> None:
    """Make a number that the reading set aside a goal of the plan; the rest of the finding stays open."""
    text = str(finding.readings[reading])
    taken = next((line for line in draft.account if _is_of(line, finding) and line.text == text and line.promise), None)
    if taken is None:
        raise NoSuchRow
    draft.account = [replace(line, reason="") if line is taken else line for line in draft.account]
    draft.goals.append(_promised(draft, taken))
    left = [line for line in draft.account if _is_of(line, finding)]
    texts = list(dict.fromkeys(line.text for line in left))
    offered = list(dict.fromkeys(line.text for line in left if line.promise))
    rest = replace(finding, values=finding.values | {"text": "、".join(texts)}, readings=offered)
    draft.doubts = [rest if d.key == finding.key else d for d in draft.doubts if texts or d.key != finding.key]


def _is_of(line: AccountLine, finding: Finding) -> bool:
    return line.kind == "number" and line.place == finding.place and line.reason == finding.values.get("reason")


def _promised(draft: Draft, line: AccountLine) -> DraftGoal:
    """What the sentence promises with a number, for the plan's last year; of the row that bears its name, if any."""
    said = line.promise
    name, unit = said.get("name") or line.text, said.get("unit", "")
    rows = (
        row for row in draft.indicators if core(row.name) == core(name) and unit_likeness(unit, row.unit) is not None
    )
    row = next((row for row in rows if not any(goal.indicator == row.seq for goal in draft.goals)), None)
    return DraftGoal(
        name[:120], draft.plan.end_year, said.get("text", line.text)[:200], said.get("operator", ">="),
        Decimal(said["value"]) if "value" in said else None, None, unit, said.get("basis", "absolute"),
        indicator=row.seq if row else None, is_accepted=None if row else True, place=line.place,
    )  # fmt: skip


def _detach(draft: Draft, finding: Finding, reading: int) -> None:
    """Take a goal away from the row it was given to; it is one of its own again."""
    goal = draft.goal_at(finding.cell)
    row = next((row for row in draft.indicators if row.seq == goal.indicator), None)
    goal.indicator = None
    if row is not None:
        follow_table(draft, row)


_PICKED: dict[str, Callable[[Draft, Finding, int], None]] = {
    "ambiguous-cells": _cut,
    "suspect-number": _number,
    "value-conflict": _conflict,
    "agency-misprint": _printed_name,
    "accumulation-unsure": _accumulate,
    "goal-mismatch": _accumulate,
    "direction-unsure": _direct,
    "number-unread": _take_number,
    "goal-by-number": _detach,
    "no-lead": _lead,
}
