"""A goal that only the table states follows the table's cells: whoever corrects a cell corrects the goal."""

from __future__ import annotations

import re
from decimal import Decimal

from documents.draft.values import Draft, DraftGoal, DraftIndicator
from documents.notation.table_goals import table_clause
from targets.choices import Accumulation

OWN_NUMBER = re.compile(r"累计(?!值)|合计|总计|总目标|期末|〔")  # a column of totals states its number itself
SUMMED = "由年度目标合计"


def follow_tables(draft: Draft) -> None:
    """Set every goal that only a table states by the cells it comes from."""
    for row in draft.indicators:
        follow_table(draft, row)


def follow_table(draft: Draft, row: DraftIndicator) -> None:
    """Set the goal of one row, if only the table states it: the last year's target; of a sum the total of all years."""
    last = draft.plan.end_year
    for goal in draft.goals:
        if goal.indicator == row.seq and goal.year == last and _is_derived(goal) and last in row.targets:
            _set(goal, row, row.targets[last])


def _is_derived(goal: DraftGoal) -> bool:
    is_summed = SUMMED in goal.text
    return goal.is_from_table and goal.basis == "absolute" and (is_summed or not OWN_NUMBER.search(goal.text))


def _set(goal: DraftGoal, row: DraftIndicator, target: Decimal) -> None:
    is_sum = row.accumulation == Accumulation.SUM and len(row.targets) > 1
    value = sum(row.targets.values(), Decimal(0)) if is_sum else target
    if value == goal.value:
        return
    table = row.place.get("caption") or row.place.get("table", 1)
    words = f"{SUMMED}{value.normalize():f}" if is_sum else f"{goal.year}年目标值{value.normalize():f}"
    goal.value, goal.value_high, goal.text = value, None, table_clause(table, words)
