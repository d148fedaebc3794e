"""Screens on a wall (大屏): an address that opens one region's cockpit without signing in, given and taken back."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models.region import Region
from plans.models.secrets import digest_of, new_secret
from plans.models.user import User

NOTED = dt.timedelta(minutes=5)  # how often the time a screen was last seen is stored


class WallScreenQuerySet(models.QuerySet["WallScreen"]):
    def showing(self, token: str) -> WallScreenQuerySet:
        """The screen whose address holds this token, unless it was taken back."""
        return self.filter(token_digest=digest_of(token), taken_back_at__isnull=True)


class WallScreen(models.Model):
    """One screen. Its token is known to its address alone; stored is a digest of it."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"))
    name = models.CharField(_("where it hangs"), max_length=60)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given on"), auto_now_add=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken back by")
    )
    taken_back_at = models.DateTimeField(_("taken back on"), null=True)
    seen_at = models.DateTimeField(_("last seen"), null=True)

    objects = WallScreenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("wall screen")
        verbose_name_plural = _("wall screens")

    def __str__(self) -> str:
        return f"{self.region} {self.name}"

    def give(self, by: User) -> str:
        """Store the screen with a new token, and return the token: it is not known afterwards."""
        token = new_secret()
        self.token_digest, self.given_by = digest_of(token), by
        self.save()
        return token

    def take_back(self, by: User) -> None:
        """Let the address show nothing any more; a second time changes nothing."""
        if self.taken_back_at is None:
            self.taken_back_at, self.taken_back_by = timezone.now(), by
            self.save(update_fields=["taken_back_at", "taken_back_by"])

    def note_seen(self, now: dt.datetime) -> None:
        """Keep when it last asked for its picture, not more often than needed."""
        if self.seen_at is None or now - self.seen_at > NOTED:
            WallScreen.objects.filter(pk=self.pk).update(seen_at=now)
