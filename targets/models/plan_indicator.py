"""The rows of a plan's target table, with baseline and yearly targets."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan, require_unsigned
from plans.models.history import History, Recorded
from plans.models.plan import YEAR_LIMITS
from targets.choices import Accumulation, Attribute, BaselineKind, Direction, Origin
from targets.models.indicator import Indicator

if TYPE_CHECKING:
    from plans.models import User


# what figures are computed from; of a value that is being corrected the record that counts
NUMBERS = ("targets", "goals", "actuals__last_approved")


class PlanIndicatorQuerySet(models.QuerySet["PlanIndicator"]):
    def visible_to(self, user: User) -> PlanIndicatorQuerySet:
        """The rows of the plans of the regions whose dashboards `user` may open."""
        return self if user.is_admin else self.filter(plan__region__in=user.visible_region_ids)

    def reported_by(self, agency_ids: set[int]) -> PlanIndicatorQuerySet:
        """The rows these agencies answer for: named as reporter, or coordinating where none is named."""
        return self.filter(
            models.Q(reporter__in=agency_ids) | models.Q(reporter__isnull=True, plan__coordinator__in=agency_ids)
        )

    def active(self) -> PlanIndicatorQuerySet:
        """The rows that the plan still has; those a later document dropped keep their reports."""
        return self.filter(dropped_by="")

    def with_figures(self) -> PlanIndicatorQuerySet:
        """With all that figures are computed from, in a fixed number of queries."""
        related = self.with_numbers().select_related("plan__region", "plan__coordinator__successor")
        return related.defer("plan__source_text")

    def with_series(self) -> PlanIndicatorQuerySet:
        """With what progress is computed from and no more; the caller sets each row's plan."""
        return self.select_related("baseline").prefetch_related("targets", "goals", _actuals_of_series())

    def by_plan(self, plans: Iterable[Plan]) -> dict[int, list[PlanIndicator]]:
        """The active rows of these plans `with_series()`, by the plan's id; each has its plan as it is given."""
        given = {plan.pk: plan for plan in plans}
        found: dict[int, list[PlanIndicator]] = {pk: [] for pk in given}
        for row in self.filter(plan__in=list(given)).active().with_series():
            row.plan = given[row.plan_id]
            found[row.plan_id].append(row)
        return found

    def with_numbers(self) -> PlanIndicatorQuerySet:
        """As `with_figures()`, for rows of one plan; the caller sets each row's plan."""
        related = self.select_related("reporter__successor", "indicator", "baseline")
        return related.prefetch_related(*NUMBERS)

    def get_by_natural_key(self, plan: str, key: str) -> PlanIndicator:
        return self.get(plan__slug=plan, key=key)


def _actuals_of_series() -> models.Prefetch[str, models.QuerySet[Any], str]:
    """The columns of an actual that progress needs; most of the others are text."""
    actual = apps.get_model("targets", "Actual")
    dates = ("as_of", "expected_on", "handed_in_at", "changed_at")
    columns = ("indicator_id", "agency_id", "year", "value", "condition", "status", "version", "stage", "is_invented")
    return models.Prefetch("actuals", actual.objects.only(*columns, *dates).prefetch_related("last_approved"))


