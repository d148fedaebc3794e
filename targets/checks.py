"""Checks of a plan's own figures over plain values (domain.md §2), for drafts and stored plans alike."""

from collections.abc import Mapping
from decimal import Decimal

from targets.choices import Accumulation


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
