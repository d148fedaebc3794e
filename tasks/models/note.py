"""Notes 批示: what a leader asks about an indicator or a task, and what the agency answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from plans.models import Agency, NotPossible, Plan
from plans.models.history import History, Recorded
from plans.models.raises import Raises
from plans.words import printable
from targets.models import PlanIndicator
from tasks.models.task import Task

if TYPE_CHECKING:
    from plans.models import User


MAX_TEXT = 500  # characters


class NoteState(models.TextChoices):
    """How far a note is; worked out of its dates, stored nowhere."""

    OPEN = "open", _("to be answered")
    OVERDUE = "overdue", _("overdue")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("settled")


class NoteQuerySet(models.QuerySet["Note"]):
    def for_agencies(self, agency_ids: Collection[int]) -> NoteQuerySet:
        """The notes that these agencies answer."""
        rows = PlanIndicator.objects.reported_by(agency_ids).order_by().values("pk")
        tasks = Task.objects.reported_by(agency_ids).order_by().values("pk")
        return self.filter(models.Q(indicator__in=rows) | models.Q(task__in=tasks))

    def visible_to(self, user: User) -> NoteQuerySet:
        """The notes of the regions that are the person's own, or below; an administrator's are all."""
        return self.filter(user.regions_below.of("indicator__plan__region", "task__plan__region"))

    def unanswered(self) -> NoteQuerySet:
        return self.filter(answered_at__isnull=True, closed_at__isnull=True)

    def to_close(self, user: User) -> NoteQuerySet:
        """The notes of this leader that are answered, and that he or she has not closed."""
        return self.filter(author=user, answered_at__isnull=False, closed_at__isnull=True)

    def in_state(self, state: str, today: dt.date) -> NoteQuerySet:
        """The notes in one state, on a day; all for what is no state."""
        is_open = models.Q(answered_at__isnull=True, closed_at__isnull=True)
        is_late = models.Q(due__lt=today)
        conditions = {
            NoteState.OPEN: is_open & ~is_late,
            NoteState.OVERDUE: is_open & is_late,
            NoteState.ANSWERED: models.Q(answered_at__isnull=False, closed_at__isnull=True),
            NoteState.CLOSED: models.Q(closed_at__isnull=False),
        }
        return self.filter(conditions[NoteState(state)]) if state in NoteState.values else self.all()

    def lock(self) -> NoteQuerySet:
        """Return them locked, with their subjects; within a transaction."""
        return self.with_subjects().select_for_update(of=("self",))

    def with_subjects(self) -> NoteQuerySet:
        return self.select_related(
            "author", "answered_by", "closed_by",
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
    due = models.DateField(_("to be answered by"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    RAISES = Raises("indicator__plan", "task__plan")

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

    def state(self, today: dt.date) -> NoteState:
        """How far it is on a day."""
        if self.closed_at is not None:
            return NoteState.CLOSED
        if self.answered_at is not None:
            return NoteState.ANSWERED
        return NoteState.OVERDUE if self.due is not None and self.due < today else NoteState.OPEN

    def can_be_closed_by(self, user: User) -> bool:
        """Whether it is this person's to settle: who left it, or any leader of the region once that person is gone."""
        return self.closed_at is None and (self.author is None or not self.author.is_active or self.author == user)

    def close(self, by: User) -> None:
        """Settle it 办结, answered or not. Raises NotPossible where it is settled, and for another than its leader."""
        if self.closed_at is not None:
            raise NotPossible(_("This note is settled already."))
        if not self.can_be_closed_by(by):
            raise NotPossible(_("Who left a note settles it."))
        self.closed_by, self.closed_at = by, timezone.now()
        self.save()

    def reply(self, text: str, by: User) -> None:
        """Answer once. Raises NotPossible without words, where there is an answer, and once it is settled."""
        if self.closed_at is not None:
            raise NotPossible(_("This note is settled already."))
        if self.answered_at is not None:
            raise NotPossible(_("This note has been answered already."))
        words = printable(text)
        if not words:
            raise NotPossible(_("Please write an answer."))
        if len(words) > MAX_TEXT:
            raise NotPossible(_("At most %(n)s characters, please.") % {"n": MAX_TEXT})
        self.answer, self.answered_by, self.answered_at = words, by, timezone.now()
        self.save()
