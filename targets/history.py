"""The history of a figure in words: who, when, from what to what, why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Report
from targets.choices import Condition
from targets.models import Actual, PlanIndicator, YearTarget
from targets.numbers import number_text


@dataclass(frozen=True)
class Step:
    """One change of one figure, of a target, or of who reports."""

    year: int | None
    when: dt.datetime
    who: str
    what: str
    why: str


def steps(indicator: PlanIndicator, years: Iterable[int]) -> list[Step]:
    """Return every change of an indicator's actuals of these years, its targets and its reporter, the newest first.

    Three queries.
    """
    rows = (
        Actual.history.filter(indicator_id=indicator.pk, year__in=list(years))
        .select_related("history_user")
        .order_by("year", "history_date", "history_id")
    )
    told = [_step(row, before) for row, before in with_before(rows)]
    told += [*_target_steps(indicator), *_reporter_steps(indicator)]
    return sorted((step for step in told if step.what), key=lambda step: step.when, reverse=True)


def _target_steps(indicator: PlanIndicator) -> Iterable[Step]:
    """Every change of a yearly target since the plan was loaded."""
    rows = YearTarget.history.filter(indicator_id=indicator.pk).select_related("history_user")
    for row, before in with_before(rows.order_by("year", "history_date", "history_id")):
        if row.history_type == "+":
            continue
        old = before.value if before is not None else row.first_value
        if row.history_type == "-":
            what = _("target %(value)s removed") % {"value": number_text(row.value)}
        else:
            what = _("target %(new)s, before %(old)s") % {"new": number_text(row.value), "old": number_text(old)}
        yield Step(row.year, row.history_date, who_of(row), what, row.history_change_reason or "")


def _reporter_steps(indicator: PlanIndicator) -> Iterable[Step]:
    """Every naming of a reporter."""
    rows = PlanIndicator.history.filter(id=indicator.pk).select_related("history_user", "reporter")
    before = None
    for row in rows.order_by("history_date", "history_id"):
        if row.reporter_id != before:
            what = _("reporter: %(agency)s") % {"agency": row.reporter or "—"}
            yield Step(None, row.history_date, who_of(row), what, row.history_change_reason or "")
        before = row.reporter_id


def with_before(rows: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Yield history rows sorted by year, each with the one before it of the same year."""
    before = None
    for row in rows:
        yield row, before if before is not None and before.year == row.year else None
        before = row


def _step(row: Any, before: Any) -> Step:
    return Step(row.year, row.history_date, who_of(row), _what(row, before), row.history_change_reason or "")


def who_of(row: Any) -> str:
    """Return who made a change."""
    return str(row.history_user) if row.history_user else _("the system")


def _what(row: Any, before: Any) -> str:
    """The change of the value, then of the status, in one line."""
    parts = []
    new, old = stands_as(row), None if before is None else stands_as(before)
    if old is None:
        parts.append(_("entered %(new)s") % {"new": new})
    elif old != new:
        parts.append(_("changed %(old)s to %(new)s") % {"old": old, "new": new})
    for name in ("remark", "cause", "remedy"):
        if getattr(row, name) != (getattr(before, name) if before is not None else ""):
            parts.append(f"{Actual._meta.get_field(name).verbose_name}：{getattr(row, name) or '—'}")  # type: ignore[union-attr]
    if row.status != (before.status if before is not None else Report.Status.DRAFT):
        parts.append(str(Report.Status(row.status).label))
    return "；".join(parts)


def stands_as(actual: Any) -> str:
    """What stands in an actual: its value, or its condition in words."""
    if actual.condition == Condition.VALUE:
        return number_text(actual.value)
    return str(Condition(actual.condition).label)
