"""The comparison of regions on one indicator: a row a plan, of each year the value, the rate and the places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from documents.exports import Listing
from documents.exports.targets import rate_number
from targets.compare import AT_YEAR_END, BUILT, UNDECIDED, YEARS_OWN, ComparedGroup, ComparedRow, ComparedValue
from targets.models import Indicator
from targets.numbers import rate_text


def kind_words(kind: str) -> str:
    """Return in words what a year's value is."""
    return {
        YEARS_OWN: _("the year's own amount"),
        AT_YEAR_END: _("value at the year's end"),
        BUILT: _("built or not"),
        UNDECIDED: _("not decided how the years add up: shown, not ranked"),
    }[kind]


def comparison_listing(
    entry: Indicator, groups: Iterable[ComparedGroup], years: Sequence[int], count: int, note: str
) -> Listing:
    """Return the rows of these groups, one after the other. Values are in the entry's base unit."""
    of_years = [
        f"{year} {word}"
        for year in years
        for word in (
            _("value (%(unit)s)") % {"unit": entry.unit}, _("Remark"), _("Rate"), _("Rank"), _("ranked"),
            _("place by rate"), _("ranked by rate"),
        )
    ]  # fmt: skip
    heads = [_("Region"), _("Level"), _("kind of value"), _("Plan years"), _("Indicator"), *of_years]
    widths = [12, 8, 20, 12, 30, *[14, 12, 10, 8, 8, 10, 8] * len(years)]
    rows = (_cells(group, row) for group in groups for row in group.rows)
    return Listing(" ".join([_("Compare regions"), entry.name]), heads, widths, rows, count, note)


def _cells(group: ComparedGroup, row: ComparedRow) -> list[Any]:
    plan = row.plan
    named = [plan.region.name, group.level_label, kind_words(group.kind), f"{plan.start_year}–{plan.end_year}"]
    return [*named, row.figures.indicator.name, *(cell for value in row.values for cell in _value(value))]


def _value(value: ComparedValue | None) -> list[Any]:
    if value is None:
        return [None, _("no plan"), "", None, None, None, None]
    cell, number = value.cell, value.value
    words = [str(cell.state.label)] if number is None else [_("within the year")] if cell.is_partial else []
    words += [rate_text(cell.rate)] if cell.rate and rate_number(cell) is None else []
    places = [value.rank, value.ranked if value.rank else None]
    by_rate = [value.rate_rank, value.rate_ranked if value.rate_rank else None]
    return [number and number.normalize(), "；".join(words), rate_number(cell), *places, *by_rate]
