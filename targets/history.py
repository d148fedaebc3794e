"""The history of a figure in words: who, when, from what to what, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Report
from targets.choices import Condition
from targets.models import Actual, PlanIndicator
from targets.numbers import number_text


@dataclass(frozen=True)
class Step:
    """One change of one figure."""

    year: int
    when: dt.datetime
    who: str
    what: str
    why: str


def steps(indicator: PlanIndicator, years: Iterable[int]) -> list[Step]:
    """Return every change of an indicator's actuals of these years, the newest first, in one query."""
    rows = (
        Actual.history.filter(indicator_id=indicator.pk, year__in=list(years))
        .select_related("history_user")
        .order_by("year", "history_date", "history_id")
    )
    told = [_step(row, before) for row, before in _with_before(rows)]
    return sorted((step for step in told if step.what), key=lambda step: step.when, reverse=True)


def _with_before(rows: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    before = None
    for row in rows:
        yield row, before if before is not None and before.year == row.year else None
        before = row


def _step(row: Any, before: Any) -> Step:
    who = str(row.history_user) if row.history_user else _("the system")
    return Step(row.year, row.history_date, who, _what(row, before), row.history_change_reason or "")


def _what(row: Any, before: Any) -> str:
    """The change of the value, then of the status, in one line."""
    parts = []
    new, old = stands_as(row), None if before is None else stands_as(before)
    if old is None:
        parts.append(_("entered %(new)s") % {"new": new})
    elif old != new:
        parts.append(_("changed %(old)s to %(new)s") % {"old": old, "new": new})
    if before is not None and before.remark != row.remark:
        parts.append(_("remark: %(remark)s") % {"remark": row.remark or "—"})
    if row.status != (before.status if before is not None else Report.Status.DRAFT):
        parts.append(str(Report.Status(row.status).label))
    return "; ".join(parts)


def stands_as(actual: Any) -> str:
    """What stands in an actual: its value, or its condition in words."""
    if actual.condition == Condition.VALUE:
        return number_text(actual.value)
    return str(Condition(actual.condition).label)
