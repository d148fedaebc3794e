"""The view 期末: how much of the goals of a plan was reached, by the latest reported years (domain.md §3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from targets.choices import Accumulation, Judgement
from targets.progress.benchmark import benchmark
from targets.progress.outlook import outlook
from targets.progress.rates import attainment_rate, goal_rate
from targets.progress.ratio import QUOTIENT, Ratio, capped
from targets.progress.series import HUNDRED, Series


@dataclass(frozen=True)
class FinalMean:
    """The mean of goal rates in %, over 参评 n rows by weight, of which 无法判断 m are not judged."""

    mean: Decimal | None
    count: int
    unjudged_count: int
    total: Decimal = Decimal(0)
    weight: Decimal = Decimal(0)

    @property
    def is_thin(self) -> bool:
        """Under 80 % judged (报送不足): listed after the others."""
        return (self.count - self.unjudged_count) * 5 < self.count * 4


def final_mean(rows: Iterable[tuple[Series, Decimal]]) -> FinalMean:
    """Return the mean of goal rates, each capped at 100 and 0 without a report, over (series, weight)."""
    counted = [(series, share, weight) for series, weight in rows if (share := final_share(series)) is not None]
    weight = sum((weight for _, _, weight in counted), Decimal(0))
    total = sum((share * weight for _, share, weight in counted), Decimal(0))
    judged = (outlook(series, series.last_year) for series, _, _ in counted)
    return FinalMean(
        mean=QUOTIENT.divide(total, weight) if weight else None,
        count=len(counted),
        unjudged_count=sum(found is None or found.judgement == Judgement.UNKNOWN for found in judged),
        total=total,
        weight=weight,
    )


def final_share(series: Series) -> Decimal | None:
    """Return what a row counts for in the view 期末, 0 to 100 %; None where it takes no part (未参评)."""
    if series.absolute_goal is None or series.accumulation is None:
        return None
    if series.accumulation == Accumulation.EACH and series.is_every_year:
        return _mean_of_years(series)
    rate = goal_rate(series, series.last_year)
    if not isinstance(rate, Ratio):
        return Decimal(0)
    if series.accumulation == Accumulation.MILESTONE:
        return HUNDRED if rate.is_met else Decimal(0)
    return capped(rate)


def _mean_of_years(series: Series) -> Decimal:
    """Of what must be reached every year: the mean of its reported years' capped rates."""
    measured = [year for year in series.settled(series.last_year) if benchmark(series, year).value is not None]
    shares = [capped(rate) for year in measured if (rate := attainment_rate(series, year))]
    return QUOTIENT.divide(sum(shares, Decimal(0)), Decimal(len(shares))) if shares else Decimal(0)
