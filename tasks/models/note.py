"""Notes 批示: what a leader asks about an indicator or a task, and what the agency answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, NotPossible, Plan
from plans.models.history import History, Recorded
from plans.words import printable
from targets.models import PlanIndicator
from tasks.models.task import Task

if TYPE_CHECKING:
    from plans.models import User


MAX_TEXT = 500  # characters


class NoteQuerySet(models.QuerySet["Note"]):
    def for_agencies(self, agency_ids: set[int]) -> NoteQuerySet:
        """The notes that these agencies answer."""
        rows = PlanIndicator.objects.reported_by(agency_ids).order_by().values("pk")
        tasks = Task.objects.reported_by(agency_ids).order_by().values("pk")
        return self.filter(models.Q(indicator__in=rows) | models.Q(task__in=tasks))

    def unanswered(self) -> NoteQuerySet:
        return self.filter(answered_at__isnull=True)

    def with_subjects(self) -> NoteQuerySet:
        return self.select_related(
            "author", "answered_by",
            "indicator__plan__region", "indicator__plan__coordinator__successor", "indicator__reporter__successor",
            "task__plan__region", "task__reporter__successor",
        ).prefetch_related("task__assignments__agency__successor")  # fmt: skip


class Note(Recorded):
    """A question or instruction of a leader, with its answer."""

    indicator = models.ForeignKey(
        PlanIndicator, models.CASCADE, null=True, blank=True, related_name="notes", verbose_name=_("plan indicator")
    )
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="notes", verbose_name=_("task"))
    text = models.CharField(_("note"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    history = History()
    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(indicator__isnull=True) ^ models.Q(task__isnull=True),
                name="note_on_an_indicator_or_a_task",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def subject(self) -> PlanIndicator | Task:
        subject = self.indicator or self.task
        assert subject is not None
        return subject

    @property
    def plan(self) -> Plan:
        return self.subject.plan

    @property
    def agencies(self) -> list[Agency]:
        """Who answers."""
        if isinstance(self.subject, Task):
            return self.subject.reporters
        return [agency] if (agency := self.subject.current_reporter) else []

    def reply(self, text: str, by: User) -> None:
        """Answer once. Raises NotPossible without words, and where there is an answer already."""
        if self.answered_at is not None:
            raise NotPossible(_("This note has been answered already."))
        words = printable(text)
        if not words:
            raise NotPossible(_("Please write an answer."))
        if len(words) > MAX_TEXT:
            raise NotPossible(_("At most %(n)s characters, please.") % {"n": MAX_TEXT})
        self.answer, self.answered_by, self.answered_at = words, by, timezone.now()
        self.save()
