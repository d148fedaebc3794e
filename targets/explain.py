"""How a figure was computed (怎么算的): the formula with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.choices import Accumulation, Direction
from targets.figures import IndicatorFigures, PlanFigures, YearFigures
from targets.numbers import computed_text, exact_text, number_text, percent_text, points_text, rate_text
from targets.progress import BenchmarkSource, Ratio, Series, Tally


@dataclass(frozen=True)
class Explanation:
    name: str
    how: str


def explanations(figures: IndicatorFigures) -> list[Explanation]:
    """Return a line for each figure of the chosen year that there is."""
    found = [
        (_("Target of %(year)s") % {"year": figures.year}, benchmark_how(figures, figures.now)),
        (_("Attainment of %(year)s") % {"year": figures.year}, rate_how(figures, figures.now)),
        (_("To date"), _to_date(figures)),
        (_("Goal attainment"), _goal_rate(figures)),
        (_("Increment attainment"), _increment(figures)),
        (_("Path"), _expected_progress(figures)),
        (_("Ahead of the path"), _variance(figures)),
        (_("Still needed"), _remaining(figures)),
        (_("Forecast"), _trend(figures)),
    ]
    return [Explanation(name, how) for name, how in found if how]


def benchmark_how(figures: IndicatorFigures, cell: YearFigures) -> str:
    """Return where a target that is not printed comes from; "" for a printed one, and where there is none."""
    series, against = figures.series, cell.benchmark
    if against.source in (BenchmarkSource.GOAL, BenchmarkSource.TOTAL):
        words = _("by the goal") if against.source == BenchmarkSource.GOAL else _("all years against the goal")
        return f"{computed_text(against.value)}({words})"
    if against.source != BenchmarkSource.ESTIMATED or series.goal is None:
        return ""
    computed = _("computed")
    return f"{_estimate_how(series, cell.year)} = {computed_text(against.value)}({computed})"


def _estimate_how(series: Series, year: int) -> str:
    goal = series.goal or Decimal(0)
    if series.accumulation == Accumulation.SUM:
        printed = list(series.targets.values())
        unprinted = sum(other not in series.targets for other in series.years)
        left = f"({number_text(goal)} − {_bracketed(_sum(printed))})" if printed else number_text(goal)
        least = " · " + _("at least 0") if (goal - sum(printed, Decimal(0))) * goal < 0 else ""
        return f"{left} ÷ {unprinted}{least}"
    start = series.start
    if series.accumulation == Accumulation.LEVEL and start and start.year < series.last_year:
        ratio = f"{year - start.year} ÷ {series.last_year - start.year}"
        return f"{number_text(start.value)} + ({number_text(goal)} − {number_text(start.value)}) × {ratio}"
    return _("the goal, every year")


def rate_how(figures: IndicatorFigures, cell: YearFigures) -> str:
    """Return how a year's rate comes about: actual and benchmark, and the difference in points for units of %."""
    rate = cell.rate
    if rate is None:
        return ""
    if cell.benchmark.source == BenchmarkSource.TOTAL and not rate.is_partial:
        return _divided(figures, _sum(figures.series.settled(cell.year).values()), number_text(rate.whole), rate)
    how = _divided(figures, number_text(rate.part), exact_text(rate.whole), rate)
    if rate.is_partial and cell.actual:
        found = {"date": cell.actual.as_of, "due": computed_text(rate.whole)}
        how += " · " + _("to %(date)s, when %(due)s was due") % found
    if figures.indicator.unit == "%" and cell.points is not None:
        how += f" · {points_text(cell.points)} " + _("points")
    return how


def _divided(figures: IndicatorFigures, part: str, whole: str, rate: Ratio) -> str:
    """Part ÷ whole = percent, turned round where less is better; in words where there is no percent."""
    if rate.percent is None:
        return f"{part} / {whole}: {rate_text(rate)}"
    formula = _in_direction(figures.series, part, whole, is_turned=rate.whole < 0)
    return f"{formula} = {rate_text(rate)}" + _missing(rate)


