"""Stored figures against the plans: computed again, and compared field by field (`manage.py verifyfigures`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ipplans.models import IndicatorSummary, YearSummary
from ipplans.region_rows import RegionFigures, region_rows
from ipplans.summaries import AT_ONCE, indicator_summary, year_summary
from plans.models import Plan

NOT_COMPARED = ("id", "summary", "made_on", "changes_on")  # of the row itself, and when it was made


def differences(today: dt.date) -> Iterator[tuple[int, list[str]]]:
    """Yield, some plans at a time, how many stored figures were compared, and those that differ, in words.

    What a page would compute anew anyway, for the plan or the day has changed since, is left out.
    """
    fresh = YearSummary.objects.filter(changes_on__gt=today, made_on__lte=today).order_by("year", "is_final", "plan")
    stored = [one for one in fresh.select_related("plan") if one.revision == one.plan.revision]
    for (year, is_final), group in groupby(stored, key=lambda one: (one.year, one.is_final)):
        summaries = list(group)
        for start in range(0, len(summaries), AT_ONCE):
            yield _compared(summaries[start : start + AT_ONCE], year, is_final, today)


def _compared(some: list[YearSummary], year: int, is_final: bool, today: dt.date) -> tuple[int, list[str]]:
    plans = Plan.objects.filter(pk__in=[one.plan_id for one in some])
    computed = {row.plan.pk: row for row in region_rows(plans, year, today, is_final=is_final)}
    count, found = 0, []
    for summary in some:
        row = computed.get(summary.plan_id)
        if row is None or row.plan.revision != summary.revision:  # changed while this ran
            continue
        pairs = [(summary, year_summary(row, year, is_final, today, today)), *_rows(summary, row, year, is_final)]
        count += len(pairs)
        found += [f"{row.plan} {year}: {text}" for one, other in pairs for text in _differing(one, other)]
    return count, found


def _rows(summary: YearSummary, row: RegionFigures, year: int, is_final: bool) -> list[tuple[Any, Any]]:
    """Each stored indicator beside the computed one; None where one of them is missing."""
    stored = {one.indicator_id: one for one in summary.rows.all()}
    now = {
        figures.indicator.pk: indicator_summary(figures, row, summary.pk, year, is_final)
        for figures in row.figures.rows
    }
    return [(stored.get(pk), now.get(pk)) for pk in stored.keys() | now.keys()]


def _differing(stored: Any, computed: Any) -> list[str]:
    if stored is None or computed is None:
        return [
            f"indicator {(stored or computed).indicator_id} is {'not stored' if stored is None else 'no more there'}"
        ]
    names = [field.attname for field in stored._meta.concrete_fields if field.name not in NOT_COMPARED]
    values = ((name, getattr(stored, name), getattr(computed, name)) for name in names)
    about = f"indicator {stored.indicator_id}: " if isinstance(stored, IndicatorSummary) else ""
    return [f"{about}{name} {old!r}, computed {new!r}" for name, old, new in values if old != new]
