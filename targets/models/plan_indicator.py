"""The rows of a plan's target table, with baseline and yearly targets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan
from plans.models.fixed_read import FixedRead
from plans.models.history import History, Recorded
from plans.models.plan import YEAR_LIMITS, of_plan
from plans.models.raises import Raises
from targets.choices import Accumulation, Attribute, Direction, Origin
from targets.models.indicator import Indicator

if TYPE_CHECKING:
    from plans.models import User


# what figures are computed from; of a value that is being corrected the record that counts
NUMBERS = ("targets", "goals", "actuals__last_approved")


class PlanIndicatorQuerySet(models.QuerySet["PlanIndicator"]):
    def visible_to(self, user: User) -> PlanIndicatorQuerySet:
        """The rows of the plans of the regions whose dashboards `user` may open."""
        return self.filter(user.visible_regions.of("plan__region"))

    def reported_by(self, agency_ids: Collection[int]) -> PlanIndicatorQuerySet:
        """The rows these agencies answer for: named as reporter, or coordinating where none is named."""
        return self.filter(
            models.Q(reporter__in=agency_ids) | models.Q(reporter__isnull=True, plan__coordinator__in=agency_ids)
        )

    def active(self) -> PlanIndicatorQuerySet:
        """The rows that the plan still has; those a later document dropped keep their reports."""
        return self.filter(dropped_by="")

    def with_figures(self) -> PlanIndicatorQuerySet:
        """With all that figures are computed from, in a fixed number of queries."""
        return self.with_numbers().prefetch_related(of_plan())

    def with_series(self) -> PlanIndicatorQuerySet:
        """With what progress is computed from and no more; the caller sets each row's plan."""
        return self.select_related("baseline").prefetch_related("targets", "goals", _actuals_of_series())

    def series_of(self, plan: Plan) -> list[PlanIndicator]:
        """The active rows of a plan with what progress is computed from."""
        rows: list[PlanIndicator] = SERIES([plan.pk])
        for row in rows:
            row.plan = plan
        return rows

    def by_plan(self, plans: Iterable[Plan]) -> dict[int, list[PlanIndicator]]:
        """The active rows of these plans `with_series()`, by the plan's id; each has its plan as it is given."""
        given = {plan.pk: plan for plan in plans}
        found: dict[int, list[PlanIndicator]] = {pk: [] for pk in given}
        for row in SERIES(given.keys()):
            row.plan = given[row.plan_id]
            found[row.plan_id].append(row)
        return found

    def with_numbers(self) -> PlanIndicatorQuerySet:
        """As `with_figures()`, for rows of one plan; the caller sets each row's plan."""
        related = self.select_related("reporter__successor", "indicator", "baseline")
        return related.prefetch_related(*NUMBERS)

    def get_by_natural_key(self, plan: str, key: str) -> PlanIndicator:
        return self.get(plan__slug=plan, key=key)


SERIES = FixedRead(lambda plans: PlanIndicator.objects.filter(plan__in=plans).active().with_series())


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
    printed_reporter = models.CharField(_("agency the document prints"), max_length=80, blank=True)
    asked_from = models.PositiveSmallIntegerField(
        _("asked from"),
        null=True,
        blank=True,
        validators=YEAR_LIMITS,
        help_text=_("The first year for which it reports, where a revision brought it later."),
    )
    is_reporter_assumed = models.BooleanField(_("reporter is an assumption"), default=False)
    sources = models.ManyToManyField(Agency, blank=True, related_name="+", verbose_name=_("data sources"))
    dropped_by = models.CharField(_("dropped by document"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)

    SIGNED_FIELDS = ("accumulation", "direction", "weight", "unit", "scale", "dropped_by")
    IS_SIGNED_WHEN_NEW = False
    signed_year = None

    RAISES = Raises("plan")

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

    def is_asked_in(self, year: int) -> bool:
        """Whether a round of this year asks for it: not before the revision that brought it."""
        return self.asked_from is None or year >= self.asked_from

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
