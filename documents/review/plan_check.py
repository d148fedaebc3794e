"""The findings on a stored plan, each with the clause it is about, so that a reader can see it for himself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from documents.draft.cell_path import CellPath
from documents.draft.values import Draft, DraftIndicator
from documents.matching.stored import draft_of
from documents.review.findings import findings_of
from documents.review.page import FindingNote, reviewed
from plans.models import Plan
from targets.numbers import number_text


@dataclass(frozen=True)
class Checked:
    """One finding: where its row is shown, the clause, and the sum behind it where there is one."""

    note: FindingNote
    address: str
    clause: str
    arithmetic: str


def plan_check(plan: Plan) -> list[Checked]:
    """Return the findings on a stored plan in a fixed number of queries, the gravest first."""
    draft = draft_of(plan)
    addresses = _addresses(plan)
    clauses = _clauses(draft)
    rows = {row.seq: row for row in draft.active_indicators}
    return [
        Checked(note, addresses.get(key, ""), clauses.get(key, ""), _arithmetic(note, rows))
        for note in reviewed(draft, findings_of(draft)).notes
        for key in [note.finding.cell.row]
    ]


def _addresses(plan: Plan) -> dict[CellPath, str]:
    """The page of each row, by its place in the draft."""
    indicators = plan.indicators.active().values_list("seq", "pk")
    tasks = plan.tasks.active().values_list("seq", "pk")
    found = {CellPath.indicator(seq): reverse("indicator_detail", args=[pk]) for seq, pk in indicators}
    return found | {CellPath.task(seq): reverse("tasks:task_detail", args=[pk]) for seq, pk in tasks}


def _clauses(draft: Draft) -> dict[CellPath, str]:
    found = {CellPath.indicator(row.seq): row.goal.text if row.goal else row.label for row in draft.active_indicators}
    found |= {CellPath.goal(place): goal.text for place, goal in enumerate(draft.goals)}
    return found | {CellPath.task(task.seq): task.content for task in draft.active_tasks}


def _arithmetic(note: FindingNote, rows: Mapping[int, DraftIndicator]) -> str:
    """60 + 70 + 70 = 200 ≠ 100, where targets and goal disagree."""
    if note.finding.code != "goal-mismatch":
        return ""
    row = rows[note.finding.cell.number or 0]
    targets = [row.targets[year] for year in sorted(row.targets)]
    goal = row.goal.value if row.goal else None
    total = number_text(sum(targets, Decimal(0)))
    return f"{' + '.join(map(number_text, targets))} = {total} ≠ {number_text(goal)}"
