"""Final figures 数据定案: what a round's figures and tasks were when they were signed. Never changed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, Round
from targets.choices import Condition, State
from targets.models import PlanIndicator
from tasks.models import Task, TaskReport

if TYPE_CHECKING:
    from plans.models import User


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: User) -> SnapshotQuerySet:
        """The final figures of the plans that `user` may see."""
        return self.filter(round__plan__in=Plan.objects.visible_to(user))


class Snapshot(models.Model):
    """The figures of one round as they were signed, with the means computed from them."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="snapshot", verbose_name=_("reporting round"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_name = models.CharField(_("signature"), max_length=40)
    signed_at = models.DateTimeField(_("signed at"), auto_now_add=True)
    assessed = models.DecimalField(_("mean over all due"), max_digits=9, decimal_places=4, null=True)
    reported_mean = models.DecimalField(_("mean over those reported"), max_digits=9, decimal_places=4, null=True)
    uncapped = models.DecimalField(_("uncapped mean"), max_digits=9, decimal_places=4, null=True)
    reported = models.PositiveSmallIntegerField(_("reported"), default=0)
    expected = models.PositiveSmallIntegerField(_("due to report"), default=0)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        verbose_name = _("final figures")
        verbose_name_plural = _("final figures")

    def __str__(self) -> str:
        return f"{self.round.label} {self.round.plan}"

    def get_absolute_url(self) -> str:
        return reverse("snapshot_detail", args=[self.pk])


class SnapshotFigure(models.Model):
    """One indicator as it was signed."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="figures")
    indicator = models.ForeignKey(PlanIndicator, models.PROTECT, related_name="+", verbose_name=_("plan indicator"))
    seq = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    target = models.DecimalField(_("target"), max_digits=15, decimal_places=4, null=True)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4, null=True)
    condition = models.CharField(_("condition"), max_length=14, choices=Condition, blank=True)
    as_of = models.DateField(_("as of"), null=True)
    percent = models.DecimalField(_("rate, %"), max_digits=15, decimal_places=4, null=True)
    state = models.CharField(_("state"), max_length=12, choices=State)
    agency_name = models.CharField(_("reported by"), max_length=80, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=200, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class Meta:
        ordering = ["snapshot_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "indicator"], name="snapshot_figure_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"

    @property
    def is_missing(self) -> bool:
        """Whether nothing had been approved."""
        return self.condition == ""


class SnapshotTask(models.Model):
    """One task as it was signed."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="+", verbose_name=_("task"))
    seq = models.PositiveSmallIntegerField(_("number"))
    content = models.TextField(_("content"))
    state = models.CharField(_("state"), max_length=11, choices=TaskReport.State, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent done"), null=True)
    summary = models.TextField(_("summary"), blank=True)
    agency_name = models.CharField(_("reported by"), max_length=80, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class Meta:
        ordering = ["snapshot_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "task"], name="snapshot_task_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.content[:30]}"
