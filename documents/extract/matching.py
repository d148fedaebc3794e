"""Which goal belongs to which row of the target table: by name and unit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from documents.draft import DraftGoal, DraftIndicator
from documents.extract.values import base_unit
from targets.checks import fitting_accumulations

ALIKE = 0.68  # from which two names are taken for one
EQUAL_NUMBERS = 0.4  # what equal numbers add to the likeness of names
MOST_PAIRS = 400_000  # beyond, only equal names are compared
GENERIC = {"个", "家", "户", "所", "处", "项", "件", "种", "枚", "批", "套"}
PEOPLE = {"人", "名", "人次", "次", "位"}
INCREMENT = re.compile(r"^(?:新增|新培育|新建|净增|新认定|新引进|新设)")
BRACKETS = re.compile(r"[()“”\"'、,·\s]")


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


def _have_equal_numbers(goal: DraftGoal, row: DraftIndicator) -> bool:
    """Whether the yearly targets add up to, or end at, the number promised in the same unit."""
    is_like = (
        goal.value and goal.basis == "absolute" and len(row.targets) > 1 and dice(core(goal.name), core(row.name)) > 0
    )
    return (
        bool(is_like)
        and unit_likeness(goal.unit, row.unit) is not None
        and bool(fitting_accumulations(row.targets, in_unit(goal.value, goal.unit, row.unit)))
    )


def in_unit(value: Decimal | None, unit: str, wanted: str) -> Decimal | None:
    """Return a value in another multiple of its unit: 26000件 in 万件 is 2.6. Other units leave it as it is."""
    if value is None or not unit or not wanted:
        return value
    (base, factor), (other, other_factor) = base_unit(unit), base_unit(wanted)
    if base != other or factor == other_factor:
        return value
    return Decimal(f"{(value * factor / other_factor).normalize():f}")


def _near(goals: Sequence[DraftGoal], indicators: Sequence[DraftIndicator]) -> list[tuple[int, DraftIndicator]]:
    if len(goals) * len(indicators) <= MOST_PAIRS:
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


def unit_likeness(a: str, b: str, is_relative: bool = False) -> float | None:
    """Return 0.1 for one unit, 0 for units that may stand for each other, None for different ones."""
    if not a or not b or is_relative:
        return 0.0
    base_a, base_b = base_unit(a)[0], base_unit(b)[0]
    if base_a == base_b:
        return 0.1
    return 0.0 if any({base_a, base_b} <= group for group in (GENERIC, PEOPLE)) else None


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """Return a name without brackets, marks, and what only says that it is counted."""
    return (
        re.sub(
            r"^(?:(?:[三四五两]年)?累计(?:实现)?|全市|全区|全县)|(?:总量|数量|总数|累计)$", "", BRACKETS.sub("", name)
        )
        or name
    )


@lru_cache(maxsize=20_000)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1)) or frozenset((text,))


def dice(a: str, b: str) -> float:
    """Return the share of neighbouring signs that two names have in common."""
    x, y = _bigrams(a), _bigrams(b)
    return 2 * len(x & y) / (len(x) + len(y))


def is_abbreviation(short: str, long: str) -> bool:
    """Whether `short` leaves out words of `long`: 市级基地 for 建成市级商业秘密保护基地. Its two ends stay whole."""
    if len(short) < 4 or len(short) >= len(long) or not long.endswith(short[-2:]) or short[:2] not in long:
        return False
    place = -1
    for sign in short:
        place = long.find(sign, place + 1)
        if place < 0:
            return False
    return True
