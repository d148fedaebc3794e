"""The plain values that figures are computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from targets.choices import Accumulation, Condition, Direction

HUNDRED = Decimal(100)
MIN_CUT_PIECES = 10  # a goal of fewer pieces is not cut into years


@dataclass(frozen=True)
class Reading:
    """What is reported for one year: a value (0 is one), or the condition why there is none."""

    value: Decimal | None
    condition: Condition = Condition.VALUE
    as_of: dt.date | None = None


@dataclass(frozen=True)
class Start:
    """A baseline that enters expected progress and increment: the value at the end of a year (期初值)."""

    year: int
    value: Decimal


@dataclass(frozen=True)
class Series:
    """One indicator of one plan.

    `goal` is the number to reach; `is_relative` says that the plan prints it against a base (then it is None until the
    base is given). `begins` and `ends` are the plan's own first and last day, where its phases say so. `asked` are the
    years with a round, `overdue` those past their due date without an answer. `this_year` is today's.
    """

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
    ahead_mark: Decimal = Decimal(5)
    is_whole: bool = False
    is_every_year: bool = False
    is_relative: bool = False
    begins: dt.date | None = None
    ends: dt.date | None = None
    asked: frozenset[int] = frozenset()
    this_year: int = 0

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def absolute_goal(self) -> Decimal | None:
        """The goal, where it is printed as a number of its own: a relative one has no rate."""
        return None if self.is_relative else self.goal

    @property
    def is_allowance(self) -> bool:
        """Whether it is an amount that may be used up over the years, and no more."""
        return self.accumulation == Accumulation.SUM and self.direction == Direction.LESS

    @property
    def marks(self) -> tuple[Decimal, ...]:
        """The percentages at which the state of a year changes; a rate below one never prints as it."""
        return (HUNDRED, self.met_mark, self.near_mark)

    # -- the readings

    @cached_property
    def known_readings(self) -> Mapping[int, Reading]:
        """The readings; a milestone once built stands in the years after it, until one reports otherwise."""
        if self.accumulation != Accumulation.MILESTONE:
            return self.readings
        known, built = dict(self.readings), None
        for year in self.years:
            reading = self.readings.get(year)
            if reading is not None and reading.value is not None and not self.is_partial(year):
                built = reading if self.is_built(reading.value) else None
            elif built is not None and (reading is None or self._leaves_standing(reading)):
                known[year] = built
        return known

    def is_built(self, value: Decimal) -> bool:
        """Whether a milestone's value, 0 or 1, says that it stands."""
        return value >= (self.goal or 1)

    def _leaves_standing(self, reading: Reading) -> bool:
        if reading.value is None:
            return reading.condition == Condition.NOT_PUBLISHED
        return self.is_built(reading.value)

    def is_partial(self, year: int) -> bool:
        """Whether the year was read before its end, or the plan's own end within it (年中数)."""
        reading = self.readings.get(year)
        return reading is not None and reading.as_of is not None and reading.as_of < self.year_end(year)

    @cached_property
    def whole_years(self) -> dict[int, Decimal]:
        """The whole-year values by year, the first first; readings within a year are left out."""
        return {
            year: reading.value
            for year, reading in sorted(self.known_readings.items())
            if reading.value is not None and not (reading is self.readings.get(year) and self.is_partial(year))
        }

    def settled(self, until: int) -> dict[int, Decimal]:
        """The whole-year values up to `until`, by year."""
        return {year: value for year, value in self.whole_years.items() if year <= until}

    def gaps(self, until: int) -> tuple[int, ...]:
        """The years that have neither value nor 不适用, though a later one has a value or their due date is past."""
        settled = self.settled(until)
        late = {year for year in self.overdue if year <= until}
        latest = max(settled, default=self.first_year)
        return tuple(
            year
            for year in self.years
            if (year < latest or year in late) and year not in settled and not self.is_not_applicable(year)
        )

    def is_not_applicable(self, year: int) -> bool:
        reading = self.readings.get(year)
        return reading is not None and reading.condition == Condition.NOT_APPLICABLE

    # -- the plan's time

    def months(self, year: int) -> int:
        """How many months of the plan lie in `year`: 12, or fewer where its phases begin or end within it."""
        first = self.begins.year * 12 + self.begins.month if self.begins else 0
        last = self.ends.year * 12 + self.ends.month if self.ends else (self.last_year + 1) * 12
        return max(0, min(last, year * 12 + 12) - max(first, year * 12 + 1) + 1)

    def year_end(self, year: int) -> dt.date:
        """31 December, or the plan's own last day where its last phase ends within the year."""
        return self.ends if self.ends and self.ends.year == year else dt.date(year, 12, 31)

    def share_of_year(self, amount: Decimal, year: int, day: dt.date) -> Decimal:
        """The share of `amount` that the plan's part of `year` makes due by the end of `day`."""
        begin = self.begins if self.begins and self.begins.year == year else dt.date(year, 1, 1)
        gone, whole = (day - begin).days + 1, (self.year_end(year) - begin).days + 1
        return amount * min(max(gone, 0), whole) / whole if whole > 0 else amount

    # -- the way from baseline to goal

    @property
    def is_to_hold(self) -> bool:
        """Whether there is nothing to gain: the baseline is at the goal or beyond, or the goal is 0."""
        if self.goal is None:
            return False
        if self.goal == 0:
            return True
        if self.start is None or self.accumulation not in (Accumulation.LEVEL, Accumulation.EACH):
            return False
        more = self.direction == Direction.MORE
        return self.start.value >= self.goal if more else self.start.value <= self.goal

    @property
    def increment_start(self) -> Start | None:
        """The baseline, where an increment against it says something: a level that still has a way to its goal."""
        if self.accumulation != Accumulation.LEVEL or self.start is None or self.absolute_goal is None:
            return None
        return None if self._is_reached_by(self.start.value) else self.start

    def _is_reached_by(self, value: Decimal) -> bool:
        assert self.goal is not None
        return value >= self.goal if self.direction == Direction.MORE else value <= self.goal

    @property
    def line_start(self) -> Start | None:
        """The baseline from which a straight line leads to the goal."""
        return self.start if self.start and self.start.year < self.last_year else None

    @property
    def is_small(self) -> bool:
        """Whether the way to the goal is too few whole pieces to be cut into years."""
        if not self.is_whole or self.goal is None or len(self.years) == 1:
            return False
        has_line = self.accumulation != Accumulation.SUM and self.line_start is not None
        way = self.goal - self.start.value if has_line and self.start else self.goal
        return abs(way) < MIN_CUT_PIECES
