"""What belongs to tasks, shown on pages of the floors below."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse

from plans.rights import Right, can, is_own_region
from targets.models import PlanIndicator
from tasks.mentions import tasks_naming
from tasks.tables import report_state

register = template.Library()


@register.inclusion_tag("tasks/_tasks_naming.html")
def tasks_of(indicator: PlanIndicator, year: int) -> dict[str, Any]:
    """The tasks that name an indicator, with their state in `year`."""
    return {"year": year, "tasks": [(task, report_state(task, year)) for task in tasks_naming(indicator)]}


@register.inclusion_tag("tasks/_notes.html", takes_context=True)
def notes_on(context: RequestContext, indicator: PlanIndicator) -> dict[str, Any]:
    """The notes 批示 on an indicator, with a field for another where the person may leave one."""
    user = context["request"].user
    if not is_own_region(user, indicator.plan):
        return {}
    return {
        "is_shown": True,
        "notes": indicator.notes.select_related("author", "answered_by"),
        "can_leave_note": can(user, Right.LEAVE_NOTE, indicator.plan),
        "note_url": reverse("tasks:note_on_indicator", args=[indicator.pk]),
        "csrf_token": context.get("csrf_token"),
    }
