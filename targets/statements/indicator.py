"""An indicator in a sentence: how its year stands, and whether its goal can still be met."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from targets.change import behind_since, rate_and_gap, yearly_growth
from targets.choices import Accumulation, Judgement, State
from targets.figures import IndicatorFigures
from targets.numbers import UNJUDGED, computed_text, number_text, percent_text
from targets.progress import Ratio
from targets.statements.words import joined, say, sentence
from targets.target_table import REACHED


def indicator_statement(row: IndicatorFigures) -> SafeString:
    """Return how an indicator stands in its year, and whether its goal can still be met; two judgements, never one."""
    return sentence(_year_clause(row), goal_clause(row))


def _year_clause(row: IndicatorFigures) -> SafeString | str:
    cell = row.now
    if cell.value is None:
        return say(_("{year}: {state}"), year=cell.year, state=cell.silence)
    if cell.rate is None:
        return say(_("{year}: {state}"), year=cell.year, state=cell.state.label)
    words = _("{year}: {state}, {rate}")
    since = behind_since(row) if cell.state == State.BEHIND else row.year
    if since < row.year:
        words = _("{year}: {state}, {rate}, behind since {since}")
    return say(words, year=cell.year, state=cell.state.label, rate=rate_and_gap(row), since=since)


def goal_clause(row: IndicatorFigures) -> SafeString | str:
    """Return what the end will be, or was, by the judgement; where it is open, by the trend; "" for no goal."""
    found = row.outlook
    if found is None or row.judgement is None:
        return ""
    if row.judgement == Judgement.UNKNOWN:
        reason = UNJUDGED[found.lack] if found.lack else ""
        return say(_("the end cannot be judged: {reason}"), reason=reason)
    if row.judgement in REACHED:
        return say(_("the goal is reached"))
    if row.judgement == Judgement.NOT_DONE:
        if found.gap is None:
            return say(_("the goal was not reached"))
        return say(_("the goal was not reached, short by {gap} {unit}"), gap=number_text(found.gap), unit=row.gap_unit)
    end = row.projection
    if end is None:
        return say(_("the end: {word}"), word=row.judgement.label)
    return joined([_trend_clause(row, end), _effort_clause(row)], _(", "))


def _trend_clause(row: IndicatorFigures, end: Ratio) -> SafeString:
    values = {"value": _expected_text(row, end.part), "unit": row.indicator.unit}
    if end.is_met:
        return say(_("as things go the goal will be reached: {value} {unit} expected"), **values)
    gap = _expected_text(row, abs(end.whole - end.part))
    words = _(
        "as things go the goal will be missed: {value} {unit} expected in the end, {gap} {gap_unit} short of the goal"
    )
    return say(words, gap=gap, gap_unit=row.gap_unit, **values)


def _effort_clause(row: IndicatorFigures) -> SafeString | str:
    """What each year that is left must bring: an amount, or a growth; "" where nothing is left to do or to compare."""
    left = row.remaining
    if not left.distance or not left.years_left:
        return ""
    if row.series.accumulation == Accumulation.SUM:
        words = _("{amount} {unit} needed in each of {years} years")
        amount = _expected_text(row, left.per_year, ROUND_CEILING)
        return say(words, amount=amount, unit=row.indicator.unit, years=left.years_left)
    growth = yearly_growth(row)
    if growth is None:
        words = _("{amount} {unit} more needed a year")
        return say(words, amount=_expected_text(row, left.per_year, ROUND_CEILING), unit=row.gap_unit)
    return say(_("{growth} growth a year needed"), growth=percent_text(growth, ()))


def _expected_text(row: IndicatorFigures, value: Decimal | None, rounding: str = ROUND_HALF_UP) -> str:
    """A forecast as it is read: whole pieces where pieces are counted."""
    if value is None or not row.series.is_whole:
        return computed_text(value)
    return number_text(value.to_integral_value(rounding))
