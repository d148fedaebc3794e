"""What a plan promises of an indicator year by year, and where it began."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import require_unsigned
from plans.models.fixed_read import FixedRead
from plans.models.history import History
from plans.models.plan import YEAR_LIMITS
from plans.models.raises import Raises
from targets.choices import BaselineKind
from targets.models.plan_indicator import PlanIndicator
from targets.models.revised import Revised

if TYPE_CHECKING:
    from decimal import Decimal

    from plans.models import User


class BaselineQuerySet(models.QuerySet["Baseline"]):
    def get_by_natural_key(self, plan: str, key: str) -> Baseline:
        return self.get(indicator__plan__slug=plan, indicator__key=key)


class Baseline(Revised):
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

    RAISES = Raises("indicator__plan")

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


def removed_targets(rows: Collection[int]) -> dict[tuple[int, int], YearTarget]:
    """Return by row (id) and year the targets that a later document took away last, as their last record has them."""
    newest = {(row.indicator_id, row.year): row for row in GONE(rows)}
    return {key: row.instance for key, row in newest.items() if row.history_change_reason == _revision_reason(row)}


def _gone(rows: Collection[int]) -> Any:
    history: Any = YearTarget.history
    return history.filter(history_type="-", indicator__in=rows).order_by("history_id")


GONE = FixedRead(_gone)


class YearTarget(Revised):
    """The target of one year. A revised one keeps the value first printed, if one was."""

    indicator = models.ForeignKey(
        PlanIndicator, models.CASCADE, related_name="targets", verbose_name=_("plan indicator")
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4)

    SIGNED_FIELDS = ("year", "value")

    RAISES = Raises("indicator__plan")

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

    def revision(self, document: str, reason: str) -> dict[str, Any]:
        """The same, also of a target that was removed before and is set again."""
        kept = super().revision(document, reason)
        if self._state.adding:
            before = removed_targets([self.indicator_id]).get((self.indicator_id, self.year))
            kept["first_value"] = before.as_first_printed if before else None
        return kept

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
