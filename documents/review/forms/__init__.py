"""Forms for the rows of a draft under review: what the machine read, for a person to set right."""

from __future__ import annotations

from django.utils.translation import gettext as _

from documents.draft.values import Draft, DraftGoal, DraftIndicator, DraftTask
from documents.review.forms.agency import AgencyForm
from documents.review.forms.fields import RowForm
from documents.review.forms.goal import GoalForm
from documents.review.forms.indicator import IndicatorForm
from documents.review.forms.plan import PlanForm
from documents.review.forms.task import TaskForm

__all__ = ["FORMS", "blank_rows", "new_row"]

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
        draft.tasks.append(DraftTask(number, "", str(number)))
    elif kind == "indicators":
        number = max((row.seq for row in draft.indicators), default=0) + 1
        draft.indicators.append(DraftIndicator(number, "", ""))
    elif kind == "goals":
        number = len(draft.goals)
        draft.goals.append(DraftGoal("", draft.plan.end_year, "", is_accepted=False))
    else:
        raise KeyError(kind)
    return number


def blank_rows(draft: Draft) -> list[str]:
    """Return the rows that were added and never filled: 任务 4."""
    tasks = [f"{_('Task')} {task.seq}" for task in draft.tasks if not task.content.strip()]
    rows = [f"{_('Indicator')} {row.seq}" for row in draft.indicators if not row.name.strip()]
    goals = [f"{_('Goal')} {n}" for n, goal in enumerate(draft.goals, 1) if goal.is_accepted and not goal.name.strip()]
    return tasks + rows + goals
