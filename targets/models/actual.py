"""Actuals: what was reported for an indicator and a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan, Report, ReportQuerySet, Round
from plans.models.history import History
from plans.models.plan import YEAR_LIMITS
from plans.models.raises import Raises
from targets.choices import Condition, Stage
from targets.models.plan_indicator import PlanIndicator

if TYPE_CHECKING:
    from plans.models import User


class ActualQuerySet(ReportQuerySet["Actual"]):
    def visible_to(self, user: User) -> ActualQuerySet:
        """The figures of the plans of the regions whose dashboards `user` may open."""
        return self.filter(user.visible_regions.of("indicator__plan__region"))

    def get_by_natural_key(self, plan: str, key: str, year: int) -> Actual:
        return self.get(indicator__plan__slug=plan, indicator__key=key, year=year)


class Actual(Report):
    """What was reported for one indicator and year; one row, its earlier states are its history.

    No row is missing; 0 is a value; not applicable and not yet published are conditions.
    """

    KEPT_FIELDS = [
        *Report.KEPT_FIELDS,
        "condition", "value", "expected_on", "as_of", "stage", "numerator", "denominator", "source", "remark",
        "cause", "remedy", "remedy_by",
    ]  # fmt: skip

    SIGNED_FIELDS = ("indicator", "year", *KEPT_FIELDS)
    PLAN = "indicator__plan"
    SAYING = ["condition", "value", "expected_on", "as_of", "stage", "numerator", "denominator"]
    ANSWERING = ["remark", "cause", "remedy"]
    ANSWERED_BY = [*Report.ANSWERED_BY, "stage", "condition", "expected_on"]
    BEHIND = ["evidence"]

    indicator = models.ForeignKey(
        PlanIndicator, models.PROTECT, related_name="actuals", verbose_name=_("plan indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    condition = models.CharField(_("condition"), max_length=14, choices=Condition, default=Condition.VALUE)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4, null=True, blank=True)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=11, choices=Stage, default=Stage.FINAL)
    numerator = models.DecimalField(_("numerator"), max_digits=15, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=15, decimal_places=4, null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    cause = models.CharField(_("cause"), max_length=500, blank=True, help_text=_("Why it is behind the target."))
    remedy = models.CharField(_("measure taken"), max_length=500, blank=True)
    remedy_by = models.DateField(_("done by"), null=True, blank=True)

    RAISES = Raises("indicator__plan")

    history = History()
    objects = ActualQuerySet.as_manager()

    class Meta:
        ordering = ["indicator_id", "year"]
        verbose_name = _("actual")
        verbose_name_plural = _("actuals")
        indexes = [
            # what waits for review, and whether anything is invented: few rows of many
            models.Index(fields=["indicator"], condition=models.Q(status="submitted"), name="actual_waiting"),
            models.Index(fields=["is_invented"], condition=models.Q(is_invented=True), name="actual_invented"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="actual_once_per_indicator_and_year"),
            models.CheckConstraint(
                condition=models.Q(condition="value") | models.Q(value__isnull=True),
                name="actual_value_only_where_condition_says_so",
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | ~models.Q(condition="value", value__isnull=True),
                name="actual_empty_only_as_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"

    def get_absolute_url(self) -> str:
        return self.indicator.get_absolute_url()

    @property
    def plan(self) -> Plan:
        return self.indicator.plan

    @property
    def signed_plan_id(self) -> int:
        return self.indicator.plan_id

    @property
    def signed_year(self) -> int:
        return self.year

    @property
    def is_complete(self) -> bool:
        """Whether there is something to submit: a value, or the condition why there is none."""
        return self.value is not None or self.condition != Condition.VALUE

    def is_earlier_than(self, round_: Round) -> bool:
        """Whether it is approved for a stage before the one `round_` asks for: a half-year's figure, a flash one."""
        is_flash = self.status == Report.Status.APPROVED and self.stage == Stage.FLASH
        return super().is_earlier_than(round_) or (is_flash and round_.period == Round.Period.YEAR)

    def answers(self, round_: Round, today: dt.date) -> bool:
        """As for every report; 未公布 answers only until the day for which the figure is expected."""
        promised = self.expected_on if self.condition == Condition.NOT_PUBLISHED else None
        return super().answers(round_, today) and not (promised is not None and promised < today)

    def begin_next_round(self, round_: Round) -> None:
        """Clear what was reported for an earlier stage; the history keeps it. The next `enter` says the rest."""
        for name in ("value", "expected_on", "numerator", "denominator", "remedy_by", "handed_in_at"):
            setattr(self, name, None)
        for name in ("source", "remark", "cause", "remedy"):
            setattr(self, name, "")
        self.condition, self.stage, self.as_of = Condition.VALUE, Stage.FINAL, round_.as_of
        self.status = Report.Status.DRAFT

    def enter(self, values: Mapping[str, Any], agency: Agency | None, by: User, round_: Round | None = None) -> None:
        """Set the values a person entered, with `agency` as the reporter. Raises NotPossible when it is locked.

        Where the round asks for a later stage than the approved one, entry begins again.
        """
        self.require_editable(round_)
        if self.status == Report.Status.APPROVED and round_ is not None:
            self.begin_next_round(round_)
        for name, value in values.items():
            setattr(self, name, value)
        if not self.is_complete:
            self.status = Report.Status.DRAFT
        self.agency, self.author, self.is_invented = agency, by, by.is_demo
        self._mark_changed(by)

    def natural_key(self) -> tuple[str, str, int]:
        return (*self.indicator.natural_key(), self.year)

    natural_key.dependencies = ["targets.planindicator", "plans.agency"]  # type: ignore[attr-defined]
