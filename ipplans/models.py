"""Figures that are known already: of each plan and year what lists of many regions show, stored until the plan changes.

Nothing here is entered by anybody. `ipplans/summaries.py` computes these rows from the plans', by the functions that
their own pages use, and `manage.py verifyfigures` compares the two.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.lights import Light
from plans.models import Plan
from plans.models.plan import YEAR_LIMITS
from targets.choices import Judgement, State
from targets.models import Indicator, PlanIndicator

if TYPE_CHECKING:
    _TextOfDecimal = models.CharField[Decimal | None, Decimal | None]
else:
    _TextOfDecimal = models.CharField


class ExactDecimalField(_TextOfDecimal):
    """A Decimal with all its digits, as text: a mean is a quotient of 28 digits, and a mark may lie between two."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 40, "null": True} | kwargs)

    def from_db_value(self, value: str | None, *args: object) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)


class Summary(models.Model):
    """What all summaries know: of which revision of the plan they are, and until when that holds without a change."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(validators=YEAR_LIMITS)
    revision = models.PositiveBigIntegerField(help_text=_("The plan's when this was computed."))
    made_on = models.DateField()
    changes_on = models.DateField(help_text=_("The first day on which it may come out otherwise, without any change."))

    class Meta:
        abstract = True


class ReportedYear(Summary):
    """How many values of a year are due and approved: by it pages choose the year they show first."""

    approved = models.PositiveIntegerField()
    due = models.PositiveIntegerField()
    is_open = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "year"], name="reported_year_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year}"


class YearSummary(Summary):
    """One plan in one year, or (`is_final`) at its end 期末, as lists of regions show it; approved values."""

    is_final = models.BooleanField()
    assessed = ExactDecimalField()
    reported_mean = ExactDecimalField()
    uncapped = ExactDecimalField()
    reported = models.PositiveIntegerField()
    due = models.PositiveIntegerField()
    measured = models.PositiveIntegerField()
    mean_change = ExactDecimalField()
    final_mean = ExactDecimalField()
    final_count = models.PositiveIntegerField()
    final_unjudged = models.PositiveIntegerField()
    state = models.CharField(max_length=14, choices=State, help_text=_("Of the region, by its mean."))
    indicators = models.PositiveIntegerField()
    troubled = models.PositiveIntegerField()
    in_correction = models.PositiveIntegerField()
    lights_red = models.PositiveIntegerField()
    lights_yellow = models.PositiveIntegerField()
    state_met = models.PositiveIntegerField()
    state_near = models.PositiveIntegerField()
    state_behind = models.PositiveIntegerField()
    state_overdue = models.PositiveIntegerField()
    state_unreported = models.PositiveIntegerField()
    state_no_target = models.PositiveIntegerField()
    state_not_applicable = models.PositiveIntegerField()
    goal_early = models.PositiveIntegerField()
    goal_ahead = models.PositiveIntegerField()
    goal_on_course = models.PositiveIntegerField()
    goal_slow = models.PositiveIntegerField()
    goal_done = models.PositiveIntegerField()
    goal_done_early = models.PositiveIntegerField()
    goal_not_done = models.PositiveIntegerField()
    goal_unknown = models.PositiveIntegerField()
    tasks = models.PositiveIntegerField()
    tasks_done = models.PositiveIntegerField()
    tasks_continuous = models.PositiveIntegerField()
    tasks_under_way = models.PositiveIntegerField()
    tasks_not_started = models.PositiveIntegerField()
    tasks_delayed = models.PositiveIntegerField()
    tasks_overdue = models.PositiveIntegerField()
    task_lights_red = models.PositiveIntegerField()
    task_lights_yellow = models.PositiveIntegerField()
    last_report = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "year", "is_final"], name="year_summary_once")]
        indexes = [models.Index(fields=["year", "is_final"], name="year_summary_of_year")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year}"


class IndicatorSummary(models.Model):
    """One indicator of such a plan and year: by what lists of a whole country find it, order it and rank it."""

    summary = models.ForeignKey(YearSummary, models.CASCADE, related_name="rows")
    indicator = models.ForeignKey(PlanIndicator, models.CASCADE, related_name="+")
    entry = models.ForeignKey(Indicator, models.SET_NULL, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    is_final = models.BooleanField()
    state = models.CharField(max_length=14, choices=State)
    judgement = models.CharField(max_length=10, choices=Judgement, blank=True)
    light = models.CharField(max_length=6, choices=Light, blank=True)
    is_troubled = models.BooleanField()
    is_worse = models.BooleanField(help_text=_("Than the year before."))
    # The order of `IndicatorFigures.place`, the worst first
    marks = models.SmallIntegerField()
    state_rank = models.SmallIntegerField()
    rate = models.DecimalField(max_digits=19, decimal_places=4)
    variance = models.DecimalField(max_digits=19, decimal_places=4)
    # What regions are ranked by: a whole year's value in the base unit, and its rate in % as it is printed
    value = models.DecimalField(max_digits=27, decimal_places=4, null=True)
    percent = models.DecimalField(max_digits=17, decimal_places=1, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "indicator"], name="indicator_summary_once")]
        indexes = [
            models.Index(
                fields=["year", "is_final", "marks", "state_rank", "rate", "variance", "indicator"],
                name="indicators_worst_first",
            ),
            models.Index(fields=["entry", "year"], name="indicator_summary_of_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"
