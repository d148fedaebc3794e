"""Areas, tasks, who is assigned to them, and how far they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, Plan
from plans.models.history import History, Recorded
from plans.models.plan import of_plan
from plans.models.raises import Raises
from targets.choices import Operator

if TYPE_CHECKING:
    from plans.models import User


class AreaQuerySet(models.QuerySet["Area"]):
    def get_by_natural_key(self, plan: str, key: str) -> Area:
        return self.get(plan__slug=plan, key=key)


class Area(Recorded):
    """A group of tasks: 重点工作."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="areas", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60)
    seq = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)

    RAISES = Raises("plan")

    history = History()
    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "seq"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="area_key_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "name"], name="area_name_once_per_plan"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.plan.slug, self.key)

    natural_key.dependencies = ["plans.plan"]  # type: ignore[attr-defined]


# what a list of tasks shows; of a report that is being corrected the record that counts
LISTED = ("assignments__agency__successor", "reports__last_approved")


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        """The tasks of the plans of the regions whose dashboards `user` may open."""
        return self.filter(user.visible_regions.of("plan__region"))

    def reported_by(self, agency_ids: Collection[int]) -> TaskQuerySet:
        """The tasks these agencies report: as lead; where none is marked as named, else as first printed (暂定)."""
        named = Assignment.objects.filter(agency__in=agency_ids).order_by().values("task")
        by_name = Task.objects.filter(reporter__in=agency_ids).order_by().values("pk")
        near = self.filter(pk__in=named.union(by_name))  # two indexes, not the tasks of a country
        return near.annotate(first_agency=_first_agency()).filter(_is_reported_by(agency_ids))

    def shared_by(self, agency_ids: Collection[int]) -> TaskQuerySet:
        """The tasks to which these agencies add their part, and which they do not report themselves."""
        parts = Assignment.objects.filter(agency__in=agency_ids, role=Assignment.Role.CO).order_by()
        near = self.filter(pk__in=parts.values("task"))
        return near.annotate(first_agency=_first_agency()).exclude(_is_reported_by(agency_ids))

    def active(self) -> TaskQuerySet:
        """The rows that the plan still has; those a later document dropped keep their reports."""
        return self.filter(dropped_by="")

    def with_agencies(self) -> TaskQuerySet:
        """With all that a list of tasks shows, in a fixed number of queries."""
        return self.select_related("area", "reporter__successor").prefetch_related(of_plan(), *LISTED)

    def get_by_natural_key(self, plan: str, key: str) -> Task:
        return self.get(plan__slug=plan, key=key)


