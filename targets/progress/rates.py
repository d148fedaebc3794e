"""Rates of a year, to date, and of the goal; the expected progress, and the variance from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from targets.choices import Accumulation, Direction
from targets.progress.benchmark import Benchmark, Lack, benchmark, cumulated, line
from targets.progress.ratio import Ratio, Tally, allowance, percent_of, ratio
from targets.progress.series import HUNDRED, Reading, Series


def attainment_rate(series: Series, year: int) -> Ratio | None:
    """Return rate(y) 完成率: the year's actual against its benchmark; None where either is missing.

    A reading within the year is held against what was due by its day, and marked. Of an allowance it is the rate to
    date: what all years used against what they might.
    """
    reading, against = series.known_readings.get(year), benchmark(series, year)
    if reading is None or reading.value is None:
        return None
    if series.is_allowance:
        return _allowance_rate(series, year, reading, against)
    if against.value is None:
        return None
    if series.is_partial(year) and reading is series.readings.get(year):
        assert reading.as_of is not None
        due = due_within(series, year, reading.as_of, against.value)
        return replace(_ratio(series, reading.value, due), is_partial=True)
    return _ratio(series, reading.value, against.value)


def _ratio(series: Series, part: Decimal, whole: Decimal) -> Ratio:
    return replace(ratio(part, whole, series.direction), marks=series.marks)


def _allowance_rate(series: Series, year: int, reading: Reading, against: Benchmark) -> Ratio | None:
    assert reading.value is not None
    is_partial = series.is_partial(year)
    is_last = year >= series.last_year and not is_partial and series.goal is not None
    if against.value is None and not is_last:
        return None
    before = {y: m for y in series.settled(year - 1) if (m := benchmark(series, y).value) is not None}
    used = sum((series.whole_years[y] for y in before), reading.value)
    of_year = against.value or Decimal(0)
    if is_partial and reading.as_of is not None:
        of_year = due_within(series, year, reading.as_of, of_year)
    due = sum(before.values(), of_year)
    whole = series.goal if is_last and series.goal is not None else due
    result = replace(allowance(used, whole), marks=series.marks)
    return replace(result, is_partial=is_partial, missing=series.gaps(year))


def due_within(series: Series, year: int, day: dt.date, whole: Decimal) -> Decimal:
    """Return what is due by a day within the year: a share of the benchmark, or on the line from last year's."""
    if series.accumulation not in (Accumulation.LEVEL, Accumulation.MILESTONE):
        return max(Decimal(0), series.share_of_year(whole, year, day))
    last = _end_of(series, year - 1)
    if last is None:
        return whole
    due = last + series.share_of_year(whole - last, year, day)
    return max(Decimal(0), min(due, whole) if series.direction == Direction.MORE else max(due, whole))


def _end_of(series: Series, year: int) -> Decimal | None:
    """What is known of a level at the end of `year`: its value, else its benchmark, else the baseline."""
    if year in series.whole_years:
        return series.whole_years[year]
    due = benchmark(series, year).value if year in series.years else None
    return due if due is not None else series.start.value if series.start else None


def to_date(series: Series, until: int) -> Ratio | Tally | None:
    """Return 累计完成率 up to `until`; None where nothing was reported, or the accumulation is undecided."""
    settled = series.settled(until)
    if series.accumulation == Accumulation.EACH:
        return tally(series, until)
    if not settled or series.accumulation is None:
        return None
    if series.accumulation != Accumulation.SUM:
        return attainment_rate(series, max(settled))
    measured = {year: m for year in settled if (m := benchmark(series, year).value) is not None}
    if series.is_allowance:
        judged = [*measured, *(year for year in settled if year >= series.last_year)]
        return attainment_rate(series, max(judged)) if judged else None
    if not measured:
        return None
    total = sum((settled[year] for year in measured), Decimal(0))
    return replace(_ratio(series, total, sum(measured.values(), Decimal(0))), missing=series.gaps(until))


def tally(series: Series, until: int) -> Tally | None:
    """Return 达标 n/N 年 up to `until`: a year past its due date without a report counts as due; None where none is."""
    settled = series.settled(until)
    due = [
        y
        for y in series.years
        if y <= until and benchmark(series, y).value is not None and (y in settled or y in series.overdue)
    ]
    met = [y for y in due if is_year_met(series, y)]
    return Tally(len(met), len(due), tuple(y for y in due if y not in met)) if due else None


