"""What a person typed into the grid, stored: each cell by itself, compared with what is stored, and submitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.models import lock_rounds
from plans.models.fixed_read import FixedRead
from plans.rights import require_own_rows
from targets.entry.cells import EntryCell, is_ready, is_stale_write
from targets.entry.grid import EntryGrid
from targets.entry.submitted_cell import KEEP_THEIRS, Key, SubmittedCell, raw_cells, submitted_cell
from targets.history import display_value
from targets.models import Actual, PlanIndicator


@dataclass(frozen=True)
class Saved:
    """The result of saving submitted cells, each by itself.

    `is_done` is False where a person must look again: at a cell that was not stored, or, when submitting, at what must
    be explained first (`to_explain`: the numbers of their rows; they are stored as drafts).
    """

    is_done: bool
    stored: int = 0
    submitted: int = 0
    to_explain: tuple[int, ...] = ()

    @property
    def is_kept_back(self) -> bool:
        return bool(self.to_explain)


def save_form(grid: EntryGrid, data: QueryDict, submit: bool) -> Saved:
    """Store the cells that a form sent; see `save`. Raises Http404 and PermissionDenied for a forged form."""
    raw = raw_cells(data)
    own, visible = {row.pk for row in grid.indicators}, PlanIndicator.objects.visible_to(grid.by)
    require_own_rows({pk for pk, _year in raw}, own, visible)
    rules = {row.indicator.pk: row.rule for row in grid.rows}
    return save(grid, {key: submitted_cell(fields, rules[key[0]], key[1]) for key, fields in raw.items()}, submit)


def save(grid: EntryGrid, submission: Mapping[Key, SubmittedCell], submit: bool) -> Saved:
    """Store each cell of `submission` that can be stored. With `submit`, also submit those that lack nothing.

    Cells are independent of each other: one that cannot be taken, or must be explained first, holds up none.
    """
    if any(year not in grid.plan.years for _row, year in submission):
        raise Http404
    with transaction.atomic():
        grid.rounds.take(lock_rounds([grid.plan.pk]))  # entries of one plan queue here, and closing a round waits
        _compare(grid, submission)
        if grid.lock and submission:
            return Saved(is_done=False)
        taken = [cell for cell in grid.cells if cell.key in submission and not cell.has_problem]
        changed = {cell.key: actual for cell in taken if (actual := _applied(cell))}
        ready = [cell for cell in taken if is_ready(cell)] if submit else []
        waiting = [cell for cell in ready if cell.missing_explanations]
        submitted = {cell.key: _submitted(cell) for cell in ready if cell not in waiting}
        Actual.objects.save_with_history((changed | submitted).values(), grid.by)
    for cell in taken:
        cell.is_stored = True
        cell.lock = grid.rounds.lock_of(cell.year, cell.actual)
    return Saved(
        not waiting and not grid.problems,
        len(changed),
        len(submitted),
        tuple(cell.row.indicator.seq for cell in waiting),
    )


RECORDS = ("last_submitted",)  # what was returned asks for an answer


STORED = FixedRead(
    lambda rows, years: Actual.objects.filter(indicator__in=rows, year__in=years).prefetch_related(*RECORDS)
)


def _compare(grid: EntryGrid, submission: Mapping[Key, SubmittedCell]) -> None:
    """Find out whether somebody else stored a cell since the person saw it."""
    rows = {pk for pk, _year in submission}
    years = {year for _pk, year in submission}
    current = {(actual.indicator_id, actual.year): actual for actual in STORED(rows, years)}
    stale = []
    for cell in grid.cells:
        if cell.key in submission:
            cell.actual, cell.submission = current.get(cell.key), submission[cell.key]
            if cell.actual is not None:
                cell.actual.indicator = cell.row.indicator
            cell.lock = grid.rounds.lock_of(cell.year, cell.actual)
            cell.submission.keep_reason(cell.actual.remark if cell.actual and not cell.is_carried_over else "")
            if is_stale_write(cell, cell.submission):
                stale.append(cell)
    prefetch_related_objects([cell.actual for cell in stale if cell.actual], "author")
    for cell in stale:
        cell.conflict = conflict_message(cell.actual) if cell.actual else cell.lock


def conflict_message(current: Actual) -> str:
    """Who stored what here, and when."""
    message = _("%(who)s stored %(theirs)s here at %(when)s, after you opened this page. Nothing was overwritten.")
    when = timezone.localtime(current.changed_at).strftime("%m-%d %H:%M")
    return message % {
        "who": current.author.label if current.author else _("someone"),
        "theirs": display_value(current),
        "when": when,
    }


def _applied(cell: EntryCell) -> Actual | None:
    """Return the actual as it is to be stored, or None where nothing changes."""
    submission, actual, rounds = cell.submission, cell.actual, cell.row.rounds
    if submission is None or submission.choice == KEEP_THEIRS or (actual is None and submission.is_empty):
        return None
    if cell.is_carried_over:
        if submission.is_empty:
            return None
    elif actual is not None and submission.is_same_as(actual):
        return None
    round_, indicator = rounds.by_year[cell.year], cell.row.indicator
    if actual is None:
        actual = cell.actual = Actual(indicator=indicator, year=cell.year, version=0, as_of=round_.as_of)
    elif cell.is_carried_over:
        actual.require_editable(round_)
        actual.begin_next_round(round_)
    parsed = dict(submission.parsed)
    if parsed.get("value", actual.value) != actual.value and "numerator" not in parsed:
        parsed |= {"numerator": None, "denominator": None}  # they were parts of another value
    actual.enter(parsed, indicator.current_reporter, cell.row.by, round_)
    cell.row.forget_series()
    return actual


def _submitted(cell: EntryCell) -> Actual:
    assert cell.actual is not None
    cell.actual.submit(cell.row.by)
    return cell.actual
