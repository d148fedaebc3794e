"""Parts of a whole, in %."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from targets.choices import Direction
from targets.progress.series import HUNDRED

QUOTIENT = Context(prec=28, rounding=ROUND_FLOOR)


@dataclass(frozen=True)
class Ratio:
    """Part of a whole: `percent` is None where the whole is 0 and only met or not can be said.

    `missing` are the years a sum lacks (marked with *); `is_partial` marks a reading within its year.
    """

    part: Decimal
    whole: Decimal
    percent: Decimal | None
    is_met: bool
    missing: tuple[int, ...] = ()
    is_partial: bool = False


@dataclass(frozen=True)
class Tally:
    """Years met of years due, for what must be reached every year; a failed year stays failed."""

    met: int
    due: int
    failed: tuple[int, ...] = ()

    @property
    def is_met(self) -> bool:
        return self.met == self.due > 0


def ratio(part: Decimal, whole: Decimal, direction: Direction = Direction.MORE) -> Ratio:
    """Return how much of `whole` `part` is, in %; less is better: whole / part, and nothing left is met."""
    if whole < 0:
        turned = Direction.LESS if direction == Direction.MORE else Direction.MORE
        return replace(ratio(-part, -whole, turned), part=part, whole=whole)
    if direction == Direction.LESS and part <= 0:
        return Ratio(part, whole, None, is_met=True)
    if whole == 0:
        return Ratio(part, whole, None, is_met=direction == Direction.MORE and part >= 0)
    percent = percent_of(whole, part) if direction == Direction.LESS else percent_of(part, whole)
    return Ratio(part, whole, percent, is_met=percent >= HUNDRED)


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    return QUOTIENT.divide(part * HUNDRED, whole)


def rounded(percent: Decimal) -> Decimal:
    """Return `percent` with one decimal, half up; below 100 it never reads 100.0."""
    text = percent.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Decimal("99.9") if percent < HUNDRED <= text else text
