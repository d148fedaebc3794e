"""Which goal belongs to which row of the target table: by name and unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from documents.draft.cell_path import CellPath
from documents.draft.findings import Finding
from documents.draft.values import DraftGoal, DraftIndicator
from documents.notation.similarity import core, dice, is_abbreviation, meaning
from documents.notation.units import in_unit, unit_likeness
from targets.checks import fitting_accumulations

ALIKE = 0.68  # from which two names are taken for one
EQUAL_NUMBERS = 0.4  # what equal numbers add to the likeness of names
MAX_PAIRS = 400_000  # beyond, only equal names are compared
INCREMENT = re.compile(r"^(?:新增|新培育|新建|净增|新认定|新引进|新设)")


def partners(goals: Sequence[DraftGoal], indicators: Sequence[DraftIndicator], alone: set[int]) -> dict[int, int]:
    """Return for places in `goals` the number of the row they belong to; each row takes one goal.

    `alone` are the rows whose goal is a column of the table: an increment promised in the text
    (新培育300家) is not the level that such a row states.
    """
    pairs = []
    for place, row in _near(goals, indicators):
        goal = goals[place]
        if row.seq in alone and INCREMENT.match(goal.name) and not INCREMENT.match(row.name):
            continue
        score = likeness(goal, row) + (EQUAL_NUMBERS if _have_equal_numbers(goal, row) else 0)
        if score >= ALIKE:
            pairs.append((-score, place, row.seq))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _score, place, seq in sorted(pairs):
        if place not in found and seq not in taken:
            found[place] = seq
            taken.add(seq)
    return found


def give_to_rows(goals: list[DraftGoal], rows: dict[int, DraftIndicator], alone: set[int]) -> list[DraftGoal]:
    """Give the goals of the last year to their rows; return those that were given because numbers fit."""
    by_number = []
    for place, seq in partners(goals, list(rows.values()), alone).items():
        goal, row = goals[place], rows[seq]
        goal.indicator = seq
        if _is_by_number(goal, row):
            by_number.append(goal)
        if core(goal.name) not in core(row.name) and is_abbreviation(core(goal.name), core(row.name)):
            goal.name = row.name
    return by_number


def asked_by_number(
    goals: Sequence[DraftGoal], given: Sequence[DraftGoal], rows: dict[int, DraftIndicator]
) -> Iterator[Finding]:
    """Ask of each goal that was given by its number whether it is of its row."""
    for n, goal in enumerate(goals):
        if any(goal is other for other in given):
            values = {"text": goal.text, "name": rows[goal.indicator or 0].name}
            yield Finding("goal-by-number", CellPath.goal(n), goal.place, values, ["apart"])


def _is_by_number(goal: DraftGoal, row: DraftIndicator) -> bool:
    """Whether a goal is given to a row because their numbers fit: their names alone would not do."""
    return likeness(goal, row) < ALIKE


def _have_equal_numbers(goal: DraftGoal, row: DraftIndicator) -> bool:
    """Whether the yearly targets add up to, or end at, the number promised in the same unit."""
    one, other = meaning(goal.name), meaning(row.name)
    is_like = (
        goal.value and goal.basis == "absolute" and len(row.targets) > 1 and one and other and dice(one, other) > 0
    )
    return (
        bool(is_like)
        and unit_likeness(goal.unit, row.unit) is not None
        and bool(fitting_accumulations(row.targets, in_unit(goal.value, goal.unit, row.unit)))
    )


def _near(goals: Sequence[DraftGoal], indicators: Sequence[DraftIndicator]) -> list[tuple[int, DraftIndicator]]:
    if len(goals) * len(indicators) <= MAX_PAIRS:
        return [(place, row) for place in range(len(goals)) for row in indicators]
    by_name: dict[str, list[DraftIndicator]] = defaultdict(list)
    for row in indicators:
        by_name[core(row.name)].append(row)
    return [(place, row) for place, goal in enumerate(goals) for row in by_name[core(goal.name)][:3]]


def likeness(goal: DraftGoal, row: DraftIndicator) -> float:
    """Return how likely a goal is one of a row, 0 to about 1.2."""
    units = unit_likeness(goal.unit, row.unit, is_relative=goal.basis != "absolute")
    if units is None:
        return 0.0
    a, b = core(goal.name), core(row.name)
    score = 1.0 if a == b else dice(a, b)
    if a != b and is_abbreviation(a, b):
        score = max(score, 0.8)
    elif a and b and (a in b or b in a) and min(len(a), len(b)) * 2 >= max(len(a), len(b)):
        score = max(score, 0.75) + 0.05
    return score + units
