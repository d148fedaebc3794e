"""The rules of a plan's lights 预警: what burns yellow or red before the date (domain.md §3)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.history import History, Recorded
from plans.models.plan import Plan
from plans.models.raises import Raises

PERCENT_LIMITS = [MinValueValidator(Decimal("0.01")), MaxValueValidator(Decimal("999.99"))]
MAX_DAYS = 60  # working days


class LightRules(Recorded):
    """What a reviewer set for one plan; a plan without a row has the usual ones, which are the defaults here.

    The marks are in % of what is due by the day of a figure, the days are working days. None switches a rule off.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="light_rules", verbose_name=_("plan"))
    yellow_below = models.DecimalField(
        _("yellow light below this share of what is due (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal(90),
        validators=PERCENT_LIMITS,
    )
    red_below = models.DecimalField(
        _("red light below this share of what is due (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal(70),
        validators=PERCENT_LIMITS,
    )
    days_before = models.PositiveSmallIntegerField(
        _("yellow light when nothing is reported and so many working days are left"),
        null=True,
        blank=True,
        default=7,
        validators=[MaxValueValidator(MAX_DAYS)],
    )
    is_overdue_red = models.BooleanField(_("red light when overdue"), default=True)
    stays_yellow = models.BooleanField(_("yellow, not out, when made good after red"), default=True)

    RAISES = Raises("plan")

    history = History()

    class Meta:
        verbose_name = _("rules of lights")
        verbose_name_plural = _("rules of lights")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(red_below__lte=models.F("yellow_below")), name="light_red_mark_below_yellow_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self._meta.verbose_name}"

    @classmethod
    def of(cls, plan: Plan) -> LightRules:
        """Return the plan's own rules, else the usual ones, not stored."""
        own: LightRules | None = getattr(plan, "light_rules", None)
        return own or cls(plan=plan)
