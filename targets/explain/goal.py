"""How the figures of the goal come about: to date, its rate, the path, what remains, the forecast."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from targets.choices import Accumulation, Direction
from targets.explain.formula import bracketed, divided, in_direction, sum_text, tally_text
from targets.explain.year import rate_how
from targets.figures import IndicatorFigures
from targets.numbers import computed_text, exact_text, judgement_text, number_text, percent_text, rate_text
from targets.progress import Ratio, Series, Tally, line


def to_date_how(figures: IndicatorFigures) -> str:
    series, result = figures.series, figures.to_date
    if isinstance(result, Tally):
        return tally_text(result)
    if result is None:
        return ""
    settled = series.settled(figures.year)
    if series.is_allowance:
        return divided(figures, exact_text(result.part), exact_text(result.whole), result)
    if series.accumulation != Accumulation.SUM:
        found = _("as of the latest year, %(year)s") % {"year": max(settled)}
        return f"{rate_how(figures, figures.cell(max(settled)))} · {found}"
    measured = [year for year in settled if figures.cell(year).benchmark.value is not None]
    targets = (figures.cell(year).benchmark.value or Decimal(0) for year in measured)
    return divided(figures, sum_text(settled[year] for year in measured), sum_text(targets), result)


def goal_rate_how(figures: IndicatorFigures) -> str:
    series, result = figures.series, figures.goal_rate
    if isinstance(result, Tally):
        return tally_text(result)
    if result is None:
        return ""
    settled = series.settled(figures.year)
    part = sum_text(settled.values()) if series.accumulation == Accumulation.SUM else number_text(result.part)
    return divided(figures, part, number_text(result.whole), result)


def increment_how(figures: IndicatorFigures) -> str:
    result, start = figures.increment_rate, figures.series.increment_start
    if result is None or start is None or figures.series.goal is None:
        return ""
    latest = result.part + start.value
    return f"{_share_of_way(figures.series, latest)} = {rate_text(result)}"


def _share_of_way(series: Series, reached: Decimal) -> str:
    """(reached − baseline) ÷ (goal − baseline)."""
    base = number_text(series.start.value if series.start else None)
    return f"({exact_text(reached)} − {base}) ÷ ({number_text(series.goal)} − {base})"


def expected_progress_how(figures: IndicatorFigures) -> str:
    series = figures.series
    settled = series.settled(figures.year)
    year = max(settled, default=figures.year)
    result = figures.expected_progress_by(year)
    if result is None:
        return ""
    percent = percent_text(result)
    how = _expected_how(figures, year)
    if not how:
        return _("%(percent)s, the full mark") % {"percent": percent}
    return f"{how} = {percent} · " + _("due by the end of %(year)s") % {"year": year}


def _expected_how(figures: IndicatorFigures, year: int) -> str:
    """The formula of the share due by a year; "" where it is the full mark."""
    series = figures.series
    is_printed = year in series.targets
    if year >= series.last_year and not (is_printed and series.accumulation != Accumulation.SUM):
        return ""
    if series.accumulation == Accumulation.SUM:
        if series.targets:
            due = (figures.cell(y).benchmark.value for y in series.years if y <= year)
            return f"{bracketed(sum_text(d for d in due if d is not None))} ÷ {number_text(series.goal)}"
        gone = sum(series.months(y) for y in series.years if y <= year)
        return _("%(gone)s of %(all)s months") % {"gone": gone, "all": sum(map(series.months, series.years))}
    if is_printed:
        due_text = exact_text(series.targets[year])
    elif series.line_start:
        due_text = exact_text(line(series, series.line_start, series.goal or Decimal(0), year))
    else:
        return ""
    if series.increment_start:
        base = number_text(series.increment_start.value)
        return f"({due_text} − {base}) ÷ ({number_text(series.goal)} − {base})"
    return in_direction(series, due_text, number_text(series.goal))


def variance_how(figures: IndicatorFigures) -> str:
    if figures.variance is None:
        return ""
    series, points = figures.series, f"{figures.variance_text} " + _("points")
    if series.is_allowance and figures.goal_rate is not None and series.goal:
        used = sum(series.settled(figures.year).values(), Decimal(0))
        due = figures.variance + used * 100 / series.goal
        return f"{percent_text(due)} − {percent_text(used * 100 / series.goal)} = {points}"
    reached = figures.increment_rate or figures.goal_rate
    if not isinstance(reached, Ratio) or reached.percent is None:
        return ""
    expected_progress = reached.percent - figures.variance
    gaps = series.gaps(max(series.settled(figures.year)))
    named = " · " + _("of the reported years only") if gaps and series.accumulation == Accumulation.SUM else ""
    return f"{percent_text(reached.percent)} − {percent_text(expected_progress)} = {points}{named}"


def outlook_how(figures: IndicatorFigures) -> str:
    """期末判断 with what it rests on."""
    found = figures.outlook
    if found is None:
        return ""
    parts = [judgement_text(found)]
    if found.gap is not None:
        parts.append(_("short by %(gap)s %(unit)s") % {"gap": number_text(found.gap), "unit": figures.gap_unit})
    if found.years is not None:
        parts.append(tally_text(found.years))
    mark = number_text(figures.series.ahead_mark)
    parts.append(_("faster or slower from %(mark)s points on") % {"mark": mark})
    return " · ".join(parts)


def remaining_how(figures: IndicatorFigures) -> str:
    remaining, series = figures.remaining, figures.series
    if remaining.distance is None or series.goal is None:
        return ""
    settled = series.settled(figures.year)
    is_sum = series.accumulation == Accumulation.SUM
    reached = (
        sum_text(settled.values()) if is_sum and settled else number_text(settled[max(settled)]) if settled else "0"
    )
    ends = (number_text(series.goal), bracketed(reached))
    above, below = ends if series.direction == Direction.MORE else ends[::-1]
    text = f"{above} − {below} → {number_text(remaining.distance)} {figures.gap_unit}"
    if remaining.printed and is_sum:
        text += " · " + _("yearly targets still to come: %(n)s") % {"n": sum_text(remaining.printed.values())}
    if remaining.is_over:
        text += " · " + _("the plan has ended")
    elif remaining.per_year:
        text += " · ÷ " + _("%(n)s years left = %(each)s %(unit)s a year") % {
            "n": remaining.years_left,
            "each": computed_text(remaining.per_year),
            "unit": figures.gap_unit,
        }
    return text


def trend_how(figures: IndicatorFigures) -> str:
    if not figures.trend:
        return ""
    settled = figures.series.settled(figures.year)
    found = "、".join(f"{year}: {computed_text(value)}" for year, value in figures.trend.items())
    if figures.series.accumulation == Accumulation.SUM:
        mean = next(iter(figures.trend.values()))
        how = f"{bracketed(sum_text(settled.values()))} ÷ {len(settled)} = {computed_text(mean)}"
    else:
        reported = "、".join(f"{year}: {number_text(value)}" for year, value in settled.items())
        how = _("a straight line through %(n)s reported years") % {"n": len(settled)} + f"({reported})"
    end = figures.projection
    return f"{how} → {found}" + (f" → {_projected(figures, end)}" if end else "")


def _projected(figures: IndicatorFigures, end: Ratio) -> str:
    return divided(figures, computed_text(end.part), number_text(end.whole), end)


def outlook_lack(figures: IndicatorFigures) -> str:
    """Return why there is no forecast against the goal, in words; "" where there is one."""
    series = figures.series
    if figures.projection is not None:
        return ""
    if series.accumulation is None:
        return _("Nobody has decided yet how the years add up, so to date, goal and forecast cannot be computed.")
    if isinstance(figures.goal_rate, Tally):
        return tally_text(figures.goal_rate) + (
            "" if not figures.goal_rate.failed else " · " + _("a failed year stays so")
        )
    if series.goal is None:
        return _("The goal is relative to something else, or there is none.")
    if figures.year >= series.last_year:
        return _("The plan's last year: nothing is left to forecast.")
    return _("A forecast needs two reported years.")
