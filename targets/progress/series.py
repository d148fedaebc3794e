"""The plain values that figures are computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from targets.choices import Accumulation, Condition, Direction

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Reading:
    """What is reported for one year: a value (0 is one), or the condition why there is none."""

    value: Decimal | None
    condition: Condition = Condition.VALUE
    as_of: dt.date | None = None

    def is_partial(self, year: int) -> bool:
        """Whether it was read before the year's end (年中数)."""
        return self.as_of is not None and self.as_of < dt.date(year, 12, 31)


@dataclass(frozen=True)
class Start:
    """A baseline that enters expected progress and increment: the value at the end of a year (期初值)."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class Series:
    """One indicator of one plan. `goal` is an absolute one; `overdue` are years past their due date."""

    first_year: int
    last_year: int
    accumulation: Accumulation | None
    direction: Direction = Direction.MORE
    is_ratio: bool = False
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    goal: Decimal | None = None
    start: Start | None = None
    readings: Mapping[int, Reading] = field(default_factory=dict)
    overdue: frozenset[int] = frozenset()
    met_mark: Decimal = HUNDRED
    near_mark: Decimal = Decimal(90)

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @cached_property
    def whole_years(self) -> dict[int, Decimal]:
        """The whole-year values by year, the first first; readings within a year are left out."""
        return {
            year: reading.value
            for year, reading in sorted(self.readings.items())
            if reading.value is not None and not reading.is_partial(year)
        }

    def settled(self, until: int) -> dict[int, Decimal]:
        """The whole-year values up to `until`, by year."""
        return {year: value for year, value in self.whole_years.items() if year <= until}

    def gaps(self, until: int) -> tuple[int, ...]:
        """The years that have neither value nor 不适用, though a later one has a value or their due date is past."""
        settled = self.settled(until)
        answered = settled.keys() | {y for y, r in self.readings.items() if r.condition == Condition.NOT_APPLICABLE}
        late = {year for year in self.overdue if year <= until}
        latest = max(settled, default=self.first_year)
        return tuple(year for year in self.years if (year < latest or year in late) and year not in answered)

    @property
    def increment_start(self) -> Start | None:
        """The baseline, where an increment against it says something: a level with g ≠ b."""
        if self.accumulation != Accumulation.LEVEL or self.start is None or self.goal is None:
            return None
        return None if self.start.value == self.goal else self.start