def _in_direction(series: Series, part: str, whole: str, is_turned: bool = False) -> str:
    """Part ÷ whole, or whole ÷ part where less is better; a whole below 0 turns that round, as `ratio` does."""
    above, below = (part, whole) if (series.direction == Direction.MORE) != is_turned else (whole, part)
    return f"{_bracketed(above)} ÷ {_bracketed(below)}"


def _missing(rate: Ratio) -> str:
    return " · " + _("* without %(years)s") % {"years": "、".join(map(str, rate.missing))} if rate.missing else ""


def _to_date(figures: IndicatorFigures) -> str:
    series, result = figures.series, figures.to_date
    if isinstance(result, Tally):
        return _tally(result)
    if result is None:
        return ""
    settled = series.settled(figures.year)
    if series.accumulation != Accumulation.SUM or figures.cell(max(settled)).benchmark.source == BenchmarkSource.TOTAL:
        found = _("as of the latest year, %(year)s") % {"year": max(settled)}
        return f"{rate_how(figures, figures.cell(max(settled)))} · {found}"
    measured = [year for year in settled if figures.cell(year).benchmark.value is not None]
    targets = (figures.cell(year).benchmark.value or Decimal(0) for year in measured)
    return _divided(figures, _sum(settled[year] for year in measured), _sum(targets), result)


def _tally(result: Tally) -> str:
    how = _("%(met)s of %(due)s due years met") % {"met": result.met, "due": result.due}
    failed = "、".join(map(str, result.failed))
    return how + (" · " + _("not met in %(years)s") % {"years": failed} if failed else "")


def _goal_rate(figures: IndicatorFigures) -> str:
    series, result = figures.series, figures.goal_rate
    if isinstance(result, Tally):
        return _tally(result)
    if result is None:
        return ""
    settled = series.settled(figures.year)
    part = _sum(settled.values()) if series.accumulation == Accumulation.SUM else number_text(result.part)
    return _divided(figures, part, number_text(result.whole), result)


def _increment(figures: IndicatorFigures) -> str:
    result, start = figures.increment_rate, figures.series.increment_start
    if result is None or start is None or figures.series.goal is None:
        return ""
    latest = result.part + start.value
    return f"{_share_of_way(figures.series, latest)} = {rate_text(result)}"


def _share_of_way(series: Series, reached: Decimal) -> str:
    """(reached − baseline) ÷ (goal − baseline)."""
    base = number_text(series.start.value if series.start else None)
    return f"({exact_text(reached)} − {base}) ÷ ({number_text(series.goal)} − {base})"


def _expected_progress(figures: IndicatorFigures) -> str:
    series = figures.series
    settled = series.settled(figures.year)
    year = max(settled, default=figures.year)
    result = figures.expected_progress_by(year)
    if result is None:
        return ""
    percent = percent_text(result)
    if year >= series.last_year or series.accumulation == Accumulation.EACH:
        return _("%(percent)s, the full mark") % {"percent": percent}
    due = figures.cell(year).benchmark.value
    if series.accumulation == Accumulation.SUM:
        amounts = (figures.cell(y).benchmark.value for y in series.years if y <= year)
        how = _in_direction(series, _sum(amount for amount in amounts if amount is not None), number_text(series.goal))
    elif series.increment_start and due is not None:
        how = _share_of_way(series, due)
    else:
        how = _in_direction(series, exact_text(due), number_text(series.goal))
    return f"{how} = {percent} · " + _("due by the end of %(year)s") % {"year": year}


def _variance(figures: IndicatorFigures) -> str:
    reached = figures.increment_rate or figures.goal_rate
    if figures.variance is None or not isinstance(reached, Ratio) or reached.percent is None:
        return ""
    expected_progress = reached.percent - figures.variance
    return (
        f"{percent_text(reached.percent)} − {percent_text(expected_progress)} = {points_text(figures.variance)} "
        + _("points")
    )


