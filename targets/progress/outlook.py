"""期末判断: whether the goal will be, or was, reached; in the words of the State's own evaluations (domain.md §3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from targets.choices import Accumulation, Judgement
from targets.progress.benchmark import benchmark
from targets.progress.rates import expected_progress, goal_rate, is_year_met, tally, variance
from targets.progress.ratio import Ratio, Tally
from targets.progress.remaining import distance, projection
from targets.progress.series import HUNDRED, Series


class Unjudged(StrEnum):
    """Why a goal cannot be judged."""

    UNDECIDED = "undecided"
    RELATIVE = "relative"
    NOT_BUILT = "not-built"
    TOO_FEW = "too-few"
    YEAR_UNREPORTED = "year-unreported"
    LAST_UNREPORTED = "last-unreported"


@dataclass(frozen=True)
class Outlook:
    """The judgement of a goal: its word, or why there is none; the gap to it in the plan's unit; years met of years."""

    judgement: Judgement
    lack: Unjudged | None = None
    gap: Decimal | None = None
    years: Tally | None = None


def outlook(series: Series, until: int) -> Outlook | None:
    """Return the judgement as of the year `until`; None where the plan states no goal as a number.

    From the plan's last year on it says whether the goal was reached, once that can be known.
    """
    if series.goal is None:
        return _unjudged(Unjudged.RELATIVE) if series.is_relative else None
    if series.accumulation is None:
        return _unjudged(Unjudged.UNDECIDED)
    series = replace(series, is_relative=False)
    until = min(until, series.last_year)
    if series.is_allowance and distance(series, until):
        return _ended(series, until, Judgement.NOT_DONE)
    is_last = until == series.last_year
    is_answered = until in series.settled(until) or series.is_not_applicable(until)
    if is_last and (is_answered or until in series.overdue):
        return _at_the_end(series, until)
    return _before_the_end(series, until)


def _unjudged(lack: Unjudged, years: Tally | None = None) -> Outlook:
    return Outlook(Judgement.UNKNOWN, lack, years=years)


def _ended(series: Series, until: int, judgement: Judgement) -> Outlook:
    gap = distance(series, until) if judgement == Judgement.NOT_DONE else None
    return Outlook(judgement, gap=gap, years=_years(series, until))


def _years(series: Series, until: int) -> Tally | None:
    return tally(series, until) if series.accumulation == Accumulation.EACH else None


# -- at the end


def _at_the_end(series: Series, until: int) -> Outlook:
    if series.accumulation == Accumulation.EACH and series.is_every_year:
        return _every_year_at_the_end(series, until)
    if until not in series.settled(until):
        return _without_last_year(series, until)
    if not _is_reached(series, until):
        return _ended(series, until, Judgement.NOT_DONE)
    is_early = _can_be_early(series) and _is_reached(series, until - 1)
    return _ended(series, until, Judgement.DONE_EARLY if is_early else Judgement.DONE)


def _every_year_at_the_end(series: Series, until: int) -> Outlook:
    """A failed year stays failed; a year that nobody reported leaves the rest open."""
    if _failed_years(series, until):
        return _ended(series, until, Judgement.NOT_DONE)
    settled = series.settled(until)
    if any(year not in settled and not series.is_not_applicable(year) for year in series.years):
        return _unjudged(Unjudged.YEAR_UNREPORTED, _years(series, until))
    return _ended(series, until, Judgement.DONE) if settled else _unjudged(Unjudged.LAST_UNREPORTED)


def _without_last_year(series: Series, until: int) -> Outlook:
    """Past due without a value of the last year: only what adds up, or was built, can have been reached."""
    adds_up = series.accumulation in (Accumulation.SUM, Accumulation.MILESTONE)
    if adds_up and _can_be_early(series) and _is_reached(series, until):
        return _ended(series, until, Judgement.DONE_EARLY)
    return _unjudged(Unjudged.LAST_UNREPORTED, _years(series, until))


def _is_reached(series: Series, until: int) -> bool:
    rate = goal_rate(series, until)
    return rate is not None and rate.is_met


def _can_be_early(series: Series) -> bool:
    """A ratio, a goal to hold, an allowance or what counts every year is not reached before its time."""
    if series.accumulation == Accumulation.EACH or series.is_allowance:
        return False
    return not series.is_ratio and not series.is_to_hold


def _failed_years(series: Series, until: int) -> list[int]:
    """The reported years that missed their own benchmark."""
    return [year for year in _measured_years(series, until) if not is_year_met(series, year)]


def _measured_years(series: Series, until: int) -> list[int]:
    return [year for year in series.settled(until) if benchmark(series, year).value is not None]


# -- before the end


def _before_the_end(series: Series, until: int) -> Outlook:
    if not series.settled(until):
        is_milestone = series.accumulation == Accumulation.MILESTONE
        return _unjudged(Unjudged.NOT_BUILT if is_milestone else Unjudged.TOO_FEW, _years(series, until))
    if series.accumulation == Accumulation.MILESTONE:
        return Outlook(Judgement.EARLY) if _is_reached(series, until) else _unjudged(Unjudged.NOT_BUILT)
    if series.accumulation == Accumulation.EACH and _measured_years(series, until):
        return _of_each(series, until)
    if _can_be_early(series) and _is_reached(series, until):
        return Outlook(Judgement.EARLY)
    if not _can_be_early(series) and not series.is_allowance and _is_reached(series, until):
        return Outlook(_while_reached(series, until))
    points = variance(series, until)
    return _by_forecast(series, until) if points is None else Outlook(_by_variance(series, until, points))


def _of_each(series: Series, until: int) -> Outlook:
    failed, latest = _failed_years(series, until), max(_measured_years(series, until))
    is_slow = latest in failed or (series.is_every_year and bool(failed))
    return Outlook(Judgement.SLOW if is_slow else Judgement.ON_COURSE, years=_years(series, until))


def _while_reached(series: Series, until: int) -> Judgement:
    """At the goal, where that can be lost again: faster only while the path still leads up to it."""
    due = expected_progress(series, max(series.settled(until)))
    is_ahead = due is not None and due <= HUNDRED - series.ahead_mark
    return Judgement.AHEAD if is_ahead else Judgement.ON_COURSE


def _by_variance(series: Series, until: int, points: Decimal) -> Judgement:
    if points <= -series.ahead_mark:
        return Judgement.SLOW
    latest = max(series.settled(until))
    has_gap = any(year < latest for year in series.gaps(until))
    return Judgement.AHEAD if points >= series.ahead_mark and not has_gap else Judgement.ON_COURSE


def _by_forecast(series: Series, until: int) -> Outlook:
    """Without a path: where the reported years lead, against the goal."""
    years = _years(series, until)
    if _is_reached(series, until):
        return Outlook(Judgement.ON_COURSE, years=years)
    forecast = projection(series, until)
    if series.goal == 0:
        return Outlook(Judgement.ON_COURSE if forecast and forecast.is_met else Judgement.SLOW, years=years)
    if forecast is None:
        return _unjudged(Unjudged.TOO_FEW, years)
    return Outlook(_by_percent(series, forecast), years=years)


def _by_percent(series: Series, forecast: Ratio) -> Judgement:
    if forecast.percent is None:
        return Judgement.ON_COURSE if forecast.is_met else Judgement.SLOW
    if forecast.percent <= HUNDRED - series.ahead_mark:
        return Judgement.SLOW
    return Judgement.AHEAD if forecast.percent >= HUNDRED + series.ahead_mark else Judgement.ON_COURSE
