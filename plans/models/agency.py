"""Agencies: who has promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.fixed_read import FixedRead
from plans.models.history import History, Recorded
from plans.models.raises import Raises
from plans.models.region import Region

if TYPE_CHECKING:
    from plans.models.user import User


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, user: User) -> AgencyQuerySet:
        """The agencies of the regions whose dashboards `user` may open."""
        return self.filter(user.visible_regions.of("region"))

    def active_on(self, day: dt.date) -> AgencyQuerySet:
        """The agencies that exist on `day`: not switched off, merged or renamed before, not founded after."""
        has_begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
        return self.filter(has_begun, models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day))

    def reporting_for(self, region_id: int, day: dt.date) -> AgencyQuerySet:
        """The agencies that can be asked to report for a region's plan: its own, single ones, that exist on `day`."""
        return self.filter(region=region_id).exclude(kind=Agency.Kind.COLLECTIVE).active_on(day)

    def called(self, name: str) -> Agency | None:
        """The one of this name, or with it among its other names; None for none or several."""
        found = list(self.filter(models.Q(name=name) | models.Q(aliases__name=name)).distinct()[:2])
        return found[0] if len(found) == 1 else None

    def predecessor_ids(self, agency_ids: set[int], today: dt.date) -> set[int]:
        """The ids of the agencies whose open work these ones have taken over, in one query."""
        return taken_over(agency_ids, self.handed_over(today))

    def handed_over(self, today: dt.date) -> dict[int, int]:
        """The ids of the agencies whose open work another has by `today`, each with the other's id."""
        return {pk: successor for pk, successor, valid_to in HANDED_OVER() if valid_to < today}

    def get_by_natural_key(self, region_code: str, name: str) -> Agency:
        return self.get(region__code=region_code, name=name)


class Agency(Recorded):
    class Kind(models.TextChoices):
        DEPARTMENT = "department", _("department")
        ORGANISATION = "organisation", _("organisation")
        COLLECTIVE = "collective", _("collective")

    region = models.ForeignKey(Region, models.PROTECT, related_name="agencies", verbose_name=_("region"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DEPARTMENT)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )

    RAISES = Raises("region__plans", "coordinated_plans", "indicators__plan", "assignments__task__plan")

    history = History()
    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["region_id", "pk"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="agency_name_once_per_region"),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_to")),
                name="agency_valid_from_before_to",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def has_open_work(self, today: dt.date) -> bool:
        """Whether the agency still has its work on `today`: it has no successor, or not yet."""
        return self.successor_id is None or self.valid_to is None or self.valid_to >= today

    @property
    def label(self) -> str:
        """The name, told apart from that of other regions' agencies."""
        return f"{self.name}（{self.region}）"

    def on(self, day: dt.date) -> Agency:
        """Who has the agency's open work on `day`: itself, or after a hand-over 职责划转 its successor."""
        agency, seen = self, {self.pk}
        while not agency.has_open_work(day) and agency.successor and agency.successor_id not in seen:
            agency = agency.successor
            seen.add(agency.pk)
        return agency

    @property
    def current(self) -> Agency:
        """Who has the agency's open work now."""
        return self.on(timezone.localdate())

    def clean(self) -> None:
        if self.successor is not None and self.successor.region_id != self.region_id:
            raise ValidationError({"successor": _("The successor must be an agency of the same region.")})
        if self.successor is not None and self.valid_to is None:
            raise ValidationError({"valid_to": _("Please give the last day on which this agency has its work.")})
        following, seen = self.successor, {self.pk}
        while following is not None:
            if following.pk in seen:
                raise ValidationError({"successor": _("An agency cannot hand its work back to itself.")})
            seen.add(following.pk)
            following = following.successor

    def natural_key(self) -> tuple[str, str]:
        return (self.region.code, self.name)

    natural_key.dependencies = ["plans.region"]  # type: ignore[attr-defined]


class AgencyAliasQuerySet(models.QuerySet["AgencyAlias"]):
    def get_by_natural_key(self, region_code: str, agency: str, name: str) -> AgencyAlias:
        return self.get(agency__region__code=region_code, agency__name=agency, name=name)


class AgencyAlias(Recorded):
    """Another name of an agency: 市委宣传部 is also 市新闻出版局."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="aliases", verbose_name=_("agency"))
    name = models.CharField(_("name"), max_length=80)

    RAISES = Raises("agency__region__plans")

    history = History()
    objects = AgencyAliasQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="agency_alias_once")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.agency.natural_key(), self.name)

    natural_key.dependencies = ["plans.agency"]  # type: ignore[attr-defined]


def taken_over(agency_ids: set[int], handed_over: Mapping[int, int]) -> set[int]:
    """The ids of the agencies whose open work these ones have, of those that handed theirs over to another."""
    found = set(agency_ids)
    while more := {pk for pk, successor in handed_over.items() if successor in found} - found:
        found |= more
    return found - agency_ids


HANDED_OVER = FixedRead(
    lambda: (
        Agency.objects.filter(successor__isnull=False, valid_to__isnull=False)
        .order_by()
        .values_list("pk", "successor", "valid_to")
    )
)
