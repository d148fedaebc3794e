"""What a person typed into the grid, stored: compared with what is stored, all or nothing, and submitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from targets.entry.cells import Cell, came_second, is_ready
from targets.entry.grid import EntryGrid
from targets.entry.posted import KEEP_THEIRS, Key, Posted, posted_cell, raw_cells
from targets.history import stands_as
from targets.models import Actual, PlanIndicator


@dataclass(frozen=True)
class Saved:
    """What became of posted cells.

    `is_done` is False where a person must look again: at a cell (then nothing is stored), or, when submitting, at
    what must be explained first (`is_kept_back`: then all is stored as drafts).
    """

    is_done: bool
    stored: int = 0
    submitted: int = 0
    is_kept_back: bool = False


def save_form(grid: EntryGrid, data: QueryDict, submit: bool) -> Saved:
    """Store the cells that a form sent; see `save`. Raises Http404 and PermissionDenied for a forged form."""
    raw = raw_cells(data)
    _refuse_foreign_rows(grid, {pk for pk, _year in raw})
    decimals = {line.indicator.pk: line.decimals for line in grid.lines}
    return save(grid, {key: posted_cell(fields, decimals[key[0]]) for key, fields in raw.items()}, submit)


def _refuse_foreign_rows(grid: EntryGrid, posted: set[int]) -> None:
    """A forged form: 404 for a row one may not see, 403 for a visible one of another agency."""
    foreign = posted - {row.pk for row in grid.indicators}
    if not foreign:
        return
    if PlanIndicator.objects.visible_to(grid.by).filter(pk__in=foreign).count() < len(foreign):
        raise Http404
    raise PermissionDenied(_("These figures are another agency's to report."))


def save(grid: EntryGrid, posted: Mapping[Key, Posted], submit: bool) -> Saved:
    """Store what was typed, all or nothing; with `submit` submit the posted cells, all or none."""
    if any(year not in grid.plan.years for _row, year in posted):
        raise Http404
    with transaction.atomic():
        # The rounds' rows are the lock: entries of one plan queue here, and closing a round waits.
        grid.rounds.take(grid.plan.rounds.select_for_update())
        _compare(grid, posted)
        if grid.problems or (grid.lock and posted):
            return Saved(is_done=False)
        changed = {cell.key: actual for cell in grid.cells if (actual := _applied(cell))}
        ready = [cell for cell in grid.cells if cell.key in posted and is_ready(cell)] if submit else []
        is_kept_back = any(cell.asks for cell in ready)
        if not is_kept_back:
            changed |= {cell.key: _submitted(cell) for cell in ready}
        Actual.objects.keep(changed.values(), grid.by)
    for cell in grid.cells:
        cell.is_stored = True
    return Saved(not is_kept_back, len(changed), 0 if is_kept_back else len(ready), is_kept_back)


def _compare(grid: EntryGrid, posted: Mapping[Key, Posted]) -> None:
    """Find out whether somebody else stored a cell since the person saw it."""
    rows = {pk for pk, _year in posted}
    years = {year for _pk, year in posted}
    found = Actual.objects.filter(indicator__in=rows, year__in=years)
    current = {(actual.indicator_id, actual.year): actual for actual in found}
    stale = []
    for cell in grid.cells:
        if cell.key in posted:
            cell.actual, cell.posted = current.get(cell.key), posted[cell.key]
            cell.lock = grid.rounds.lock_of(cell.year, cell.actual)
            if came_second(cell, cell.posted):
                stale.append(cell)
    prefetch_related_objects([cell.actual for cell in stale if cell.actual], "author")
    for cell in stale:
        cell.conflict = told_who(cell.actual) if cell.actual else cell.lock


def told_who(current: Actual) -> str:
    """Who stored what here, and when."""
    told = _("%(who)s stored %(theirs)s here at %(when)s, after you opened this page. Nothing was overwritten.")
    when = timezone.localtime(current.changed_at).strftime("%m-%d %H:%M")
    return told % {"who": current.author or _("someone"), "theirs": stands_as(current), "when": when}


def _applied(cell: Cell) -> Actual | None:
    """Return the actual as it is to be stored, or None where nothing changes."""
    posted, actual, rounds = cell.posted, cell.actual, cell.line.rounds
    if posted is None or posted.choice == KEEP_THEIRS or (actual is None and posted.says_nothing):
        return None
    if cell.is_carried_over:
        if posted.says_nothing:
            return None
    elif actual is not None and posted.is_same_as(actual):
        return None
    round_, indicator = rounds.by_year[cell.year], cell.line.indicator
    if actual is None:
        actual = cell.actual = Actual(indicator=indicator, year=cell.year, version=0, as_of=round_.as_of)
    elif cell.is_carried_over:
        actual.demand_editable(round_)
        actual.begin_anew(round_)
    typed = dict(posted.typed)
    if typed.get("value", actual.value) != actual.value and "numerator" not in typed:
        typed |= {"numerator": None, "denominator": None}  # they were parts of another value
    actual.enter(typed, indicator.responsible, cell.line.by, round_)
    cell.line.forget_series()
    return actual


def _submitted(cell: Cell) -> Actual:
    assert cell.actual is not None
    cell.actual.submit(cell.line.by)
    return cell.actual
