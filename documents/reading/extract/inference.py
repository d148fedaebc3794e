"""What the numbers of a row show, or its words: how its years add up, and which way is better (domain.md §2 and §4)."""

from __future__ import annotations

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding
from documents.draft.table_goals import OWN_NUMBER
from documents.draft.values import DraftGoal, DraftIndicator
from documents.notation.units import in_unit
from documents.notation.values import scale_of
from documents.reading.extract.direction import direction_of
from targets.checks import InferredAccumulation, inferred_accumulation
from targets.choices import Accumulation, Direction


def infer(
    row: DraftIndicator,
    stated: DraftGoal | None,
    goal: DraftGoal | None,
    last_year: int,
    table: int | None = None,
    trend: str = "",
) -> list[Finding]:
    """Set how the years of a row add up and which way is better; return the doubts where only words decided, or what
    decides does not agree.

    `stated` is the goal of a sentence, which alone tests the targets (domain.md §2); `goal` any goal of the row;
    `trend` what a column of directions prints.
    """
    row.scale = scale_of(row.unit)
    row.direction = direction_of(row, goal, trend).value
    found = _accumulation(row, stated, last_year)
    row.accumulation = found.accumulation.value if found.accumulation else None
    is_total = goal is not None and goal.is_from_table and OWN_NUMBER.search(goal.text) is not None
    if is_total and not row.targets and not stated:
        row.accumulation = Accumulation.SUM.value  # 〔24000〕: the total of the period
    direction = direction_of(row, goal, trend)
    row.direction = direction.value
    if row.direction == "less" and goal is not None and goal.is_from_table and goal.operator == ">=":
        goal.operator = "<="
    path = CellPath.indicator(row.seq, table)
    doubts = []
    if direction.is_unsure:
        values = {"name": row.name, "direction": row.direction}
        doubts.append(Finding("direction-unsure", path.at("direction"), row.place, values))
    if found.is_unsure and not is_total:
        values = {"name": row.name, "kind": row.accumulation or ""} | ({"weak": "1"} if found.is_weak else {})
        doubts.append(Finding("accumulation-unsure", path.at("accumulation"), row.place, values))
    return doubts


def _accumulation(row: DraftIndicator, stated: DraftGoal | None, last_year: int) -> InferredAccumulation:
    """How the targets add up to the number of a sentence, else what words say."""
    is_test = stated is not None and stated.basis == "absolute"
    value = in_unit(stated.value, stated.unit, row.unit) if stated is not None and is_test else None
    words = " ".join(filter(None, (stated.name, stated.text) if stated else ()))
    return inferred_accumulation(row.targets, value, row.name, words, last_year, Direction(row.direction))
