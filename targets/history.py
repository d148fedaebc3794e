"""The history of a figure in words: who, when, from what to what, why."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Plan, Report
from plans.models.fixed_read import FixedRead
from targets.choices import Condition
from targets.models import Actual, Evidence, PlanIndicator, YearTarget
from targets.numbers import number_text


@dataclass(frozen=True)
class HistoryEntry:
    """One change of one figure, of a target, or of who reports."""

    year: int | None
    when: dt.datetime
    who: str
    what: str
    why: str
    subject: str = ""
    address: str = ""


def entries(indicator: PlanIndicator, years: Mapping[int, int | None], shows_files: bool) -> list[HistoryEntry]:
    """Return every change of an indicator's actuals of these years, its targets and its reporter, the newest first.

    `years` holds for each the number of the last record that is told; None for all. With the files behind the actuals
    for who may read them. Four queries.
    """
    rows = [indicator.pk]
    asked = rows if years else []
    files = [row for row in FILES(asked) if row.actual.year in years] if shows_files else []
    found = [
        *_actual_entries(up_to(years, ACTUALS(asked))),
        *_file_entries(files),
        *_target_entries(TARGETS(rows)),
        *_reporter_entries(NAMED(rows)),
    ]
    return newest_first(found)


def plan_entries(plan: Plan) -> list[HistoryEntry]:
    """Return every change of a plan's actuals, targets and reporters, each with its indicator. Five queries."""
    rows = {row.pk: row for row in plan.indicators.all()}
    found = [
        *_actual_entries(ACTUALS(rows.keys()), rows),
        *_file_entries(FILES(rows.keys()), rows),
        *_target_entries(TARGETS(rows.keys()), rows),
        *_reporter_entries(NAMED(rows.keys()), rows),
    ]
    return newest_first(found)


ACTUALS = FixedRead(lambda rows: Actual.history.filter(indicator__in=rows).order_by("id", "history_id"))
FILES = FixedRead(lambda rows: Evidence.history.filter(actual__indicator__in=rows).select_related("actual"))
TARGETS = FixedRead(lambda rows: YearTarget.history.filter(indicator__in=rows).order_by("id", "history_id"))
NAMED = FixedRead(
    lambda rows: PlanIndicator.history.filter(id__in=rows).select_related("reporter").order_by("id", "history_id")
)


def up_to(years: Mapping[int, int | None], rows: Iterable[Any]) -> list[Any]:
    """Return the history rows of these years, each up to the record of that number; None: all of the year."""
    last = {year: math.inf if number is None else number for year, number in years.items()}
    return [row for row in rows if row.history_id <= last.get(row.year, 0)]


def newest_first(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    return sorted((entry for entry in entries if entry.what), key=lambda entry: entry.when, reverse=True)


def _actual_entries(history: Iterable[Any], rows: Mapping[int, PlanIndicator] | None = None) -> Iterable[HistoryEntry]:
    for row, before in with_before(history):
        yield _entry(row, row.year, _what(row, before), (rows or {}).get(row.indicator_id))


def _entry(row: Any, year: int | None, what: str, subject: PlanIndicator | None) -> HistoryEntry:
    found = HistoryEntry(year, row.history_date, who_of(row), what, row.history_change_reason or "")
    return replace(found, subject=f"{subject.seq} {subject}", address=subject.get_absolute_url()) if subject else found


def _file_entries(history: Iterable[Any], rows: Mapping[int, PlanIndicator] | None = None) -> Iterable[HistoryEntry]:
    """Every file added or removed."""
    for row in history:
        yield _entry(row, row.actual.year, file_words(row), (rows or {}).get(row.actual.indicator_id))


def file_words(row: Any) -> str:
    """Return what happened to a file of evidence, by its history row; "" where nothing a person did."""
    messages = {"+": _("evidence added: %(name)s"), "-": _("evidence removed: %(name)s")}
    return messages[row.history_type] % {"name": row.name} if row.history_type in messages else ""


def _target_entries(history: Iterable[Any], rows: Mapping[int, PlanIndicator] | None = None) -> Iterable[HistoryEntry]:
    """Every change of a yearly target since the plan was loaded, also a first one, and one removed."""
    for row, before in with_before(history):
        if row.history_type != "+" or row.history_change_reason:
            yield _entry(row, row.year, _target_words(row, before), (rows or {}).get(row.indicator_id))


def _target_words(row: Any, before: Any) -> str:
    new, old = number_text(row.value), before.value if before is not None else row.first_value
    if row.history_type == "-":
        return _("target %(value)s removed") % {"value": new}
    if old is None:
        return _("target %(new)s, none before") % {"new": new}
    return _("target %(new)s, before %(old)s") % {"new": new, "old": number_text(old)}


def _reporter_entries(
    history: Iterable[Any], rows: Mapping[int, PlanIndicator] | None = None
) -> Iterable[HistoryEntry]:
    """Every naming of a reporter."""
    for row, before in with_before(history):
        if row.reporter_id != (before.reporter_id if before is not None else None):
            what = _("reporter: %(agency)s") % {"agency": row.reporter or "—"}
            yield _entry(row, None, what, (rows or {}).get(row.id))


def with_before(rows: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    """Yield history rows sorted by their thing, each with the one before it of the same thing."""
    before = None
    for row in rows:
        yield row, before if before is not None and before.id == row.id else None
        before = row


def who_of(row: Any) -> str:
    """Return who made a change, as he or she was called then."""
    return str(row.history_user_name or _("the system"))


def _what(row: Any, before: Any) -> str:
    """The change of the value, then of the status, in one line."""
    parts = []
    new, old = display_value(row), None if before is None else display_value(before)
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


def display_value(actual: Any) -> str:
    """What an actual holds: its value, or its condition in words."""
    if actual.condition == Condition.VALUE:
        return number_text(actual.value)
    return str(Condition(actual.condition).label)