class PlanIndicator(Recorded):
    """One row of a plan's target table, or one numeric goal of a plan that has no row for it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60, help_text=_("Stays when numbers move."))
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_indicators",
        verbose_name=_("catalogue entry"),
    )
    seq = models.PositiveSmallIntegerField(_("number"))
    origin = models.CharField(_("origin"), max_length=5, choices=Origin, default=Origin.TABLE)
    label = models.CharField(_("label as printed"), max_length=120)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit as printed"), max_length=20, blank=True)
    scale = models.DecimalField(
        _("scale to the base unit"),
        max_digits=12,
        decimal_places=0,
        default=Decimal(1),
        help_text=_("万件 = 10000 件"),
    )
    accumulation = models.CharField(_("accumulation"), max_length=9, choices=Accumulation, null=True, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.MORE)
    attribute = models.CharField(_("attribute"), max_length=8, choices=Attribute, blank=True)
    group = models.CharField(_("class"), max_length=40, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=Decimal(1))
    reporter = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("reporter")
    )
    is_reporter_assumed = models.BooleanField(_("reporter is an assumption"), default=False)
    sources = models.ManyToManyField(Agency, blank=True, related_name="+", verbose_name=_("data sources"))
    dropped_by = models.CharField(_("dropped by document"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)

    SIGNED_FIELDS = ("accumulation", "direction", "weight", "unit", "scale", "dropped_by")
    IS_SIGNED_WHEN_NEW = False
    signed_year = None

    history = History(m2m_fields=[sources])
    objects = PlanIndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "seq"]
        verbose_name = _("plan indicator")
        verbose_name_plural = _("plan indicators")
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="plan_indicator_key_once_per_plan"),
            models.CheckConstraint(condition=models.Q(scale__gt=0), name="plan_indicator_scale_positive"),
            models.CheckConstraint(condition=models.Q(weight__gte=0), name="plan_indicator_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("indicator_detail", args=[self.pk])

    @property
    def signed_plan_id(self) -> int:
        return self.plan_id

    @property
    def current_reporter(self) -> Agency | None:
        """Who reports: the reporter, else for the time being the coordinating agency (domain.md §5)."""
        agency = self.reporter or self.plan.coordinator
        return agency.current if agency else None

    @property
    def reporter_ids(self) -> list[int]:
        """The id of the agency that is named to report, else of the coordinating one."""
        agency_id = self.reporter_id or self.plan.coordinator_id
        return [] if agency_id is None else [agency_id]

    def name_reporter(self, agency: Agency | None, reason: str, is_assumed: bool = False) -> None:
        """Name who reports from now on, or nobody; recorded with the reason."""
        self.reporter, self.is_reporter_assumed = agency, is_assumed
        self._change_reason = reason
        self.save()

    def natural_key(self) -> tuple[str, str]:
        return (self.plan.slug, self.key)

    natural_key.dependencies = ["plans.plan", "plans.agency", "targets.indicator"]  # type: ignore[attr-defined]


# A source of data is a record: its agency is not deleted either.
PlanIndicator.sources.through._meta.get_field("agency").remote_field.on_delete = models.PROTECT


class BaselineQuerySet(models.QuerySet["Baseline"]):
    def get_by_natural_key(self, plan: str, key: str) -> Baseline:
        return self.get(indicator__plan__slug=plan, indicator__key=key)


class Baseline(Recorded):
    """The value before the plan began. Only a baseline of kind 期初值 enters expected progress and increment."""

    indicator = models.OneToOneField(
        PlanIndicator, models.CASCADE, related_name="baseline", verbose_name=_("plan indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4)
    kind = models.CharField(_("kind"), max_length=6, choices=BaselineKind, default=BaselineKind.START)

    SIGNED_FIELDS = ("year", "value", "kind")
    IS_SIGNED_WHEN_NEW = True
    signed_year = None

    history = History()
    objects = BaselineQuerySet.as_manager()

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"

    @property
    def signed_plan_id(self) -> int:
        return self.indicator.plan_id

    def natural_key(self) -> tuple[str, str]:
        return self.indicator.natural_key()

    natural_key.dependencies = ["targets.planindicator"]  # type: ignore[attr-defined]


class YearTargetQuerySet(models.QuerySet["YearTarget"]):
    def get_by_natural_key(self, plan: str, key: str, year: int) -> YearTarget:
        return self.get(indicator__plan__slug=plan, indicator__key=key, year=year)


def _revision_reason(target: Any) -> str:
    return f"{target.revised_by} {target.reason}"


def removed_targets(**which: Any) -> dict[tuple[int, int], YearTarget]:
    """Return by row and year the targets that a later document took away last, as their last record has them."""
    gone = YearTarget.history.filter(history_type="-", **which).order_by("history_id")
    newest = {(row.indicator_id, row.year): row for row in gone}
    return {key: row.instance for key, row in newest.items() if row.history_change_reason == _revision_reason(row)}


class YearTarget(Recorded):
    """The target of one year. A revised one keeps the value first printed, if one was."""

    indicator = models.ForeignKey(
        PlanIndicator, models.CASCADE, related_name="targets", verbose_name=_("plan indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4)
    first_value = models.DecimalField(_("value first printed"), max_digits=15, decimal_places=4, null=True, blank=True)
    revised_by = models.CharField(_("revising document"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    SIGNED_FIELDS = ("year", "value")

    history = History()
    objects = YearTargetQuerySet.as_manager()

    class Meta:
        ordering = ["indicator_id", "year"]
        verbose_name = _("yearly target")
        verbose_name_plural = _("yearly targets")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year"], name="year_target_once_per_indicator_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}"

    @property
    def signed_plan_id(self) -> int:
        return self.indicator.plan_id

    @property
    def signed_year(self) -> int:
        return self.year

    @property
    def as_first_printed(self) -> Decimal | None:
        """The value of the first document, whatever later ones say; None where it printed none."""
        return self.first_value if self.revised_by else self.value

    def revision(self, document: str, reason: str) -> dict[str, Any]:
        """Return what is kept beside a value that a later document (调整方案) sets: it, and the value first printed."""
        before: YearTarget | None = self
        if self._state.adding:
            removed = removed_targets(indicator=self.indicator_id, year=self.year)
            before = removed.get((self.indicator_id, self.year))
        return {"first_value": before.as_first_printed if before else None, "revised_by": document, "reason": reason}

    def revise(self, value: Decimal, document: str, reason: str) -> None:
        """Set another target by a later document (调整方案); the value first printed stays.

        Raises NotPossible for a year whose figures are final.
        """
        for name, kept in self.revision(document, reason).items():
            setattr(self, name, kept)
        self.value = value
        self._change_reason = _revision_reason(self)
        require_unsigned([self])
        self.save()

    def remove(self, document: str, reason: str, by: User | None) -> None:
        """Take it away by a later document; its last record keeps the document and the value first printed."""
        for name, kept in self.revision(document, reason).items():
            setattr(self, name, kept)
        self._history_user, self._change_reason = by, _revision_reason(self)
        require_unsigned([self], is_removal=True)
        self.delete()

    def natural_key(self) -> tuple[str, str, int]:
        return (*self.indicator.natural_key(), self.year)

    natural_key.dependencies = ["targets.planindicator"]  # type: ignore[attr-defined]
