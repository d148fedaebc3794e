"""All that one person enters of a plan: the figures of every year, and the tasks of the years that are open."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone

from plans.models import Plan, User
from plans.rights import require_own_region
from targets.entry import EntryGrid
from targets.entry.own_grid import grid_of
from tasks.ledger import Ledger, LedgerRow, ledger_of


@dataclass
class OwnEntry:
    """The grid of figures, and a table of tasks for each open year; either may be without rows."""

    grid: EntryGrid
    ledgers: list[Ledger]

    @property
    def plan(self) -> Plan:
        return self.grid.plan

    @property
    def agency_names(self) -> str:
        names = [row.agency_name for row in self.grid.rows]
        names += [str(row.entry.agency) for row in self.task_rows if row.entry.agency]
        return "、".join(dict.fromkeys(names))

    @property
    def task_rows(self) -> list[LedgerRow]:
        return [row for ledger in self.ledgers for row in ledger.rows]


def own_entry(user: User, slug: str) -> OwnEntry:
    """Return what the person's agencies report of a plan. Raises Http404, and PermissionDenied where it is nothing."""
    try:
        grid = grid_of(user, slug, None)
    except PermissionDenied:
        grid = _without_rows(user, slug)
    ledgers = []
    for year in sorted(grid.open_years, reverse=True) or grid.plan.years[-1:]:
        try:
            ledgers.append(ledger_of(user, slug, year))
        except PermissionDenied:
            if not grid.rows:
                raise
            break
    ledgers = [ledger for ledger in ledgers if ledger.rows]
    return OwnEntry(grid, [ledger for ledger in ledgers if ledger.open_rows] or ledgers)


def _without_rows(user: User, slug: str) -> EntryGrid:
    visible = Plan.objects.visible_to(user).select_related("region", "coordinator").prefetch_related("rounds", "phases")
    plan = get_object_or_404(visible.defer("source_text"), slug=slug)
    require_own_region(user, plan)
    return EntryGrid(plan, [], user, timezone.localdate())