def _remaining(figures: IndicatorFigures) -> str:
    remaining, series = figures.remaining, figures.series
    if remaining.distance is None or series.goal is None:
        return ""
    settled = series.settled(figures.year)
    is_sum = series.accumulation == Accumulation.SUM
    reached = _sum(settled.values()) if is_sum and settled else number_text(settled[max(settled)]) if settled else "0"
    ends = (number_text(series.goal), _bracketed(reached))
    above, below = ends if series.direction == Direction.MORE else ends[::-1]
    text = f"{above} − {below} → {number_text(remaining.distance)} {figures.gap_unit}"
    if remaining.printed and is_sum:
        text += " · " + _("yearly targets still to come: %(n)s") % {"n": _sum(remaining.printed.values())}
    if remaining.per_year:
        text += " · ÷ " + _("%(n)s years left = %(each)s %(unit)s a year") % {
            "n": remaining.years_left,
            "each": computed_text(remaining.per_year),
            "unit": figures.gap_unit,
        }
    return text


def _trend(figures: IndicatorFigures) -> str:
    if not figures.trend:
        return ""
    settled = figures.series.settled(figures.year)
    found = "、".join(f"{year}: {computed_text(value)}" for year, value in figures.trend.items())
    if figures.series.accumulation == Accumulation.SUM:
        mean = next(iter(figures.trend.values()))
        how = f"{_bracketed(_sum(settled.values()))} ÷ {len(settled)} = {computed_text(mean)}"
    else:
        reported = "、".join(f"{year}: {number_text(value)}" for year, value in settled.items())
        how = _("a straight line through %(n)s reported years") % {"n": len(settled)} + f"({reported})"
    end = figures.projection
    return f"{how} → {found}" + (f" → {_projected(figures, end)}" if end else "")


def _projected(figures: IndicatorFigures, end: Ratio) -> str:
    return _divided(figures, computed_text(end.part), number_text(end.whole), end)


def outlook_lack(figures: IndicatorFigures) -> str:
    """Return why there is no forecast against the goal, in words; "" where there is one."""
    series = figures.series
    if figures.projection is not None:
        return ""
    if series.accumulation is None:
        return _("Nobody has decided yet how the years add up, so to date, goal and forecast cannot be computed.")
    if isinstance(figures.goal_rate, Tally):
        return _tally(figures.goal_rate) + ("" if not figures.goal_rate.failed else " · " + _("a failed year stays so"))
    if series.goal is None:
        return _("The goal is relative to something else, or there is none.")
    if figures.year >= series.last_year:
        return _("The plan's last year: nothing is left to forecast.")
    return _("A forecast needs two reported years.")


def mean_explanations(figures: PlanFigures) -> list[Explanation]:
    """Return how the means of a plan come about, and what each counts."""
    means = figures.means
    total, uncapped = computed_text(means.total), computed_text(means.uncapped_total)
    found = [
        (_("Mean attainment"), means.assessed, f"{total} ÷ {number_text(means.weight)}",
         _("rates up to 100% by weight, of all that should have reported; unreported as 0")),
        (_("Of those reported"), means.reported, f"{total} ÷ {number_text(means.reported_weight)}",
         _("rates up to 100% by weight, of those reported")),
        (_("Uncapped mean"), means.uncapped, f"{uncapped} ÷ {number_text(means.uncapped_weight)}",
         _("rates as they are by weight, of those reported")),
    ]  # fmt: skip
    return [
        Explanation(
            name, " · ".join(filter(None, [f"{how} = {percent_text(mean)}" if how else percent_text(mean), what]))
        )
        for name, mean, how, what in found
        if mean is not None
    ]


def _sum(values: Iterable[Decimal]) -> str:
    """1,000 + 2,000; "0" for none."""
    return " + ".join(exact_text(value) for value in values) or "0"


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text
