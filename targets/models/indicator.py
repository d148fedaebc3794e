"""The catalogue: what is counted, shared by all plans."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.history import History, Recorded
from plans.models.raises import Raises
from targets.choices import Direction, Nature


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def get_by_natural_key(self, slug: str) -> Indicator:
        return self.get(slug=slug)


class Indicator(Recorded):
    """A thing that is counted. Different things are different entries: 登记额, 授信额, 担保金额."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    definition = models.TextField(_("definition"), blank=True)
    unit = models.CharField(_("base unit"), max_length=20)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.MORE)
    nature = models.CharField(_("stock or flow"), max_length=5, choices=Nature)

    RAISES = Raises("plan_indicators__plan")

    history = History()
    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicator catalogue")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class IndicatorAliasQuerySet(models.QuerySet["IndicatorAlias"]):
    def get_by_natural_key(self, indicator: str, name: str) -> IndicatorAlias:
        return self.get(indicator__slug=indicator, name=name)


class IndicatorAlias(Recorded):
    """Another name of a catalogue entry."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="aliases", verbose_name=_("indicator"))
    name = models.CharField(_("name"), max_length=80)

    RAISES = Raises("indicator__plan_indicators__plan")

    history = History()
    objects = IndicatorAliasQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.UniqueConstraint(fields=["indicator", "name"], name="indicator_alias_once")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.indicator.slug, self.name)

    natural_key.dependencies = ["targets.indicator"]  # type: ignore[attr-defined]
