"""Goals: what a plan promises by its last year."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, require_unsigned
from plans.models.history import History
from plans.models.plan import YEAR_LIMITS
from plans.models.raises import Raises
from targets.choices import Basis, Operator
from targets.models.plan_indicator import PlanIndicator
from targets.models.revised import Revised


class GoalQuerySet(models.QuerySet["Goal"]):
    def get_by_natural_key(self, plan: str, key: str) -> Goal:
        return self.get(plan__slug=plan, key=key)


class Goal(Revised):
    """A promise for the plan's last year, with the clause it is in."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60)
    indicator = models.ForeignKey(
        PlanIndicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="goals",
        verbose_name=_("plan indicator"),
    )
    name = models.CharField(_("name"), max_length=120)
    operator = models.CharField(_("operator"), max_length=2, choices=Operator, default=Operator.AT_LEAST)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4, null=True, blank=True)
    value_high = models.DecimalField(_("upper value"), max_digits=15, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    basis = models.CharField(_("basis"), max_length=13, choices=Basis, default=Basis.ABSOLUTE)
    base_year = models.PositiveSmallIntegerField(_("base year"), null=True, blank=True, validators=YEAR_LIMITS)
    base_value = models.DecimalField(_("base value"), max_digits=15, decimal_places=4, null=True, blank=True)
    base_source = models.CharField(_("source of the base value"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    text = models.CharField(_("clause"), max_length=200)

    SIGNED_FIELDS = ("indicator", "operator", "value", "value_high", "basis", "base_year", "base_value", "year")
    IS_SIGNED_WHEN_NEW = True
    signed_year = None

    RAISES = Raises("plan")

    history = History()
    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "pk"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="goal_key_once_per_plan"),
            models.CheckConstraint(
                condition=models.Q(value_high__isnull=True) | models.Q(value__lte=models.F("value_high")),
                name="goal_range_low_before_high",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def give_base(self, value: Decimal, year: int | None, source: str) -> None:
        """Set what a relative goal is held against, in the plan's unit; `source` says where it stands.

        Raises NotPossible once a year of the plan is signed and another base was given before.
        """
        is_first = self.base_value is None
        self.base_value, self.base_source = value, source
        self.base_year = year or self.base_year
        require_unsigned([self], by_document=is_first)
        self._change_reason = source[:100]
        self.save()

    @property
    def signed_plan_id(self) -> int:
        return self.plan_id

    def natural_key(self) -> tuple[str, str]:
        return (self.plan.slug, self.key)

    natural_key.dependencies = ["plans.plan", "targets.planindicator"]  # type: ignore[attr-defined]
