"""What is due from a person's agencies: a row an indicator, a task, a part of a task, or a note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from documents.exports import Listing
from ipplans.due_rounds import RoundToDo
from tasks.models import Note, Task


def due_listing(notes: Iterable[Note], dues: Iterable[RoundToDo]) -> Listing:
    """Return the notes to answer, then of each round what is still to hand in."""
    heads = [
        _("Region"), _("Plan"), _("Reporting round"), _("due"), _("kind"), _("No."), _("Indicator or task"),
        _("what is to be done"), _("reason"),
    ]  # fmt: skip
    rows = [*(_note(note) for note in notes), *(row for due in dues for row in _round(due))]
    return Listing(_("What is due from us"), heads, [12, 36, 16, 12, 10, 6, 50, 20, 50], rows, len(rows))


def _note(note: Note) -> list[Any]:
    subject = note.subject
    name = subject.content if isinstance(subject, Task) else subject.name
    kind = _("Task") if isinstance(subject, Task) else _("Indicator")
    named = [note.plan.region.name, note.plan.title, "", note.due, kind, subject.seq, name]
    return [*named, _("answer the note"), note.text]


def _round(due: RoundToDo) -> Iterator[list[Any]]:
    plan = due.round.plan
    named = [plan.region.name, plan.title, due.round.label, due.due]
    returned = {("indicator", row.pk): reason for row, reason in due.returned}
    returned |= {("task", task.pk): reason for task, reason in due.returned_tasks}
    for row in due.open_rows:
        yield [*named, _("Indicator"), row.seq, row.name, *_to_do(returned.get(("indicator", row.pk)))]
    for task in due.open_tasks:
        yield [*named, _("Task"), task.seq, task.content, *_to_do(returned.get(("task", task.pk)))]
    for task in due.open_parts:
        yield [*named, _("Task"), task.seq, task.content, _("add our part"), ""]


def _to_do(reason: str | None) -> list[str]:
    """What is to be done, and why it came back."""
    return [_("to hand in"), ""] if reason is None else [_("returned, to be corrected"), reason]
