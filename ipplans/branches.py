"""A country by its branches: of each province, or each city of a province, what all regions below it come to.

Read from what is stored of each plan and year (`ipplans/summaries.py`), added up by the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connections
from django.db.models import PositiveIntegerField
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from ipplans.models import YearSummary
from ipplans.region_rows import Counted
from ipplans.summaries import column, judgements_of, lights_of, states_of, tasks_of
from plans.models import Region
from plans.models.reach import Reach
from targets.choices import STATE_SHAPES, State
from tasks.models import TaskReport

SUMMED = [field.column for field in YearSummary._meta.concrete_fields if isinstance(field, PositiveIntegerField)]
SHOWN = (State.MET, State.NEAR, State.BEHIND, State.UNREPORTED)  # what a region can be, by its mean


@dataclass(frozen=True, kw_only=True)
class BranchRow(Counted):
    """All regions of one branch in one year. `regions_by_state`: how many regions are in which state, by their mean."""

    regions_by_state: Sequence[tuple[State, int]]

    @property
    def region_states(self) -> list[tuple[str, str, str, int]]:
        """Class name, symbol, word and number of each state that a region of it is in."""
        return [(one.value, STATE_SHAPES[one], str(one.label), n) for one, n in self.regions_by_state if n]

    def address(self, shown: int | str) -> str:
        return f"{reverse('overview')}?{urlencode({'in': self.region.slug, 'year': shown})}"

    def delayed_address(self, year: int) -> str:
        asked = {"in": self.region.slug, "year": year, "state": TaskReport.State.DELAYED.value}
        return f"{reverse('tasks:all_tasks')}?{urlencode(asked)}"


def branch_rows(tops: Sequence[Region], visible: Reach, year: int, is_final: bool) -> list[BranchRow]:
    """Return a row for each of these regions that has a plan in force, its own or below; what is stored must be fresh.

    One query, whatever the number of regions.
    """
    by_id = {region.pk: region for region in tops}
    if not by_id:
        return []
    using = YearSummary.objects.db
    with connections[using].cursor() as cursor:
        cursor.execute(_statement(len(by_id), visible), [*by_id, year, is_final, year, year, *(visible.ids or ())])
        names = [name for name, *_more in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    rows = {row["top"]: _branch(by_id[row["top"]], row) for row in found}
    return [rows[pk] for pk in by_id if pk in rows]


def _statement(tops: int, visible: Reach) -> str:
    """Names of our own tables and columns alone; every value is a parameter."""
    sums = ", ".join(f"SUM(s.{name}) AS {name}" for name in SUMMED)
    states = ", ".join(
        f"SUM(CASE WHEN s.state = '{one.value}' THEN 1 ELSE 0 END) AS {_of_regions(one)}" for one in SHOWN
    )
    narrowed = "" if visible.ids is None else f"AND p.region_id IN ({', '.join(['%s'] * len(visible.ids))})"
    return f"""
        WITH RECURSIVE below(id, top) AS (
            SELECT id, id FROM plans_region WHERE id IN ({", ".join(["%s"] * tops)})
            UNION ALL SELECT region.id, below.top FROM plans_region region JOIN below ON region.parent_id = below.id
        )
        SELECT below.top AS top, COUNT(*) AS plans, MAX(s.last_report) AS last_report, {sums}, {states}
        FROM below JOIN plans_plan p ON p.region_id = below.id
        JOIN ipplans_yearsummary s ON s.plan_id = p.id AND s.year = %s AND s.is_final = %s
        WHERE NOT EXISTS (
            SELECT 1 FROM plans_plan later WHERE later.region_id = p.region_id AND later.start_year > p.start_year
            AND later.start_year <= %s AND later.end_year >= %s
        ) {narrowed}
        GROUP BY below.top
    """  # noqa: S608  # nosec B608


def _of_regions(state: State) -> str:
    return column("regions", state)


class Summed:
    """A row of sums, read as the row of one plan is."""

    def __init__(self, found: dict[str, Any]) -> None:
        vars(self).update({name: int(value) for name, value in found.items() if name != "last_report"})
        self.last_report = _time(found["last_report"])


def _time(stored: dt.datetime | str | None) -> dt.datetime | None:
    """A time as the database gives it when nobody tells it that it is one: SQLite as text, in UTC."""
    parsed = parse_datetime(stored) if isinstance(stored, str) else stored
    return parsed.replace(tzinfo=dt.UTC) if parsed is not None and parsed.tzinfo is None else parsed


def _branch(region: Region, found: dict[str, Any]) -> BranchRow:
    summed: Any = Summed(found)
    return BranchRow(
        region=region,
        plan_count=summed.plans,
        counts=states_of(summed),
        judgement_counts=judgements_of(summed),
        troubled=summed.troubled,
        in_correction=summed.in_correction,
        lights=lights_of(summed, "lights"),
        tasks=tasks_of(summed),
        last_report=summed.last_report,
        regions_by_state=[(state, getattr(summed, _of_regions(state))) for state in SHOWN],
    )
