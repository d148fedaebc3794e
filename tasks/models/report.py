"""Task reports: how far a task is in one year, by its lead and by those who share it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, EvidenceFile, Plan, Report, ReportQuerySet, Round
from plans.models.history import History, Recorded
from plans.models.plan import YEAR_LIMITS
from plans.models.raises import Raises
from plans.models.refusals import answer_asked
from tasks.models.task import Quantity, Task

if TYPE_CHECKING:
    from plans.models import User


class TaskReportQuerySet(ReportQuerySet["TaskReport"]):
    def visible_to(self, user: User) -> TaskReportQuerySet:
        """The reports on tasks of the plans of the regions whose dashboards `user` may open."""
        return self.filter(user.visible_regions.of("task__plan__region"))


class TaskReport(Report):
    """How far a task is in one year, by its lead agency."""

    class State(models.TextChoices):
        NOT_STARTED = "not-started", _("not started")
        UNDER_WAY = "under-way", _("under way")
        DONE = "done", _("done")
        DELAYED = "delayed", _("delayed")
        CONTINUOUS = "continuous", _("continuous")

    KEPT_FIELDS = [*Report.KEPT_FIELDS, "as_of", "state", "summary", "percent", "remark"]
    SIGNED_FIELDS = ("task", "year", *KEPT_FIELDS)

    PLAN = "task__plan"
    SAYING = ["as_of", "state", "summary", "percent"]
    ANSWERING = ["remark"]
    BEHIND = ["evidence", "parts", "quantities"]

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports", verbose_name=_("task"))
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_LIMITS)
    as_of = models.DateField(_("as of"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=11, choices=State)
    summary = models.TextField(_("summary"), blank=True)
    percent = models.PositiveSmallIntegerField(
        _("percent done"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    remark = models.CharField(
        _("remark"), max_length=500, blank=True, help_text=_("Why there is no evidence of what is done.")
    )

    RAISES = Raises("task__plan")

    history = History()
    objects = TaskReportQuerySet.as_manager()

    class Meta:
        ordering = ["task_id", "year"]
        verbose_name = _("task report")
        verbose_name_plural = _("task reports")
        indexes = [
            # what waits for review, and the latest year that is approved: few rows of many
            models.Index(fields=["task"], condition=models.Q(status="submitted"), name="task_report_waiting"),
            models.Index(fields=["year"], condition=models.Q(status="approved"), name="task_report_approved"),
        ]
        constraints = [models.UniqueConstraint(fields=["task", "year"], name="task_report_once_per_task_and_year")]

    def __str__(self) -> str:
        return f"{self.task} {self.year}"

    def get_absolute_url(self) -> str:
        return self.task.get_absolute_url()

    @property
    def plan(self) -> Plan:
        return self.task.plan

    @property
    def signed_plan_id(self) -> int:
        return self.task.plan_id

    @property
    def signed_year(self) -> int:
        return self.year

    def enter(self, values: Mapping[str, Any], agency: Agency | None, by: User, round_: Round | None = None) -> None:
        """Set the values a person entered. Raises NotPossible while it is under review, and once it is approved.

        A report approved for an earlier period of the year goes on as the one that `round_` asks for.
        """
        self.require_editable(round_)
        if round_ is not None:
            self.as_of = round_.as_of
        if self.status == self.Status.APPROVED:
            self.status, self.handed_in_at = self.Status.DRAFT, None
        for name, value in values.items():
            setattr(self, name, value)
        self.agency, self.author, self.is_invented = agency, by, by.is_demo
        self._mark_changed(by)

    @property
    def reached(self) -> dict[int, QuantityReached]:
        """What was reached of each promised number, by the number's id."""
        return {row.quantity_id: row for row in self.quantities.all()}

    @property
    def quantities_then(self) -> list[QuantityReached]:
        """What was reached of each promised number, of a record as it stood until it was reopened."""
        return self._then(self.quantities, "quantity")

    @property
    def parts_then(self) -> list[TaskPart]:
        """What co-responsible agencies added, of a record as it stood until it was reopened."""
        return self._then(self.parts, "agency")

    def _then(self, rows: Any, related: str) -> list[Any]:
        if self.undone_at is None:
            return list(rows.all())
        kept = list(rows.model.history.as_of(self.undone_at).filter(report=self.pk))
        models.prefetch_related_objects(kept, related)
        return kept

    @property
    def lacks_answer(self) -> bool:
        """As for every report; a new number reached is something new, too."""
        if not super().lacks_answer:
            return False
        then = {row.quantity_id: row.value for row in self.last_submitted.quantities_then}
        return then == {pk: row.value for pk, row in self.reached.items()}

    @property
    def lacks(self) -> list[str]:
        """What must be there before it is submitted, in words."""
        return [why for _field, why in self.lacking]

    @property
    def lacking(self) -> list[tuple[str, str]]:
        """What must be there before it is submitted: the field in which to say it, and why."""
        found = [("remark", str(answer_asked(self.reason)))] if self.lacks_answer else []
        if not self.summary.strip():
            found.append(("summary", str(_("Please say in a few words how the task stands."))))
        if self.state == self.State.NOT_STARTED and self.percent:
            found.append(("percent", str(_("Not started, but a percentage above 0: please correct one of the two."))))
        if self.state == self.State.DONE and self.percent not in (None, 100):
            found.append(("percent", str(_("Done, but less than 100%: please correct one of the two."))))
        if self.state == self.State.DELAYED and not self.remark:
            found.append(("remark", str(_("Delayed: please give cause and measure in the remark."))))
        if self.state == self.State.DONE:
            if not self.remark and not self.evidence.all():
                found.append(("remark", str(_("Done needs evidence, or a remark why there is none."))))
            promised = [row for row in self.task.quantities.all() if row.pk not in self.reached]
            asked = _("Please give the number reached: %(text)s")
            found += [(f"quantity_{row.pk}", str(asked % {"text": row.text})) for row in promised]
        return found