def is_year_met(series: Series, year: int) -> bool:
    """Whether a whole-year value reached the benchmark of its year, by the plan's mark."""
    rate = attainment_rate(series, year)
    if rate is None or rate.is_partial:
        return False
    return rate.is_met if rate.percent is None else rate.percent >= series.met_mark


def goal_rate(series: Series, until: int) -> Ratio | Tally | None:
    """Return 期末目标完成率: how much of an absolute goal is reached by the readings up to `until`."""
    settled = series.settled(until)
    goal = series.absolute_goal
    if goal is None or series.accumulation is None or not settled:
        return None
    if series.accumulation == Accumulation.EACH and series.is_every_year:
        return tally(series, until)
    if series.accumulation != Accumulation.SUM:
        return ratio(settled[max(settled)], goal, series.direction)
    total = sum(settled.values(), Decimal(0))
    reached = allowance(total, goal) if series.is_allowance else ratio(total, goal, series.direction)
    return replace(reached, missing=series.gaps(until))


def increment_rate(series: Series, until: int) -> Ratio | None:
    """Return (a − b) / (g − b) of a level with a baseline; None for a goal to hold, or where anything is missing."""
    start, settled = series.increment_start, series.settled(until)
    if start is None or series.goal is None or not settled:
        return None
    part, whole = settled[max(settled)] - start.value, series.goal - start.value
    percent = percent_of(part, whole)
    return Ratio(part, whole, percent, is_met=percent >= HUNDRED)


def expected_progress(series: Series, year: int) -> Decimal | None:
    """Return 序时进度 by `year`, in %: the share of the goal due, of the increment where a baseline exists."""
    if series.accumulation == Accumulation.SUM:
        return _expected_of_sum(series, [y for y in series.years if y <= year])
    return _expected_of_level(series, year)


def _expected_of_sum(series: Series, years: Collection[int]) -> Decimal | None:
    """The share of a sum's goal that these years are due."""
    goal = series.absolute_goal
    if goal is None or goal == 0:
        return None
    if len(years) == len(series.years):
        return HUNDRED
    if series.targets:
        due = [benchmark(series, year) for year in years]
        if any(m.value is None and m.lack != Lack.SUMS_TO_GOAL for m in due):
            return None
        return percent_of(sum((m.value or Decimal(0) for m in due), Decimal(0)), goal)
    amount = sum((cumulated(series, goal, y) - cumulated(series, goal, y - 1) for y in years), Decimal(0))
    return percent_of(amount.to_integral_value(ROUND_FLOOR) if series.is_small else amount, goal)


def _expected_of_level(series: Series, year: int) -> Decimal | None:
    goal, start = series.absolute_goal, series.increment_start
    if goal is None or series.accumulation is None or goal == 0:
        return None
    if year in series.targets:
        due = series.targets[year]
        return percent_of(due - start.value, goal - start.value) if start else _percent(series, due, goal)
    if series.is_to_hold and not series.targets:
        return None
    if year >= series.last_year:
        return HUNDRED
    if series.targets or series.accumulation == Accumulation.MILESTONE:
        return None
    return _expected_by_line(series, year, goal)


def _expected_by_line(series: Series, year: int, goal: Decimal) -> Decimal | None:
    """Without any printed target: by the line from the baseline; without one the full mark, or nothing."""
    if series.line_start is None:
        return HUNDRED if series.accumulation == Accumulation.EACH or series.is_ratio else None
    if series.is_every_year:
        return None
    due = line(series, series.line_start, goal, year)
    if series.is_small:  # rounded to the easier number
        due = due.to_integral_value(ROUND_FLOOR if series.direction == Direction.MORE else ROUND_CEILING)
    start = series.increment_start
    return percent_of(due - start.value, goal - start.value) if start else _percent(series, due, goal)


def _percent(series: Series, due: Decimal, goal: Decimal) -> Decimal | None:
    return ratio(due, goal, series.direction).percent


def variance(series: Series, until: int) -> Decimal | None:
    """Return goal rate − expected progress of the reported years, in 百分点; behind is negative."""
    settled = series.settled(until)
    if not settled or series.goal is None:
        return None
    if series.accumulation == Accumulation.SUM:
        due, used = _expected_of_sum(series, settled), sum(settled.values(), Decimal(0))
        if due is None:
            return None
        reached = percent_of(used, series.goal)
        return due - reached if series.is_allowance else reached - due
    rate = increment_rate(series, until) if series.increment_start else goal_rate(series, until)
    due = expected_progress(series, max(settled))
    if not isinstance(rate, Ratio) or rate.percent is None or due is None:
        return None
    return rate.percent - due
