"""Final figures 数据定案: what a round's figures and tasks were when they were signed. Never changed again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.models import Plan, Round
from plans.models.fixed_read import FixedRead
from plans.models.raises import Raises
from targets.choices import Condition, Judgement, State
from targets.models import PlanIndicator
from targets.progress import Benchmark, BenchmarkSource, FinalMean, Lack, Means, Ratio
from targets.signed import SignedFigure, SignedYear
from tasks.models import Task, TaskReport

if TYPE_CHECKING:
    from plans.models import User


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: User) -> SnapshotQuerySet:
        """The final figures of the plans that `user` may see."""
        return self.filter(round__plan__in=Plan.objects.visible_to(user))

    def in_force(self) -> SnapshotQuerySet:
        """Those that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)

    def signed_years(self, plans: Iterable[Plan]) -> dict[int, dict[int, SignedYear]]:
        """Return the signed whole years of these plans, by the plan's id and year; in two queries."""
        found: dict[int, dict[int, SignedYear]] = {}
        for snapshot in WHOLE_YEARS([plan.pk for plan in plans]):
            found.setdefault(snapshot.round.plan_id, {})[snapshot.round.year] = snapshot.as_signed_year()
        return found


def _whole_years(plans: Collection[int]) -> SnapshotQuerySet:
    whole = Snapshot.objects.in_force().filter(round__plan__in=plans, round__period=Round.Period.YEAR)
    return whole.select_related("round__plan").defer("round__plan__source_text").prefetch_related("figures")


WHOLE_YEARS = FixedRead(_whole_years)


class Snapshot(models.Model):
    """The figures of one round as they were signed, with the means computed from them."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="snapshots", verbose_name=_("reporting round"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_old = models.BooleanField(_("signed before all was kept"), default=False)
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
    measured = models.PositiveSmallIntegerField(_("counted in the mean"), default=0)
    final_mean = models.DecimalField(_("mean goal attainment"), max_digits=9, decimal_places=4, null=True)
    final_count = models.PositiveSmallIntegerField(_("goals counted"), null=True)
    final_unjudged = models.PositiveSmallIntegerField(_("goals not judged"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_document = models.CharField(_("document"), max_length=60, blank=True)
    lifted_reason = models.CharField(_("reason"), max_length=200, blank=True)
    sent_up_on = models.DateField(_("sent up on"), null=True, help_text=_("The day it went to the office above."))
    sent_up_document = models.CharField(_("sent up as"), max_length=60, blank=True)
    sent_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("noted by")
    )

    RAISES = Raises("round__plan")

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        verbose_name = _("final figures")
        verbose_name_plural = _("final figures")
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="snapshot_version_once"),
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(lifted_at__isnull=True), name="snapshot_in_force_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round.label} {self.round.plan}"

    def get_absolute_url(self) -> str:
        return reverse("snapshot_detail", args=[self.pk])

    def as_signed_year(self) -> SignedYear:
        """Return it as the plain values that pages read."""
        plan = self.round.plan
        marks = (Decimal(100), plan.met_mark, plan.near_mark)
        return SignedYear(
            self.round.year,
            self.get_absolute_url(),
            self.version,
            self.is_old,
            Means(self.assessed, self.reported_mean, self.uncapped, self.reported, self.expected, self.measured),
            self._final_mean(),
            {figure.indicator_id: figure.as_signed_figure(marks) for figure in self.figures.all()},
        )

    def _final_mean(self) -> FinalMean | None:
        """The mean of goals, which only the last year's figures hold."""
        if self.final_count is None:
            return None
        return FinalMean(self.final_mean, self.final_count, self.final_unjudged or 0)


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
    state = models.CharField(_("state"), max_length=14, choices=State)
    source = models.CharField(_("source of the target"), max_length=8, blank=True)
    lack = models.CharField(_("why there is no target"), max_length=16, blank=True)
    words = models.CharField(_("words of a condition"), max_length=500, blank=True)
    part = models.DecimalField(_("part"), max_digits=19, decimal_places=4, null=True)
    whole = models.DecimalField(_("whole"), max_digits=19, decimal_places=4, null=True)
    is_met = models.BooleanField(_("met"), null=True)
    is_allowance = models.BooleanField(_("allowance"), default=False)
    missing = models.CharField(_("missing years"), max_length=60, blank=True)
    to_date = models.CharField(_("to date"), max_length=60, blank=True)
    goal_rate = models.CharField(_("goal attainment"), max_length=60, blank=True)
    variance = models.CharField(_("ahead"), max_length=20, blank=True)
    judgement = models.CharField(_("outlook"), max_length=10, choices=Judgement, blank=True)
    judgement_note = models.CharField(_("outlook, why"), max_length=80, blank=True)
    agency_name = models.CharField(_("reported by"), max_length=80, blank=True)
    entered_by = models.CharField(_("entered by"), max_length=200, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)

    RAISES = Raises("snapshot__round__plan")

    class Meta:
        ordering = ["snapshot_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "indicator"], name="snapshot_figure_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.name}"

    @property
    def signed(self) -> SignedFigure:
        """It as the plain values that pages read."""
        plan = self.snapshot.round.plan
        return self.as_signed_figure((Decimal(100), plan.met_mark, plan.near_mark))

    def as_signed_figure(self, marks: tuple[Decimal, ...]) -> SignedFigure:
        """Return it as the plain values that pages read; `marks` are the plan's."""
        source = BenchmarkSource(self.source) if self.source else None
        return SignedFigure(
            Benchmark(self.target, source, Lack(self.lack) if self.lack else None),
            self.value,
            self.words,
            self._rate(marks),
            State(self.state),
            self.to_date,
            self.goal_rate,
            self.variance,
            Judgement(self.judgement) if self.judgement else None,
            self.judgement_note,
        )

    def _rate(self, marks: tuple[Decimal, ...]) -> Ratio | None:
        if self.is_met is None and self.percent is None:
            return None
        is_met = self.percent is not None and self.percent >= 100 if self.is_met is None else self.is_met
        missing = tuple(int(year) for year in self.missing.split("、") if year)
        part, whole = self.part or Decimal(0), self.whole or Decimal(0)
        return Ratio(part, whole, self.percent, is_met, missing, is_allowance=self.is_allowance, marks=marks)

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

    RAISES = Raises("snapshot__round__plan")

    class Meta:
        ordering = ["snapshot_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "task"], name="snapshot_task_once")]

    def __str__(self) -> str:
        return f"{self.seq} {self.content[:30]}"