class Task(Recorded):
    """One row of the table of responsibilities."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60, help_text=_("Stays when numbers move."))
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("area"))
    seq = models.PositiveSmallIntegerField(_("number"))
    label = models.CharField(_("label as printed"), max_length=20, blank=True)
    content = models.TextField(_("content"))
    reporter = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reporter")
    )
    dropped_by = models.CharField(_("dropped by document"), max_length=60, blank=True)
    due = models.DateField(_("to be done by"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)

    RAISES = Raises("plan")

    history = History()
    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["plan_id", "seq"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="task_key_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.seq} {self.content[:30]}"

    def get_absolute_url(self) -> str:
        return reverse("tasks:task_detail", args=[self.pk])

    @property
    def leads(self) -> list[Assignment]:
        return [a for a in self.assignments.all() if a.role == Assignment.Role.LEAD]

    @property
    def shared(self) -> list[Assignment]:
        return [a for a in self.assignments.all() if a.role == Assignment.Role.CO]

    @property
    def reporter_ids(self) -> list[int]:
        """The ids of who reports, as the document names them, and of who has their work now."""
        named = reporting([(part.role, part.agency_id) for part in self.assignments.all()], self.reporter_id)
        return [*named, *(agency.pk for agency in self.reporters)]

    @property
    def reporters(self) -> list[Agency]:
        """Who reports: every lead; without one the named reporter, else the first agency printed (domain.md §5).

        Two agencies that are one today are named once.
        """
        parts = list(self.assignments.all())
        agencies = {part.agency_id: part.agency for part in parts}
        if self.reporter:
            agencies[self.reporter.pk] = self.reporter
        ids = reporting([(part.role, part.agency_id) for part in parts], self.reporter_id)
        return list(dict.fromkeys(agencies[pk].current for pk in ids))

    @property
    def is_reporter_provisional(self) -> bool:
        """Whether nobody has said who reports, so that the first agency printed does (暂定)."""
        return not self.leads and self.reporter_id is None

    @property
    def partners(self) -> list[Agency]:
        """The agencies that add their part: the co-responsible ones that do not report the task."""
        partners = dict.fromkeys(part.agency.current for part in self.shared)
        reporting = self.reporters
        return [agency for agency in partners if agency not in reporting]

    def name_reporter(self, agency: Agency | None, reason: str) -> None:
        """Name who reports a task without a lead, or nobody; recorded with the reason."""
        self.reporter = agency
        self._change_reason = reason
        self.save()

    def natural_key(self) -> tuple[str, str]:
        return (self.plan.slug, self.key)

    natural_key.dependencies = ["plans.plan", "tasks.area"]  # type: ignore[attr-defined]


def reporting(parts: Sequence[tuple[str, int]], named: int | None) -> list[int]:
    """Return the ids of who reports a task with these (role, agency) parts: every lead; without one the named
    reporter, else the first agency printed (暂定; domain.md §5).
    """
    leads = [agency_id for role, agency_id in parts if role == Assignment.Role.LEAD]
    if leads:
        return leads
    return [named] if named is not None else [agency_id for _role, agency_id in parts[:1]]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def get_by_natural_key(self, plan: str, task: str, region_code: str, agency: str) -> Assignment:
        return self.get(task__plan__slug=plan, task__key=task, agency__region__code=region_code, agency__name=agency)


class Assignment(Recorded):
    """An agency's part in a task, under the name this document prints."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead agency")
        CO = "co", _("co-responsible agency")

    class Rule(models.TextChoices):
        """How the role was read (domain.md §4)."""

        MARK = "mark", _("mark in the document")
        COLUMN = "column", _("column of the table")
        SOLE = "sole", _("the only agency")
        NARRATIVE = "narrative", _("words of the text")
        NONE = "none", _("none marked as lead")

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments", verbose_name=_("task"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assignments", verbose_name=_("agency"))
    seq = models.PositiveSmallIntegerField(_("number"))
    role = models.CharField(_("role"), max_length=4, choices=Role)
    printed_name = models.CharField(_("name as printed"), max_length=80)
    rule = models.CharField(_("rule"), max_length=9, choices=Rule)

    RAISES = Raises("task__plan")

    history = History()
    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["task_id", "seq"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [models.UniqueConstraint(fields=["task", "agency"], name="agency_once_per_task")]

    def __str__(self) -> str:
        return self.printed_name

    def natural_key(self) -> tuple[str, str, str, str]:
        return (*self.task.natural_key(), *self.agency.natural_key())

    natural_key.dependencies = ["tasks.task", "plans.agency"]  # type: ignore[attr-defined]


def _first_agency() -> models.Subquery:
    return models.Subquery(Assignment.objects.filter(task=models.OuterRef("pk")).order_by("seq").values("agency")[:1])


def _is_reported_by(agency_ids: Collection[int]) -> models.Q:
    """Whether these agencies report a task, whose `first_agency` is known: `reporting` in the words of SQL."""
    led = Assignment.objects.filter(task=models.OuterRef("pk"), role=Assignment.Role.LEAD)
    unled = models.Q(reporter__in=agency_ids) | models.Q(reporter__isnull=True, first_agency__in=agency_ids)
    return models.Q(models.Exists(led.filter(agency__in=agency_ids))) | (~models.Exists(led) & unled)


class QuantityQuerySet(models.QuerySet["Quantity"]):
    def get_by_natural_key(self, plan: str, task: str, text: str) -> Quantity:
        return self.get(task__plan__slug=plan, task__key=task, text=text)


class Quantity(Recorded):
    """A number promised inside a task: 超50家."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="quantities", verbose_name=_("task"))
    seq = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("clause"), max_length=120)
    operator = models.CharField(_("operator"), max_length=2, choices=Operator, default=Operator.AT_LEAST)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4)
    value_high = models.DecimalField(_("upper value"), max_digits=15, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    RAISES = Raises("task__plan")

    history = History()
    objects = QuantityQuerySet.as_manager()

    class Meta:
        ordering = ["task_id", "seq"]
        verbose_name = _("quantity")
        verbose_name_plural = _("quantities")
        constraints = [models.UniqueConstraint(fields=["task", "text"], name="quantity_clause_once_per_task")]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.task.natural_key(), self.text)

    natural_key.dependencies = ["tasks.task"]  # type: ignore[attr-defined]
