"""From stored rows to figures: the one place where pages, charts and workbooks get their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from plans.calendar import PlanCalendar
from plans.models import Report
from targets import checks, progress
from targets.choices import Accumulation, Judgement, State
from targets.models import Actual, Goal, PlanIndicator, YearTarget
from targets.numbers import points_text
from targets.progress import Ratio, Series, Tally
from targets.signed import SignedFigure, SignedYear
from targets.stored_series import goal_of, series_of
from targets.year_figures import YearFigures, as_signed, kept, kept_percent

APPROVED = frozenset({Report.Status.APPROVED})
SUBMITTED_STATUSES = frozenset(Report.SUBMITTED_STATUSES)
TROUBLED = (State.BEHIND, State.OVERDUE)
MISSED = (Judgement.SLOW, Judgement.NOT_DONE)
WORST_FIRST = (
    State.BEHIND,
    State.OVERDUE,
    State.UNREPORTED,
    State.NEAR,
    State.MET,
    State.NO_TARGET,
    State.NOT_APPLICABLE,
)


@dataclass(frozen=True)
class IndicatorFigures:
    """All figures of one plan indicator as of `year`."""

    indicator: PlanIndicator
    series: Series
    year: int
    actuals: Mapping[int, Actual]
    signed: Mapping[int, SignedFigure] = field(default_factory=dict)

    @cached_property
    def signed_now(self) -> SignedFigure | None:
        """What was signed of the chosen year."""
        return self.signed.get(self.year)

    @cached_property
    def differs_from_signed(self) -> bool:
        """Whether the chosen year would be computed otherwise today (与定案不一致)."""
        signed, now = self.signed_now, self.computed_cell(self.year)
        if signed is None:
            return False
        value = None if now.is_partial else now.value
        today = (kept(now.benchmark.value), value, now.state, kept_percent(now.rate))
        return today != (signed.benchmark.value, signed.value, signed.state, kept_percent(signed.rate))

    @property
    def today_cell(self) -> YearFigures:
        """The chosen year as it is computed today."""
        return self.computed_cell(self.year)

    @cached_property
    def cells(self) -> list[YearFigures]:
        return [self.cell(year) for year in self.series.years]

    def cell(self, year: int) -> YearFigures:
        """One year: as it was signed where it is final, else as it is computed today."""
        computed, signed = self.computed_cell(year), self.signed.get(year)
        return computed if signed is None else as_signed(computed, signed)

    def computed_cell(self, year: int) -> YearFigures:
        """One year as it is computed today, signed or not."""
        rate = progress.attainment_rate(self.series, year)
        return YearFigures(
            year,
            progress.benchmark(self.series, year),
            self.actuals.get(year),
            rate,
            progress.state_of(self.series, year, rate),
            self.series.direction,
            self.targets.get(year),
            self.series.is_partial(year),
            self._built_in(year),
        )

    def _built_in(self, year: int) -> int | None:
        """The year in which a milestone was built, where `year` itself reported nothing and it stands."""
        if self.series.accumulation != Accumulation.MILESTONE or year not in self.series.whole_years:
            return None
        reported = self.actuals.get(year)
        if reported is not None and reported.value is not None and not self.series.is_partial(year):
            return None
        return max((y for y in self.actuals if y < year and self.actuals[y].value is not None), default=None)

    @cached_property
    def targets(self) -> dict[int, YearTarget]:
        """The printed targets by year."""
        return {target.year: target for target in self.indicator.targets.all()}

    @cached_property
    def gap_unit(self) -> str:
        """The unit of a distance: 百分点 for %."""
        return str(_("points")) if self.indicator.unit == "%" else self.indicator.unit

    @cached_property
    def now(self) -> YearFigures:
        """The cell of the chosen year."""
        return next((cell for cell in self.cells if cell.year == self.year), None) or self.cell(self.year)

    @cached_property
    def goal(self) -> Goal | None:
        return goal_of(self.indicator)

    @cached_property
    def is_mismatched(self) -> bool:
        """Whether yearly targets and goal disagree (目标不一致)."""
        series = self.series
        is_open = series.accumulation is None
        return is_open and checks.has_goal_mismatch(series.targets, series.absolute_goal, series.last_year)

    @cached_property
    def to_date(self) -> Ratio | Tally | None:
        return progress.to_date(self.series, self.year)

    @cached_property
    def goal_rate(self) -> Ratio | Tally | None:
        return progress.goal_rate(self.series, self.year)

    @cached_property
    def increment_rate(self) -> Ratio | None:
        return progress.increment_rate(self.series, self.year)

    @cached_property
    def expected_progress(self) -> Decimal | None:
        return self.expected_progress_by(self.year)

    def expected_progress_by(self, year: int) -> Decimal | None:
        """序时进度 by the end of `year`, in %."""
        return progress.expected_progress(self.series, year)

    @cached_property
    def variance(self) -> Decimal | None:
        return progress.variance(self.series, self.year)

    @property
    def variance_text(self) -> str:
        """The variance as people read it: never as the mark it stays within."""
        return points_text(self.variance, self.series.ahead_mark)

    @cached_property
    def outlook(self) -> progress.Outlook | None:
        """期末判断 as of the chosen year."""
        return progress.outlook(self.series, self.year)

    @property
    def judgement(self) -> Judgement | None:
        """The word of 期末判断: as it was signed where the chosen year is final."""
        if self.signed_now is not None and self.signed_now.to_date:
            return self.signed_now.judgement
        return self.outlook.judgement if self.outlook else None

    @cached_property
    def is_troubled(self) -> bool:
        """Whether its year or its goal needs a look: two marks, either is enough."""
        return self.now.state in TROUBLED or self.judgement in MISSED

    @cached_property
    def place(self) -> tuple[int, int, Decimal, Decimal, int]:
        """Where it stands in a list that begins with the worst."""
        marks = (self.now.state in TROUBLED) + (self.judgement in MISSED)
        rate = self.now.rate.percent if self.now.rate and self.now.rate.percent is not None else Decimal(0)
        return -marks, WORST_FIRST.index(self.now.state), rate, self.variance or Decimal(0), self.indicator.seq

    @cached_property
    def remaining(self) -> progress.Remaining:
        return progress.remaining(self.series, self.year)

    @cached_property
    def projection(self) -> Ratio | None:
        return progress.projection(self.series, self.year)

    @cached_property
    def trend(self) -> dict[int, Decimal]:
        return progress.trend(self.series, self.year)

    @cached_property
    def trend_error(self) -> Decimal | None:
        """How far the reported years lie from the trend, in the plan's unit; None with fewer than three."""
        return progress.trend_error(self.series, self.year)


def counting_actuals(indicator: PlanIndicator, statuses: frozenset[str] = APPROVED) -> dict[int, Actual]:
    """Return by year the record that counts: of a reopened value the last approved one (domain.md §1)."""
    records = (actual.counting(statuses) for actual in indicator.actuals.all())
    return {record.year: record for record in records if record is not None}


def indicator_figures(
    indicator: PlanIndicator,
    year: int,
    calendar: PlanCalendar,
    statuses: frozenset[str] = APPROVED,
    signed: Mapping[int, SignedYear] | None = None,
) -> IndicatorFigures:
    """Return the figures of one indicator loaded by `with_figures()`, from actuals of these statuses.

    `signed` are the years of its plan whose figures are final: of those it is what was signed.
    """
    actuals = counting_actuals(indicator, statuses)
    kept = {y: found.figures[indicator.pk] for y, found in (signed or {}).items() if indicator.pk in found.figures}
    return IndicatorFigures(indicator, series_of(indicator, actuals, calendar), year, actuals, kept)
