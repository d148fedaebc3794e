"""Checks of a plan's own figures over plain values (domain.md §2), for drafts and stored plans alike."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from targets.choices import Accumulation, Direction


def fitting_accumulations(targets: Mapping[int, Decimal], goal: Decimal | None) -> frozenset[Accumulation]:
    """Return what the yearly targets and the goal's number allow: a sum, an end value, both, or neither."""
    if goal is None or not targets:
        return frozenset()
    fitting = set()
    if sum(targets.values(), Decimal(0)) == goal:
        fitting.add(Accumulation.SUM)
    if targets[max(targets)] == goal:
        fitting |= {Accumulation.LEVEL, Accumulation.EACH}
    return frozenset(fitting)


def has_goal_mismatch(targets: Mapping[int, Decimal], goal: Decimal | None) -> bool:
    """Whether neither the sum nor the last yearly target equals the goal (温州 13: 60+70+70, goal 100)."""
    return goal is not None and bool(targets) and not fitting_accumulations(targets, goal)


# Words that decide where the numbers leave it open, the strongest first
_WORDS = (
    (Accumulation.EACH, re.compile("每年|逐年达")),
    (Accumulation.LEVEL, re.compile("累计|拥有量|率|占比|比重|覆盖|保有量|满意度")),
    (Accumulation.SUM, re.compile("新增|培训|建成|实施|新建|新培育")),
    (Accumulation.LEVEL, re.compile("有效")),
)
_YEARLY = re.compile(r"每年|(?<![\d末底])年(?![末底度])[^,，、。;；年]{0,8}量")


@dataclass(frozen=True)
class InferredAccumulation:
    """How the years of an indicator add up, and whether only words said so."""

    accumulation: Accumulation | None
    is_unsure: bool = False


def inferred_accumulation(
    targets: Mapping[int, Decimal], goal: Decimal | None, name: str, goal_text: str = ""
) -> InferredAccumulation:
    """Return the accumulation that the yearly targets and the goal's number show (domain.md §2).

    `goal` is the number of an absolute goal stated in the text, None where nothing tests the targets:
    then the words of `name` and `goal_text` decide. Neither sum nor end value: None, to be decided by a person.
    """
    fitting = fitting_accumulations(targets, goal)
    if fitting == {Accumulation.SUM}:
        return InferredAccumulation(Accumulation.SUM)
    if fitting == {Accumulation.LEVEL, Accumulation.EACH}:
        is_yearly = _YEARLY.search(name) or "每年" in goal_text
        return InferredAccumulation(Accumulation.EACH if is_yearly else Accumulation.LEVEL)
    if has_goal_mismatch(targets, goal):
        return InferredAccumulation(None)
    words = f"{name} 每年" if "每年" in goal_text else name
    return InferredAccumulation(next((kind for kind, pattern in _WORDS if pattern.search(words)), None), is_unsure=True)


def falling_years(targets: Mapping[int, Decimal], accumulation: str | None, direction: str) -> list[int]:
    """Return the years whose level target is lower than the year before, where more is better."""
    if accumulation != Accumulation.LEVEL or direction != Direction.MORE:
        return []
    years = sorted(targets)
    return [year for before, year in itertools.pairwise(years) if targets[year] < targets[before]]
