"""One year of one indicator: what it asks for, what was reported, how they compare; and the same as it was signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from plans.models import Report
from targets.choices import Condition, Direction, State
from targets.models import Actual, YearTarget
from targets.progress import Benchmark, Ratio
from targets.signed import SignedFigure

TOLERANCE = Decimal("0.0001")  # what signed numbers are kept with


@dataclass(frozen=True)
class YearFigures:
    """One cell of the target table: what a year asks for, what was reported, how they compare."""

    year: int
    benchmark: Benchmark
    actual: Actual | None
    rate: Ratio | None
    state: State
    direction: Direction
    target: YearTarget | None
    is_partial: bool = False  # read within its year (年中数)
    built_in: int | None = None  # the earlier year in which a milestone was built that still stands
    signed: SignedFigure | None = None

    @property
    def value(self) -> Decimal | None:
        if self.signed is not None:
            return self.signed.value
        return self.actual.value if self.actual else None

    @property
    def silence(self) -> str:
        """Why there is no value, in words: 不适用, 未公布, else 未填报 or 逾期."""
        if self.signed is not None:
            return self.signed.words or str(self.state.label)
        if self.actual is not None and self.actual.condition != Condition.VALUE:
            return str(self.actual.get_condition_display())
        return str(self.state.label)

    @property
    def is_pending(self) -> bool:
        """Whether the value shown still waits for approval (drawn hatched)."""
        return self.actual is not None and self.actual.status != Report.Status.APPROVED

    @property
    def is_in_correction(self) -> bool:
        """Whether the year's approved value was reopened and counts until another is approved (更正中)."""
        return self.actual is not None and self.actual.is_in_correction

    @property
    def points(self) -> Decimal | None:
        """What the rate compares, as a difference in 百分点, for units of %; ahead is positive."""
        if self.rate is None:
            return None
        difference = self.rate.part - self.rate.whole
        return difference if self.direction == Direction.MORE else -difference


def as_signed(cell: YearFigures, signed: SignedFigure) -> YearFigures:
    """A year with its figures as they were signed; who reported, and what was said, stays as it is stored."""
    return replace(
        cell, benchmark=signed.benchmark, rate=signed.rate, state=signed.state, is_partial=False, signed=signed,
    )  # fmt: skip


def kept_percent(rate: Ratio | None) -> Decimal | None:
    if rate is None or rate.is_partial or rate.percent is None:
        return None
    return rate.percent.quantize(TOLERANCE, ROUND_FLOOR)


def kept(number: Decimal | None) -> Decimal | None:
    """A number with the decimals that a signed one has."""
    return None if number is None else number.quantize(TOLERANCE)
