"""One catalogue indicator over regions and years: values in the base unit, rates, ranks (domain.md §3)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from plans.calendar import plan_calendar
from plans.models import Plan, Region
from targets.choices import Accumulation, Direction
from targets.figures import IndicatorFigures, indicator_figures
from targets.models import PlanIndicator
from targets.progress import rounded
from targets.signed import SignedYear
from targets.year_figures import YearFigures

# What a year's value is: its own amount, or the amount at its end. The two are never put into one ranking.
YEARS_OWN, AT_YEAR_END, BUILT, UNDECIDED = "own", "end", "built", "undecided"
KINDS = {
    Accumulation.SUM: YEARS_OWN,
    Accumulation.EACH: YEARS_OWN,
    Accumulation.LEVEL: AT_YEAR_END,
    Accumulation.MILESTONE: BUILT,
}

GroupKey = tuple[str, str, str]  # level of the region, kind of value, direction


class Rankings(NamedTuple):
    """The places of one year by the row's id: by value, and by the rate of the year."""

    by_value: Mapping[int, int]
    by_rate: Mapping[int, int]


@dataclass(frozen=True)
class ComparedValue:
    """One region in one year. `value` is in the base unit; both ranks are None where nothing can be ranked."""

    cell: YearFigures
    value: Decimal | None
    rank: int | None
    ranked: int  # how many have a place in this year
    rate_rank: int | None = None  # by the rate of the year: who keeps what it promised
    rate_ranked: int = 0

    @property
    def is_alone(self) -> bool:
        """Whether no other region reported the year (独报): a place of one says nothing."""
        return self.rank is not None and self.ranked == 1


@dataclass(frozen=True)
class ComparedRow:
    """One plan's row of the indicator, with its values in the chosen years (None where the plan does not run)."""

    figures: IndicatorFigures
    values: list[ComparedValue | None]

    @property
    def now(self) -> ComparedValue | None:
        """The value of the last of the chosen years."""
        return self.values[-1]

    @property
    def rank_change(self) -> int | None:
        """How many places the row went up from the first to the last of the chosen years; None without both."""
        first, last = self.values[0], self.values[-1]
        if first is None or last is None or first.rank is None or last.rank is None:
            return None
        return first.rank - last.rank

    @property
    def plan(self) -> Plan:
        return self.figures.indicator.plan


@dataclass(frozen=True)
class ComparedGroup:
    """Rows that may be ranked together: regions of one level, values of one kind, one direction."""

    level: str
    kind: str
    direction: str
    rows: list[ComparedRow]

    @property
    def level_label(self) -> str:
        return str(dict(Region.Level.choices).get(self.level, ""))

    @property
    def is_ranked(self) -> bool:
        return self.kind != UNDECIDED


def compared_groups(
    indicators: Iterable[PlanIndicator],
    years: Sequence[int],
    today: dt.date,
    signed: Mapping[int, Mapping[int, SignedYear]] | None = None,
    rankings: Mapping[GroupKey, Mapping[int, Rankings]] | None = None,
) -> list[ComparedGroup]:
    """Return the rows (loaded with plan, region, rounds, phases) in groups that may be ranked; the largest group first.

    `signed` are the years that are final, by plan and year: of those it is what was signed. `rankings` are places by
    group and year where these rows are but some of many; else they are ranked among each other.
    """
    groups: dict[GroupKey, list[IndicatorFigures]] = defaultdict(list)
    for row in indicators:
        if any(year in row.plan.years for year in years):
            calendar, kept = plan_calendar(row.plan, today), (signed or {}).get(row.plan_id)
            figures = indicator_figures(row, max(years), calendar, signed=kept)
            groups[row.plan.region.level, value_kind(row.accumulation), row.direction].append(figures)
    known = rankings or {}
    found = [ComparedGroup(*key, _rows(rows, years, key, known.get(key))) for key, rows in groups.items()]
    return sorted(found, key=lambda group: -len(group.rows))


def value_kind(accumulation: str | None) -> str:
    """Return what a year's value is; undecided while nobody has said how the years add up."""
    return KINDS[Accumulation(accumulation)] if accumulation else UNDECIDED


def _rows(
    rows: list[IndicatorFigures], years: Sequence[int], key: GroupKey, known: Mapping[int, Rankings] | None
) -> list[ComparedRow]:
    _level, kind, direction = key
    rankings = known or {year: _rankings(rows, year, kind, direction) for year in years}
    made = [ComparedRow(row, [_value(row, year, rankings[year]) for year in years]) for row in rows]
    last = rankings[max(years)].by_value
    return sorted(made, key=lambda row: (last.get(row.figures.indicator.pk, len(last) + 1), row.plan.region.code))


def _rankings(rows: list[IndicatorFigures], year: int, kind: str, direction: str) -> Rankings:
    if kind == UNDECIDED:
        return Rankings({}, {})
    return Rankings(ranked(rows, year, direction), ranked_by_rate(rows, year))


def _value(row: IndicatorFigures, year: int, rankings: Rankings) -> ComparedValue | None:
    if year not in row.series.years:
        return None
    cell = next(cell for cell in row.cells if cell.year == year)
    value = None if cell.value is None else in_base_unit(row, cell.value)
    pk, by_value, by_rate = row.indicator.pk, rankings.by_value, rankings.by_rate
    return ComparedValue(cell, value, by_value.get(pk), len(by_value), by_rate.get(pk), len(by_rate))


def in_base_unit(row: IndicatorFigures, value: Decimal) -> Decimal:
    """Return 26,000 (件) for 2.6 (万件)."""
    return value * row.indicator.scale


def ranked(rows: Iterable[IndicatorFigures], year: int, direction: str) -> dict[int, int]:
    """Return the place of each whole-year value, by the row's id; equal values share a place.

    Of two plans of a region that hold the year, the later one counts.
    """
    values = {row.indicator.pk: in_base_unit(row, row.series.whole_years[year])
              for row in _in_force(rows, year) if year in row.series.whole_years}  # fmt: skip
    return places(values, is_more_better=direction == Direction.MORE)


def ranked_by_rate(rows: Iterable[IndicatorFigures], year: int) -> dict[int, int]:
    """Return the place of each whole-year value by its printed rate, by the row's id; equal rates share one."""
    shown = {row.indicator.pk: row.cell(year) for row in _in_force(rows, year) if year in row.series.whole_years}
    rates = {
        pk: rounded(cell.rate.percent, cell.rate.marks)
        for pk, cell in shown.items()
        if cell.rate is not None and cell.rate.percent is not None
    }
    return places(rates)


def places(values: Mapping[int, Decimal], *, is_more_better: bool = True) -> dict[int, int]:
    """Return the place of each value, by its key; equal ones share a place."""
    first: dict[Decimal, int] = {}
    for number, value in enumerate(sorted(values.values(), reverse=is_more_better), 1):
        first.setdefault(value, number)
    return {pk: first[value] for pk, value in values.items()}


def _in_force(rows: Iterable[IndicatorFigures], year: int) -> Iterable[IndicatorFigures]:
    """Of each region the row that holds the year, of the later plan where two do."""
    running = (row for row in sorted(rows, key=lambda row: row.series.first_year) if year in row.series.years)
    return {row.indicator.plan.region_id: row for row in running}.values()
