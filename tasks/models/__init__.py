"""Areas, tasks, who is assigned to them, how far they are, and what leaders ask."""

from tasks.models.note import Note, NoteState
from tasks.models.report import QuantityReached, TaskEvidence, TaskPart, TaskReport
from tasks.models.task import Area, Assignment, Quantity, Task

__all__ = [
    "Area",
    "Assignment",
    "Note",
    "NoteState",
    "Quantity",
    "QuantityReached",
    "Task",
    "TaskEvidence",
    "TaskPart",
    "TaskReport",
]
