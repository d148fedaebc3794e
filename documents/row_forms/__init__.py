"""Forms for the rows of a draft under review: what the machine read, for a person to set right."""

from __future__ import annotations

from documents.draft import Draft, DraftGoal, DraftIndicator, DraftTask
from documents.row_forms.agency import AgencyForm
from documents.row_forms.fields import RowForm
from documents.row_forms.goal import GoalForm
from documents.row_forms.indicator import IndicatorForm
from documents.row_forms.plan import PlanForm
from documents.row_forms.task import TaskForm

__all__ = ["FORMS", "new_row"]

FORMS: dict[str, type[RowForm]] = {
    "plan": PlanForm,
    "indicators": IndicatorForm,
    "goals": GoalForm,
    "tasks": TaskForm,
    "agencies": AgencyForm,
}


def new_row(draft: Draft, kind: str) -> int:
    """Add an empty row and return its number."""
    if kind == "tasks":
        number = max((task.seq for task in draft.tasks), default=0) + 1
        draft.tasks.append(DraftTask(number, "—", str(number)))
    elif kind == "indicators":
        number = max((row.seq for row in draft.indicators), default=0) + 1
        draft.indicators.append(DraftIndicator(number, "—", "—"))
    elif kind == "goals":
        number = len(draft.goals)
        draft.goals.append(DraftGoal("—", draft.plan.end_year, "—", is_accepted=False))
    else:
        raise KeyError(kind)
    return number