class TaskPart(Recorded):
    """What a co-responsible agency adds to a task report, and that it confirms it."""

    report = models.ForeignKey(TaskReport, models.CASCADE, related_name="parts", verbose_name=_("task report"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    text = models.TextField(_("text"), blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)

    RAISES = Raises("report__task__plan")

    history = History()

    class Meta:
        ordering = ["report_id", "pk"]
        verbose_name = _("part of a task report")
        verbose_name_plural = _("parts of task reports")
        constraints = [models.UniqueConstraint(fields=["report", "agency"], name="task_part_once_per_agency")]

    def __str__(self) -> str:
        return f"{self.report} {self.agency}"


class QuantityReached(Recorded):
    """What a task report says of a number the task promises."""

    report = models.ForeignKey(TaskReport, models.CASCADE, related_name="quantities", verbose_name=_("task report"))
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="reached", verbose_name=_("quantity"))
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4)

    RAISES = Raises("report__task__plan")

    history = History()

    class Meta:
        ordering = ["report_id", "quantity"]
        verbose_name = _("quantity reached")
        verbose_name_plural = _("quantities reached")
        constraints = [models.UniqueConstraint(fields=["report", "quantity"], name="quantity_reached_once_per_report")]

    def __str__(self) -> str:
        return f"{self.quantity} {self.value}"


class TaskEvidence(EvidenceFile):
    """A file behind one task report."""

    report = models.ForeignKey(TaskReport, models.CASCADE, related_name="evidence", verbose_name=_("task report"))

    REPORT = "report"
    SIGNED_FIELDS = ("report", "sha256")

    RAISES = Raises("report__task__plan")

    history = History()

    class Meta:
        ordering = ["report_id", "pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.UniqueConstraint(fields=["report", "sha256"], name="task_evidence_once_per_report")]

    @property
    def signed_plan_id(self) -> int:
        return self.report.signed_plan_id

    @property
    def signed_year(self) -> int:
        return self.report.year

    @property
    def as_of(self) -> dt.date | None:
        """Which part of the year its report is of."""
        return self.report.as_of
