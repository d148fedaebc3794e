"""Lights 预警 of tasks: whether the year's report came in time, and the task's own time limit 完成时限."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from plans.lights import Light, Lit, Reason, Rule, Watch, lit, soon
from plans.models import Report
from tasks.models import TaskReport


def deadline_reason(watch: Watch, due: dt.date | None, state: str) -> Reason | None:
    """Return what burns for a task that is to be done by `due` within the year, by its reported state ("" for none)."""
    if due is None or due.year != watch.year or state == TaskReport.State.DONE or not watch.is_running:
        return None
    if watch.today > due:
        words = _("to be done by %(due)s, not reported as done") % {"due": due}
        return Reason(Light.RED, Rule.DEADLINE, words) if watch.rules.is_overdue_red else None
    words = _("to be done by %(due)s, %(n)s working days left, not reported as done")
    return soon(watch.rules, watch.days, due, watch.today, Rule.DEADLINE, words)


def task_light(
    watch: Watch, report: Report | None, agency_ids: Sequence[int], due: dt.date | None, state: str
) -> Lit | None:
    """Return the light of one task in the year of `watch`, by its report and its time limit."""
    deadline = deadline_reason(watch, due, state)
    return lit([*watch.of_delivery(report, agency_ids), *([deadline] if deadline else [])])
