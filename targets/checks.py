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


def has_goal_mismatch(
    targets: Mapping[int, Decimal],
    goal: Decimal | None,
    last_year: int = 0,
    kind: Accumulation | None = None,
    direction: Direction = Direction.MORE,
) -> bool:
    """Whether neither the sum nor the last yearly target equals the goal (温州 13: 60+70+70, goal 100).

    Where the plan's last year has no target, the others disagree with nothing while they leave room for it: as `kind`
    adds up, or where that is open both their sum and the last of them below the goal.
    """
    if goal is None or not targets or fitting_accumulations(targets, goal):
        return False
    if kind is not None:
        return not _weakly_fits(kind, targets, goal, last_year, direction)
    return not _leaves_room(targets, goal, last_year)


def _leaves_room(targets: Mapping[int, Decimal], goal: Decimal, last_year: int) -> bool:
    is_open = last_year > max(targets)
    return is_open and sum(targets.values(), Decimal(0)) < goal and targets[max(targets)] < goal


def _weakly_fits(
    kind: Accumulation, targets: Mapping[int, Decimal], goal: Decimal, last_year: int, direction: Direction
) -> bool:
    """Whether targets that stop before the plan's last year agree with a goal, if they add up as words say."""
    if last_year <= max(targets):
        return False
    if kind == Accumulation.SUM:
        return sum(targets.values(), Decimal(0)) < goal
    last = targets[max(targets)]
    return last < goal if direction == Direction.MORE else last > goal


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
    """How the years of an indicator add up, and whether only words said so; weakly: the numbers leave room for it."""

    accumulation: Accumulation | None
    is_unsure: bool = False
    is_weak: bool = False


def inferred_accumulation(
    targets: Mapping[int, Decimal],
    goal: Decimal | None,
    name: str,
    goal_text: str = "",
    last_year: int = 0,
    direction: Direction = Direction.MORE,
) -> InferredAccumulation:
    """Return the accumulation that the yearly targets and the goal's number show (domain.md §2).

    `goal` is the number of an absolute goal stated in the text, None where nothing tests the targets:
    then the words of `name` and `goal_text` decide. Neither sum nor end value: None, to be decided by a person; but for
    a plan whose last year has no target, where words decide if the numbers leave room for what they say.
    """
    fitting = fitting_accumulations(targets, goal)
    if fitting == {Accumulation.SUM}:
        return InferredAccumulation(Accumulation.SUM)
    if fitting == {Accumulation.LEVEL, Accumulation.EACH}:
        is_yearly = _YEARLY.search(name) or "每年" in goal_text
        return InferredAccumulation(Accumulation.EACH if is_yearly else Accumulation.LEVEL)
    kind = _kind_by_words(f"{name} 每年" if "每年" in goal_text else name)
    if goal is None or not targets or fitting:
        return InferredAccumulation(kind, is_unsure=True)
    if kind is not None and _weakly_fits(kind, targets, goal, last_year, direction):
        return InferredAccumulation(kind, is_unsure=True, is_weak=True)
    return InferredAccumulation(None, is_unsure=kind is None and _leaves_room(targets, goal, last_year))


def _kind_by_words(words: str) -> Accumulation | None:
    return next((kind for kind, pattern in _WORDS if pattern.search(words)), None)


def falling_years(targets: Mapping[int, Decimal], accumulation: str | None, direction: str) -> list[int]:
    """Return the years whose level target is lower than the year before, where more is better."""
    if accumulation != Accumulation.LEVEL or direction != Direction.MORE:
        return []
    years = sorted(targets)
    return [year for before, year in itertools.pairwise(years) if targets[year] < targets[before]]
