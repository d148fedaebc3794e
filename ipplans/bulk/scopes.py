"""Regions and agencies by what people call them."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans.bulk.accounts import AGENCY, REGION, RowError
from plans.models import Agency, Membership, Region


class Scopes:
    """Regions and agencies by what people call them."""

    def __init__(self) -> None:
        self.regions: dict[str, list[Region]] = defaultdict(list)
        for region in Region.objects.all():
            self.regions[region.name].append(region)
            self.regions[region.code].append(region)
        self.agencies = {(a.region_id, a.name): a for a in Agency.objects.select_related("region", "successor")}

    def of(self, role: str, region_name: str, agency_name: str) -> tuple[Region | None, Agency | None]:
        """Return the region and agency that a role is for; a role of an agency has both. Raises RowError."""
        if role == Membership.Role.ADMIN:
            return None, None
        region = self._region(region_name)
        if role == Membership.Role.LEADER or (role == Membership.Role.REVIEWER and not agency_name):
            return region, None
        if not agency_name:
            raise RowError(AGENCY, _("Agency staff need an agency."))
        agency = self.agencies.get((region.pk, agency_name))
        if agency is None:
            values = {"region": region, "name": agency_name}
            raise RowError(AGENCY, _("%(region)s has no agency of this name: %(name)s") % values)
        if agency.valid_to is not None and agency.valid_to < timezone.localdate():
            ended = {"agency": agency, "date": agency.valid_to, "successor": agency.current}
            words = _("%(agency)s ended on %(date)s; its work is with: %(successor)s")
            raise RowError(AGENCY, words % ended)
        return region, agency

    def _region(self, name: str) -> Region:
        named = self.regions.get(name, [])
        if len(named) > 1:
            codes = "、".join(region.code for region in named)
            words = _("Several regions have this name; please give the code: %(codes)s")
            raise RowError(REGION, words % {"codes": codes})
        if not named:
            raise RowError(REGION, _("There is no region of this name: %(name)s") % {"name": name or "—"})
        return named[0]
