"""Files that are made in the background: who asked for which, how far each is, and where it lies."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import User

SILENT = dt.timedelta(minutes=2)  # after so long without a word whoever made it is taken to be gone
KEPT = dt.timedelta(days=3)  # a finished file
TRIES = 3
MAX_NAME = 200  # characters
MAX_ADDRESS = 4000  # characters; a browser's address has no more either


class ExportQuerySet(models.QuerySet["Export"]):
    def unfinished(self) -> ExportQuerySet:
        return self.filter(state__in=(Export.State.WAITING, Export.State.RUNNING))

    def forsaken(self, now: dt.datetime) -> ExportQuerySet:
        """Those that whoever made them is gone from: killed, or its machine switched off."""
        return self.filter(state=Export.State.RUNNING, seen_at__lt=now - SILENT)

    def outdated(self, now: dt.datetime) -> ExportQuerySet:
        return self.exclude(state__in=(Export.State.WAITING, Export.State.RUNNING)).filter(ended_at__lt=now - KEPT)


class Export(models.Model):
    """One file that a person asked for: what stands at `address`, in the person's language and by his or her rights."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be made")
        RUNNING = "running", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    person = models.ForeignKey(User, models.CASCADE, related_name="exports", verbose_name=_("asked for by"))
    address = models.CharField(_("address"), max_length=MAX_ADDRESS)
    language = models.CharField(_("language"), max_length=10)
    name = models.CharField(_("name"), max_length=MAX_NAME)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField(_("rows"))
    rows_done = models.PositiveIntegerField(_("rows made"), default=0)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), null=True)
    ended_at = models.DateTimeField(_("finished"), null=True)
    file = models.FileField(_("file"), upload_to="exports/%Y", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    rights = models.CharField(_("rights it was made by"), max_length=64, blank=True)
    fault = models.CharField(_("what went wrong"), max_length=200, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index("seen_at", name="unfinished", condition=models.Q(state__in=("waiting", "running")))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """How much of it is made, in whole percent; less than 100 until it is ready."""
        return min(99, 100 * self.rows_done // max(self.rows, 1))

    @property
    def may_be_read(self) -> bool:
        """Whether it is ready, and the person's rights are still those that it was made by."""
        return self.state == self.State.DONE and self.rights == self.person.rights_mark

    def waits_long(self, now: dt.datetime) -> bool:
        """Whether it should have been begun by now: perhaps nothing works such files off."""
        return self.state == self.State.WAITING and now - self.asked_at > dt.timedelta(minutes=1)
