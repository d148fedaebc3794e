"""The notes 批示 on an indicator or a task, as its page shows them to one person."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from plans.models import User
from plans.models.fixed_read import FixedRead
from plans.rights import Right, can, is_own_region
from targets.models import PlanIndicator
from tasks.models import Note, Task


def _notes(is_on_task: bool, subject: int) -> QuerySet[Note]:
    of_subject = Note.objects.filter(task=subject) if is_on_task else Note.objects.filter(indicator=subject)
    return of_subject.select_related("author", "answered_by")


NOTES = FixedRead(_notes)


def notes_panel(user: User, subject: PlanIndicator | Task) -> dict[str, object]:
    """Return what `tasks/_notes.html` shows: nothing of a region that one sees only beside the own."""
    if not is_own_region(user, subject.plan):
        return {"is_shown": False}
    address = "tasks:note_on_task" if isinstance(subject, Task) else "tasks:note_on_indicator"
    return {
        "is_shown": True,
        "notes": NOTES(isinstance(subject, Task), subject.pk),
        "can_leave_note": can(user, Right.LEAVE_NOTE, subject.plan),
        "note_url": reverse(address, args=[subject.pk]),
    }
