"""How a figure was computed (怎么算的): the formula with the numbers put in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets.explain.goal import (
    expected_progress_how,
    goal_rate_how,
    increment_how,
    outlook_how,
    outlook_lack,
    remaining_how,
    to_date_how,
    trend_how,
    variance_how,
)
from targets.explain.year import benchmark_how, rate_how
from targets.figures import IndicatorFigures
from targets.numbers import computed_text, number_text, percent_text
from targets.plan_figures import PlanFigures

__all__ = ["Explanation", "benchmark_how", "explanations", "mean_explanations", "outlook_lack", "rate_how"]


@dataclass(frozen=True)
class Explanation:
    name: str
    how: str


def explanations(figures: IndicatorFigures) -> list[Explanation]:
    """Return a line for each figure of the chosen year that there is."""
    found = [
        (_("Target of %(year)s") % {"year": figures.year}, benchmark_how(figures, figures.now)),
        (_("Attainment of %(year)s") % {"year": figures.year}, rate_how(figures, figures.now)),
        (_("To date"), to_date_how(figures)),
        (_("Goal attainment"), goal_rate_how(figures)),
        (_("Increment attainment"), increment_how(figures)),
        (_("Path"), expected_progress_how(figures)),
        (_("Ahead of the path"), variance_how(figures)),
        (_("Outlook"), outlook_how(figures)),
        (_("Still needed"), remaining_how(figures)),
        (_("Forecast"), trend_how(figures)),
    ]
    return [Explanation(name, how) for name, how in found if how]


def mean_explanations(figures: PlanFigures) -> list[Explanation]:
    """Return how the means of a plan come about, and what each counts."""
    means = figures.means
    total, uncapped = computed_text(means.total), computed_text(means.uncapped_total)
    found = [
        (_("Mean attainment"), means.assessed, f"{total} ÷ {number_text(means.weight)}",
         _("rates up to 100% by weight, of all due that have a target; unreported as 0")),
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
