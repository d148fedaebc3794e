"""通报: what moved in a month or a quarter, what is behind, who has not reported."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from ipplans.reports import facts
from ipplans.reports.content import PlanReport
from plans.models import NotPossible, Report
from targets.models import Actual
from targets.numbers import number_text
from tasks.models import TaskReport

PERIOD = re.compile(r"(?P<year>\d{4})-(?:(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))")


def bounds(period: str) -> tuple[dt.date, dt.date, str]:
    """Return the first and the last day of 2024-06 or 2024-Q2, and what it is called. Raises NotPossible."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise NotPossible(_("Please write the period as 2024-06 or 2024-Q2."))
    year = int(found["year"])
    if not 1980 <= year <= 2100:
        raise NotPossible(_("Please write the period as 2024-06 or 2024-Q2."))
    month = int(found["month"] or 3 * int(found["quarter"]) - 2)
    months = 1 if found["month"] else 3
    first = dt.date(year, month, 1)
    after = dt.date(year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    quarter = _("%(year)s, quarter %(n)s") % {"year": year, "n": found["quarter"]}
    name = quarter if found["quarter"] else _("%(year)s, month %(n)s") % {"year": year, "n": month}
    return first, after - dt.timedelta(days=1), name


def periods(year: int) -> list[tuple[str, str]]:
    """Return the quarters and months of a year as an address names them, each with what it is called."""
    named = [*(f"{year}-Q{n}" for n in range(1, 5)), *(f"{year}-{n:02}" for n in range(1, 13))]
    return [(period, bounds(period)[2]) for period in named]


def bulletin_fields(report: PlanReport, period: str) -> dict[str, Any]:
    """Return what the template of a bulletin is given. Raises NotPossible for a period that is none."""
    first, last, name = bounds(period)
    rows, tasks = _figures(report, first, last), _tasks(report, first, last)
    return {
        "period": name,
        "moved": _("Approved in this period: %(rows)s figures and %(tasks)s task reports.")
        % {"rows": len(rows), "tasks": len(tasks)},
        "figures": rows,
        "tasks": tasks,
        "overall": [facts.means_sentence(report), facts.tasks_sentence(report.tasks)],
        "behind": facts.behind_items(report),
        "owing": facts.owing(report),
    }


def _approved_in(reports: QuerySet[Any], first: dt.date, last: dt.date) -> QuerySet[Any]:
    """Those that were approved in these days and still stand."""
    zone = timezone.get_current_timezone()
    since = dt.datetime.combine(first, dt.time.min, zone)
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone)
    return reports.filter(status=Report.Status.APPROVED, changed_at__gte=since, changed_at__lt=until)


def _figures(report: PlanReport, first: dt.date, last: dt.date) -> list[dict[str, str]]:
    found = _approved_in(Actual.objects.filter(indicator__plan=report.plan), first, last)
    rows = found.select_related("indicator").order_by("indicator__seq", "year")
    return [
        {
            "seq": str(one.indicator.seq), "name": one.indicator.name, "unit": one.indicator.unit,
            "year": str(one.year),
            "value": _value(one),
        }
        for one in rows
    ]  # fmt: skip


def _value(actual: Actual) -> str:
    """What was approved: a number, with its day where it was read within its year; else why there is none."""
    if actual.value is None:
        return str(actual.get_condition_display())
    day = f" ({_('to %(date)s') % {'date': actual.as_of}})" if actual.as_of else ""
    return number_text(actual.value) + day


def _tasks(report: PlanReport, first: dt.date, last: dt.date) -> list[dict[str, str]]:
    found = _approved_in(TaskReport.objects.filter(task__plan=report.plan), first, last)
    rows = found.select_related("task").order_by("task__seq", "year")
    return [
        {
            "seq": str(one.task.seq), "content": one.task.content, "year": str(one.year),
            "state": str(one.get_state_display()), "summary": one.summary,
        }
        for one in rows
    ]  # fmt: skip
