"""Regions: who has plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connections, models
from django.utils.translation import gettext_lazy as _

from plans.models.history import History, Recorded
from plans.models.raises import EVERY_PLAN, Raises
from plans.models.reach import ids_below

if TYPE_CHECKING:
    from plans.models.user import User


class RegionQuerySet(models.QuerySet["Region"]):
    def visible_to(self, user: User) -> RegionQuerySet:
        """The regions whose dashboards `user` may open (domain.md §5)."""
        return self.filter(user.visible_regions.of("pk"))

    def ids_below(self, region_ids: Iterable[int]) -> set[int]:
        """The ids of `region_ids` and of every region under them, in one query."""
        with connections[self.db].cursor() as cursor:
            return ids_below(cursor, list(region_ids))

    def get_by_natural_key(self, code: str) -> Region:
        return self.get(code=code)


class Region(Recorded):
    class Level(models.TextChoices):
        COUNTRY = "country", _("country")
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county")
        PARK = "park", _("park")

    code = models.CharField(
        _("code"), max_length=12, unique=True, help_text=_("GB/T 2260 code; a park has P and a number.")
    )
    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(_("Latin name"), max_length=40, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )

    RAISES = Raises(EVERY_PLAN)

    history = History()
    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": _("A region cannot lie below itself.")})
            seen.add(above.pk)
            above = above.parent

    def natural_key(self) -> tuple[str]:
        return (self.code,)
