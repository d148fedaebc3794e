"""What changed on the year before, since when something is behind, and what must still be done, as plain numbers."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from targets.choices import Direction, State
from targets.figures import IndicatorFigures
from targets.numbers import computed_text, number_text, percent_text, points_text, rate_text
from targets.year_figures import YearFigures


def change_of(row: IndicatorFigures) -> Decimal | None:
    """Return the change of the whole-year value on the year before, in the plan's unit; better is positive."""
    now, before = _whole_value(row.now), _whole_value(row.cell(row.year - 1))
    if now is None or before is None or row.year - 1 not in row.series.years:
        return None
    return now - before if row.series.direction == Direction.MORE else before - now


def change_share(row: IndicatorFigures) -> Decimal | None:
    """Return the change in percent of the year before; None for ratios, whose change is one of points."""
    change, before = change_of(row), _whole_value(row.cell(row.year - 1))
    if change is None or not before or row.series.is_ratio:
        return None
    return change / abs(before) * 100


def yearly_change_text(row: IndicatorFigures) -> str:
    """Return the change on the year before as it is read: +12.5% or, for ratios, +1.5 points; "" for none."""
    change, share = change_of(row), change_share(row)
    if change is None:
        return ""
    if row.series.direction == Direction.LESS:  # as the value moved, not whether that is better
        change, share = -change, None if share is None else -share
    if share is not None:
        return signed_percent(share)
    unit = f" {row.gap_unit}" if row.series.is_ratio else ""
    return f"{points_text(change) if unit else _signed_number(change)}{unit}"


def _signed_number(value: Decimal) -> str:
    return ("+" if value > 0 else "") + number_text(value).replace("-", "−")


def signed_percent(share: Decimal) -> str:
    return ("+" if share > 0 else "") + percent_text(share, ())


def _whole_value(cell: YearFigures) -> Decimal | None:
    return None if cell.is_partial else cell.value


def gap_of(row: IndicatorFigures) -> Decimal | None:
    """Return by how much the year's value misses what it is held against, in the plan's unit; None where none."""
    rate = row.now.rate
    if rate is None or rate.is_met:
        return None
    return abs(rate.whole - rate.part)


def behind_since(row: IndicatorFigures) -> int:
    """Return the first of the years without a break in which the row is behind, up to the chosen one."""
    year = row.year
    while year - 1 in row.series.years and row.cell(year - 1).state == State.BEHIND:
        year -= 1
    return year


def yearly_growth(row: IndicatorFigures) -> Decimal | None:
    """Return by how much a level must grow in each year that is left to reach its goal, in %; None for ratios."""
    settled, goal, years = row.series.settled(row.year), row.series.goal, row.remaining.years_left
    latest = settled[max(settled)] if settled else Decimal(0)
    is_plain = row.series.direction == Direction.MORE and not row.series.is_ratio
    if goal is None or latest <= 0 or goal <= latest or not years or not is_plain:
        return None
    return ((goal / latest) ** (Decimal(1) / years) - 1) * 100


def rate_and_gap(row: IndicatorFigures) -> str:
    """Return 完成率 45.2%，差 12 件 of the year."""
    gap = gap_of(row)
    if gap is None:
        return rate_text(row.now.rate)
    values = {"rate": rate_text(row.now.rate), "gap": computed_text(gap), "unit": row.gap_unit}
    return _("%(rate)s, short by %(gap)s %(unit)s") % values
