"""People, and what they may work on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.agency import Agency, taken_over
from plans.models.fixed_read import FixedRead
from plans.models.history import History, Recorded
from plans.models.raises import EVERY_PLAN, Raises
from plans.models.reach import EVERYWHERE, Reach, reach
from plans.models.region import Region


class HeldRole(NamedTuple):
    """A membership by its ids. `scope_id` is the region, of an agency its own; `parent_id` the one above it."""

    role: str
    region_id: int | None
    agency_id: int | None
    scope_id: int | None
    parent_id: int | None


class User(Recorded, AbstractUser):
    """A person who signs in. The rights follow from the memberships, which are read once per request."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=40, blank=True)
    phone = models.CharField(
        _("phone"),
        max_length=21,
        blank=True,
        help_text=_("Tells two people of one name apart; who urges late reports sees it."),
    )
    has_first_password = models.BooleanField(_("must change the password"), default=False)
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)

    RAISES = Raises(EVERY_PLAN, fields=("name", "username"), on=("UPDATE",))

    history = History(excluded_fields=["password", "last_login"])

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def label(self) -> str:
        """The name, told apart from others of the same name by the user name."""
        return f"{self.name}（{self.username}）" if self.name not in ("", self.username) else self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> list[HeldRole]:
        return [HeldRole(*row) for row in ROLES(self.pk)]

    @cached_property
    def rights_mark(self) -> str:
        """A digest of all that the person's rights follow from."""
        roles = tuple((m.role, m.region_id, m.agency_id) for m in self.roles)
        return hashlib.sha256(repr((self.pk, self.is_superuser, roles)).encode()).hexdigest()

    @cached_property
    def is_admin(self) -> bool:
        return self.is_active and (self.is_superuser or any(m.role == Membership.Role.ADMIN for m in self.roles))

    @cached_property
    def agency_ids(self) -> set[int]:
        """The agencies in whose name the person enters figures, with those whose work they took over."""
        entering, today = (Membership.Role.STAFF, Membership.Role.REVIEWER), timezone.localdate()
        of_roles = {m.agency_id for m in self.roles if m.role in entering and m.agency_id}
        handed_over = Agency.objects.handed_over(today) if of_roles else {}
        own = of_roles - handed_over.keys()
        return own | taken_over(own, handed_over)

    @property
    def handed_over(self) -> list[Agency]:
        """The own agencies whose work another has by now, one in whose name the person does not work."""
        today = timezone.localdate()
        of_roles = {m.agency_id for m in self.roles if m.agency_id} & Agency.objects.handed_over(today).keys()
        own = Agency.objects.filter(pk__in=of_roles).select_related("region") if of_roles else ()
        return [agency for agency in own if agency.current.pk not in self.agency_ids]

    @cached_property
    def reviewed_region_ids(self) -> set[int]:
        return {m.scope_id for m in self.roles if m.role == Membership.Role.REVIEWER and m.scope_id}

    def reviews(self, region_id: int) -> bool:
        """Whether the person is a reviewer of that region itself."""
        return region_id in self.reviewed_region_ids

    @cached_property
    def own_region_ids(self) -> set[int]:
        return {m.scope_id for m in self.roles if m.scope_id}

    @cached_property
    def regions_below(self) -> Reach:
        """The own regions and those below; an administrator's are all."""
        return EVERYWHERE if self.is_admin else self._reach(self.roles)

    @cached_property
    def led_or_reviewed_regions(self) -> Reach:
        """The regions, with those below, that the person leads or reviews, whose figures the person may export."""
        leading = (Membership.Role.LEADER, Membership.Role.REVIEWER)
        return self._reach([m for m in self.roles if m.role in leading])

    @cached_property
    def visible_regions(self) -> Reach:
        """The own regions, those below, and (a setting) those under the same parent; an administrator's are all."""
        below = self.regions_below
        if below.ids is None or not settings.SHOW_SIBLINGS:
            return below
        parents = {m.parent_id for m in self.roles if m.parent_id}
        return reach(below.ids | set(Region.objects.filter(parent__in=parents).values_list("pk", flat=True)))

    def _reach(self, roles: Iterable[HeldRole]) -> Reach:
        """The regions of these roles and those below; all there are where that is what these come to."""
        parents = {m.scope_id: m.parent_id for m in roles if m.scope_id}
        tops = {pk for pk, parent in parents.items() if parent is None}
        if tops and tops >= {pk for (pk,) in TOPS()}:
            return EVERYWHERE
        return reach(Region.objects.ids_below(parents) if parents else ())


class Membership(Recorded):
    """A role of a user, for an agency or a region; a user may have several."""

    class Role(models.TextChoices):
        LEADER = "leader", _("leader")
        STAFF = "staff", _("agency staff")
        REVIEWER = "reviewer", _("reviewer")
        ADMIN = "admin", _("administrator")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("agency")
    )

    RAISES = Raises("region__plans", "agency__region__plans")

    history = History()

    class Meta:
        ordering = ["user_id", "role"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=Q(agency__isnull=False),
                name="membership_once_per_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=Q(agency__isnull=True, region__isnull=False),
                name="membership_once_per_region",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(agency__isnull=True, region__isnull=True),
                name="membership_once_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(role="staff", agency__isnull=False, region__isnull=True)
                | Q(role="leader", agency__isnull=True, region__isnull=False)
                | Q(role="reviewer", agency__isnull=False, region__isnull=True)
                | Q(role="reviewer", agency__isnull=True, region__isnull=False)
                | Q(role="admin", agency__isnull=True, region__isnull=True),
                name="membership_scope_fits_role",
                violation_error_message=_(
                    "Agency staff need an agency, a leader a region, a reviewer one of the two,"
                    " an administrator neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

    @property
    def scope(self) -> Region | None:
        """The region the role is for; of an agency its region."""
        return self.agency.region if self.agency else self.region

    @property
    def scope_id(self) -> int | None:
        return self.agency.region_id if self.agency else self.region_id


ROLES = FixedRead(
    lambda user_id: (
        Membership.objects.filter(user=user_id)
        .order_by("role", "pk")
        .values_list(
            "role",
            "region",
            "agency",
            Coalesce("agency__region", "region"),
            Coalesce("agency__region__parent", "region__parent"),
        )
    )
)
TOPS = FixedRead(lambda: Region.objects.filter(parent=None).order_by().values_list("pk"))
