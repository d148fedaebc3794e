"""Parts of a whole, in %."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from targets.choices import Direction
from targets.progress.series import HUNDRED

QUOTIENT = Context(prec=28, rounding=ROUND_FLOOR)
STEP = Decimal("0.1")


@dataclass(frozen=True)
class Ratio:
    """Part of a whole: `percent` is None where the whole is 0 and only met or not can be said.

    `missing` are the years a sum lacks (marked with *); `is_partial` marks a reading within its year; `is_allowance`
    an amount used up to date, which has no percent while it is within. Below one of `marks` it never prints as it.
    """

    part: Decimal
    whole: Decimal
    percent: Decimal | None
    is_met: bool
    missing: tuple[int, ...] = ()
    is_partial: bool = False
    is_allowance: bool = False
    marks: tuple[Decimal, ...] = (HUNDRED,)


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
    """Return how much of `whole` `part` is, in %; less is better: whole / part.

    Without a percent, only met or not: a whole of 0 or below, and less is better with nothing left.
    """
    is_met = part >= whole if direction == Direction.MORE else part <= whole
    if whole <= 0 or (direction == Direction.LESS and part <= 0):
        return Ratio(part, whole, None, is_met)
    percent = percent_of(whole, part) if direction == Direction.LESS else percent_of(part, whole)
    return Ratio(part, whole, percent, is_met)


def allowance(used: Decimal, whole: Decimal) -> Ratio:
    """Return how an amount used stands to what may be used: no percent while within, else whole ÷ used."""
    if used <= whole:
        return Ratio(used, whole, None, is_met=True, is_allowance=True)
    return replace(ratio(used, whole, Direction.LESS), is_allowance=True)


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    return QUOTIENT.divide(part * HUNDRED, whole)


def capped(result: Ratio) -> Decimal:
    """Return the percent, at most 100; met or not counts as 100 or 0."""
    if result.percent is None:
        return HUNDRED if result.is_met else Decimal(0)
    return min(HUNDRED, result.percent)


def rounded(percent: Decimal, marks: Iterable[Decimal] = (HUNDRED,)) -> Decimal:
    """Return `percent` with one decimal, half up; below a mark it never reads as the mark."""
    text = percent.quantize(STEP, ROUND_HALF_UP)
    passed = [mark for mark in marks if percent < mark <= text]
    return (min(passed) - STEP).quantize(STEP, ROUND_CEILING) if passed else text
