"""The target table as people read it: each figure of a region's page as text, once.

A page of twenty indicators writes a thousand figures; the template writes these rows out and asks for nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from targets.change import yearly_change_text
from targets.choices import JUDGEMENT_SHAPES, STATE_SHAPES, Basis, Judgement, State
from targets.figures import IndicatorFigures
from targets.models import Goal
from targets.numbers import (
    NOTHING,
    UNJUDGED,
    benchmark_note,
    benchmark_text,
    computed_text,
    goal_rate_text,
    number_text,
    rate_text,
)
from targets.progress import Remaining
from targets.revisions import Key, Revision
from targets.year_figures import YearFigures


@dataclass(frozen=True)
class CellText:
    """One year of one indicator: target, actual, rate, and the state as class name, symbol and word."""

    year: int
    target: str
    target_note: str
    revision: str
    actual: str
    actual_note: str
    actual_words: str
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
    change: str
    to_date: str
    goal: str
    goal_note: str
    goal_rate: str
    increment_rate: str
    variance: str
    judgement: JudgementText | None
    is_reached: bool
    remaining: str
    remaining_note: str
    gap_unit: str
    as_of: str


@dataclass(frozen=True)
class JudgementText:
    """期末判断 as class name, symbol and word, with its reason, its gap or its years beside."""

    judgement: str
    shape: str
    word: str
    note: str


CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def footnotes(rows: Iterable[RowText]) -> dict[str, str]:
    """Return a mark for each note that stands beside a target or goal, in the order of the table: ①, ②, …"""
    notes = dict.fromkeys(
        note for row in rows for note in (*(cell.target_note for cell in row.cells), row.goal_note) if note
    )
    return {note: CIRCLED[n] if n < len(CIRCLED) else f"({n + 1})" for n, note in enumerate(notes)}


REACHED = (Judgement.EARLY, Judgement.DONE, Judgement.DONE_EARLY)


def row_text(row: IndicatorFigures, revised: Mapping[Key, Revision] | None = None) -> RowText:
    """Return the row as text, its targets with what later documents did to them (`revised`, by row and year)."""
    of_row = {cell.year: (revised or {}).get((row.indicator.pk, cell.year)) for cell in row.cells}
    cells = [cell_text(cell, of_row[cell.year]) for cell in row.cells]
    signed = row.signed_now if row.signed_now and row.signed_now.to_date else None
    return RowText(
        seq=row.indicator.seq,
        name=row.indicator.name,
        unit=row.indicator.unit,
        address=indicator_address(row.indicator.pk),
        is_mismatched=row.is_mismatched,
        cells=cells,
        now=next((cell for cell in cells if cell.year == row.year), None) or cell_text(row.now),
        change=yearly_change_text(row),
        to_date=rate_text(row.to_date) if signed is None else signed.to_date,
        goal=goal_text(row.goal),
        goal_note=_goal_note(row.goal),
        goal_rate=goal_rate_text(row.goal_rate) if signed is None else signed.goal_rate,
        increment_rate="" if row.increment_rate is None else rate_text(row.increment_rate),
        variance=row.variance_text if signed is None else signed.variance,
        judgement=judgement_words(row),
        is_reached=row.judgement in REACHED,
        remaining=number_text(row.remaining.distance),
        remaining_note=_remaining_note(row.remaining),
        gap_unit=row.gap_unit,
        as_of=_as_of(row),
    )


def _as_of(row: IndicatorFigures) -> str:
    """The year that to date, goal rate and what follows speak of, where it is not the chosen one."""
    latest = max(row.series.settled(row.year), default=row.year)
    return "" if latest == row.year else _("as of %(year)s") % {"year": latest}


def judgement_words(row: IndicatorFigures) -> JudgementText | None:
    """Return 期末判断 of one indicator in words; None where it has no goal to be judged by."""
    if row.signed_now is not None and row.signed_now.judgement is not None:
        word = row.signed_now.judgement
        return JudgementText(word.value, JUDGEMENT_SHAPES[word], str(word.label), row.signed_now.judgement_note)
    found = row.outlook
    if found is None:
        return None
    note = ""
    if found.gap is not None:
        note = _("short by %(gap)s %(unit)s") % {"gap": number_text(found.gap), "unit": row.gap_unit}
    elif found.lack is not None:
        note = str(UNJUDGED[found.lack])
    elif found.years is not None:
        note = rate_text(found.years)
    return JudgementText(found.judgement.value, JUDGEMENT_SHAPES[found.judgement], str(found.judgement.label), note)


def cell_text(cell: YearFigures, revision: Revision | None = None) -> CellText:
    return CellText(
        year=cell.year,
        target=benchmark_text(cell.benchmark),
        target_note=benchmark_note(cell.benchmark),
        revision=revision.text if revision else "",
        actual=_actual(cell),
        actual_note=_("to %(date)s") % {"date": cell.actual.as_of} if cell.is_partial and cell.actual else "",
        actual_words=_actual_words(cell),
        is_pending=cell.is_pending,
        is_in_correction=cell.is_in_correction,
        rate=_rate(cell),
        state=cell.state.value,
        shape=STATE_SHAPES[cell.state],
        word=str(cell.state.label) if cell.rate else cell.silence,
    )


def _rate(cell: YearFigures) -> str:
    """The rate, with a mark where it is of a value within the year."""
    if cell.rate is None:
        return ""
    mark = _("mid-year")
    return f"{rate_text(cell.rate)} {mark}" if cell.is_partial else rate_text(cell.rate)


def _actual(cell: YearFigures) -> str:
    if cell.value is not None:
        return number_text(cell.value)
    return NOTHING if cell.actual is None and cell.built_in is None else _actual_words(cell)


def _actual_words(cell: YearFigures) -> str:
    """Why there is no value, in words: 不适用, 未公布, 未填报, 逾期, or when a milestone was built; "" with a value."""
    if cell.value is not None:
        return ""
    return _("built in %(year)s") % {"year": cell.built_in} if cell.built_in is not None else cell.silence


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
    if remaining.distance and remaining.is_over:
        return _("not reached")
    if not remaining.distance or remaining.per_year is None or remaining.years_left == 1:
        return ""
    return _("%(n)s a year") % {"n": computed_text(remaining.per_year)}


@cache
def indicator_address(pk: int) -> str:
    """The address of an indicator's page; a table names the same ones over and over."""
    return reverse("indicator_detail", args=[pk])


def judgement_counts(counted: Iterable[tuple[Judgement, int]]) -> list[tuple[str, str, str, int]]:
    """Return class name, symbol, word and number of each judgement of a goal of the plan."""
    return [
        (judgement.value, JUDGEMENT_SHAPES[judgement], str(judgement.label), count)
        for judgement, count in counted
        if count
    ]


def state_counts(counted: Iterable[tuple[State, int]]) -> list[tuple[str, str, str, int]]:
    """Return class name, symbol, word and number of each state that an indicator of the year is in."""
    return [(state.value, STATE_SHAPES[state], str(state.label), count) for state, count in counted if count]
