"""The target table as people read it: each figure of a region's page as text, once.

A page of twenty indicators writes a thousand figures; the template writes these rows out and asks for nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from targets.choices import STATE_SHAPES, Basis
from targets.figures import IndicatorFigures, PlanFigures, YearFigures
from targets.models import Goal
from targets.numbers import NOTHING, benchmark_note, benchmark_text, computed_text, number_text, points_text, rate_text
from targets.progress import Remaining
from targets.revisions import Key, Revision


@dataclass(frozen=True)
class CellText:
    """One year of one indicator: target, actual, rate, and the state as class name, symbol and word."""

    year: int
    target: str
    target_note: str
    revision: str
    actual: str
    actual_note: str
    is_pending: bool
    is_in_correction: bool
    rate: str
    state: str
    shape: str
    word: str


@dataclass(frozen=True)
class RowText:
    """One indicator: its years, and what they come to."""

    seq: int
    name: str
    unit: str
    address: str
    is_mismatched: bool
    cells: list[CellText]
    now: CellText
    to_date: str
    goal: str
    goal_note: str
    goal_rate: str
    increment_rate: str
    variance: str
    remaining: str
    remaining_note: str
    gap_unit: str
    as_of: str


def row_text(row: IndicatorFigures, revised: Mapping[Key, Revision] | None = None) -> RowText:
    """Return the row as text, its targets with what later documents did to them (`revised`, by row and year)."""
    of_row = {cell.year: (revised or {}).get((row.indicator.pk, cell.year)) for cell in row.cells}
    cells = [cell_text(cell, of_row[cell.year]) for cell in row.cells]
    return RowText(
        seq=row.indicator.seq,
        name=row.indicator.name,
        unit=row.indicator.unit,
        address=indicator_address(row.indicator.pk),
        is_mismatched=row.is_mismatched,
        cells=cells,
        now=next((cell for cell in cells if cell.year == row.year), None) or cell_text(row.now),
        to_date=rate_text(row.to_date),
        goal=goal_text(row.goal),
        goal_note=_goal_note(row.goal),
        goal_rate=rate_text(row.goal_rate),
        increment_rate="" if row.increment_rate is None else rate_text(row.increment_rate),
        variance=points_text(row.variance),
        remaining=number_text(row.remaining.distance),
        remaining_note=_remaining_note(row.remaining),
        gap_unit=row.gap_unit,
        as_of=_as_of(row),
    )


def _as_of(row: IndicatorFigures) -> str:
    """The year that to date, goal rate and what follows speak of, where it is not the chosen one."""
    latest = max(row.series.settled(row.year), default=row.year)
    return "" if latest == row.year else _("as of %(year)s") % {"year": latest}


def cell_text(cell: YearFigures, revision: Revision | None = None) -> CellText:
    return CellText(
        year=cell.year,
        target=benchmark_text(cell.benchmark),
        target_note=benchmark_note(cell.benchmark),
        revision=revision.text if revision else "",
        actual=_actual(cell),
        actual_note=_("to %(date)s") % {"date": cell.actual.as_of} if cell.is_partial and cell.actual else "",
        is_pending=cell.is_pending,
        is_in_correction=cell.is_in_correction,
        rate=rate_text(cell.rate) if cell.rate else "",
        state=cell.state.value,
        shape=STATE_SHAPES[cell.state],
        word=str(cell.state.label) if cell.rate else cell.silence,
    )


def _actual(cell: YearFigures) -> str:
    if cell.actual is None:
        return NOTHING
    return cell.silence if cell.value is None else number_text(cell.value)


def goal_text(goal: Goal | None) -> str:
    """Return ≥10,000: the operator and the number of a goal; — for none."""
    if goal is None:
        return NOTHING
    if goal.value is None:
        return goal.text
    return f"{goal.get_operator_display()}{number_text(goal.value)}"


def _goal_note(goal: Goal | None) -> str:
    """What a goal that is not absolute is held against."""
    return "" if goal is None or goal.basis == Basis.ABSOLUTE else f"{goal.unit} {goal.get_basis_display()}"


def _remaining_note(remaining: Remaining) -> str:
    if not remaining.distance or remaining.per_year is None or remaining.years_left == 1:
        return ""
    return _("%(n)s a year") % {"n": computed_text(remaining.per_year)}


@cache
def indicator_address(pk: int) -> str:
    """The address of an indicator's page; a table names the same ones over and over."""
    return reverse("indicator_detail", args=[pk])


def state_counts(figures: PlanFigures) -> list[tuple[str, str, str, int]]:
    """Return class name, symbol, word and number of each state that an indicator of the year is in."""
    return [(state.value, STATE_SHAPES[state], str(state.label), count) for state, count in figures.counts if count]
