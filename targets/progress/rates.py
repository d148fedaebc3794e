"""Rates of a year, to date, and of the goal; the expected progress, and the variance from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from targets.choices import Accumulation
from targets.progress.benchmark import Benchmark, BenchmarkSource, benchmark
from targets.progress.ratio import Ratio, Tally, percent_of, ratio
from targets.progress.series import HUNDRED, Reading, Series


def attainment_rate(series: Series, year: int) -> Ratio | None:
    """Return rate(y) 完成率: the year's actual against its benchmark; None where either is missing.

    A sum measured by the goal counts all its years. A reading within the year is held against the
    share of the year that has passed, and marked.
    """
    reading, against = series.readings.get(year), benchmark(series, year)
    if reading is None or reading.value is None or against.value is None:
        return None
    if reading.is_partial(year):
        return _partial_rate(series, year, reading, against)
    if against.source == BenchmarkSource.TOTAL:
        total = sum(series.settled(year).values(), Decimal(0))
        return replace(ratio(total, against.value, series.direction), missing=series.gaps(year))
    return ratio(reading.value, against.value, series.direction)


def _partial_rate(series: Series, year: int, reading: Reading, against: Benchmark) -> Ratio:
    assert reading.value is not None
    assert reading.as_of is not None
    assert against.value is not None
    year_end = dt.date(year, 12, 31)
    share_of_year = Decimal(reading.as_of.timetuple().tm_yday) / year_end.timetuple().tm_yday
    whole = against.value
    before = series.settled(year - 1)
    if series.accumulation in (Accumulation.LEVEL, Accumulation.MILESTONE):
        last = before.get(year - 1, _known_end(series, year - 1))
        due = whole if last is None else last + (whole - last) * share_of_year
    elif against.source == BenchmarkSource.TOTAL:
        due = (whole - sum(before.values(), Decimal(0))) * share_of_year
    else:
        due = whole * share_of_year
    return replace(ratio(reading.value, due, series.direction), is_partial=True)


def _known_end(series: Series, year: int) -> Decimal | None:
    """What is known of a level at the end of `year` without a report: the baseline, else its target."""
    if series.start and series.start.year == year:
        return series.start.value
    return series.targets.get(year)


def to_date(series: Series, until: int) -> Ratio | Tally | None:
    """Return 累计完成率 up to `until`; None where nothing was reported, or the accumulation is undecided."""
    settled = series.settled(until)
    if series.accumulation == Accumulation.EACH:
        return _tally(series, until)
    if not settled or series.accumulation is None:
        return None
    if series.accumulation != Accumulation.SUM or benchmark(series, max(settled)).source == BenchmarkSource.TOTAL:
        return attainment_rate(series, max(settled))
    measured = {year: m for year in settled if (m := benchmark(series, year).value) is not None}
    if not measured:
        return None
    total = sum((settled[year] for year in measured), Decimal(0))
    return replace(ratio(total, sum(measured.values(), Decimal(0)), series.direction), missing=series.gaps(until))


def _tally(series: Series, until: int) -> Tally | None:
    settled = series.settled(until)
    due = [
        y
        for y in series.years
        if y <= until and benchmark(series, y).value is not None and (y in settled or y in series.overdue)
    ]
    met = [y for y in due if (rate := attainment_rate(series, y)) and _reaches_mark(series, rate)]
    return Tally(len(met), len(due), tuple(y for y in due if y not in met)) if due else None


def _reaches_mark(series: Series, rate: Ratio) -> bool:
    is_met = rate.is_met if rate.percent is None else rate.percent >= series.met_mark
    return is_met and not rate.is_partial


def goal_rate(series: Series, until: int) -> Ratio | Tally | None:
    """Return 期末目标完成率: how much of the goal is reached by the readings up to `until`."""
    settled = series.settled(until)
    if series.goal is None or series.accumulation is None or not settled:
        return None
    if series.accumulation == Accumulation.EACH:
        return _tally(series, until)
    if series.accumulation == Accumulation.SUM:
        total = sum(settled.values(), Decimal(0))
        return replace(ratio(total, series.goal, series.direction), missing=series.gaps(until))
    return ratio(settled[max(settled)], series.goal, series.direction)


def increment_rate(series: Series, until: int) -> Ratio | None:
    """Return (a − b) / (g − b) of a level with a baseline; None where g = b or anything is missing."""
    start, settled = series.increment_start, series.settled(until)
    if start is None or series.goal is None or not settled:
        return None
    part, whole = settled[max(settled)] - start.value, series.goal - start.value
    percent = percent_of(part, whole)
    return Ratio(part, whole, percent, is_met=percent >= HUNDRED)


def expected_progress(series: Series, year: int) -> Decimal | None:
    """Return 序时进度 by `year`, in %: the share of the goal due, of the increment where a baseline exists."""
    goal = series.goal
    if goal is None or series.accumulation is None:
        return None
    if year >= series.last_year or series.accumulation == Accumulation.EACH:
        return HUNDRED
    if series.accumulation == Accumulation.SUM:
        amounts = [m for y in series.years if y <= year and (m := benchmark(series, y).value) is not None]
        return ratio(sum(amounts, Decimal(0)), goal, series.direction).percent
    due = benchmark(series, year).value
    if due is None:
        return None
    if start := series.increment_start:
        return percent_of(due - start.value, goal - start.value)
    return ratio(due, goal, series.direction).percent


def variance(series: Series, until: int) -> Decimal | None:
    """Return goal rate − expected progress at the latest settled year, in 百分点; behind is negative."""
    settled = series.settled(until)
    if not settled:
        return None
    reached = increment_rate(series, until) if series.increment_start else goal_rate(series, until)
    due = expected_progress(series, max(settled))
    if not isinstance(reached, Ratio) or reached.percent is None or due is None:
        return None
    return reached.percent - due
