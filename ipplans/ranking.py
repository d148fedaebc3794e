"""One indicator over a whole country: all regions in order, with their places."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ipplans.models import IndicatorSummary
from ipplans.summaries import counted_plans, refresh_years
from plans.models.plan import PlanQuerySet
from targets.choices import Direction
from targets.compare import UNDECIDED, GroupKey, Rankings, places, value_kind
from targets.models import Indicator, PlanIndicator

MAX_RANKED = 60  # rows that are ranked and shown together; of more, a page


class Ranking(NamedTuple):
    """The ids of all rows in order, and their places, by group and year."""

    keys: list[int]
    rankings: Mapping[GroupKey, Mapping[int, Rankings]]


def ranked_rows(entry: Indicator, plans: PlanQuerySet, years: Sequence[int], today: dt.date) -> Ranking:
    """Return the rows of an entry: the largest group first, in each by the last of these years.

    What is not known of these plans and years is computed first.
    """
    rankings: dict[GroupKey, dict[int, Rankings]] = defaultdict(dict)
    for year in years:
        refresh_years(plans, year, False, today)
        for key, found in _rankings(entry, plans, year).items():
            rankings[key][year] = found
    for by_year in rankings.values():
        by_year.update({year: Rankings({}, {}) for year in years if year not in by_year})
    return Ranking(_in_order(entry, counted_plans(plans, max(years)), rankings, max(years)), rankings)


COLUMNS = ("summary__plan__region__level", "indicator__accumulation", "indicator__direction")


def _rankings(entry: Indicator, plans: PlanQuerySet, year: int) -> dict[GroupKey, Rankings]:
    rows = IndicatorSummary.objects.filter(entry=entry, year=year, is_final=False, value__isnull=False)
    rows = rows.filter(summary__plan__in=plans.order_by().values("pk"))
    values: dict[GroupKey, dict[int, Decimal]] = defaultdict(dict)
    rates: dict[GroupKey, dict[int, Decimal]] = defaultdict(dict)
    for pk, value, percent, *columns in rows.order_by().values_list("indicator", "value", "percent", *COLUMNS):
        key = _key(*columns)
        values[key][pk] = value
        if percent is not None:
            rates[key][pk] = percent
    return {key: _places(key, found, rates[key]) for key, found in values.items()}


def _places(key: GroupKey, values: Mapping[int, Decimal], rates: Mapping[int, Decimal]) -> Rankings:
    if key[1] == UNDECIDED:
        return Rankings({}, {})
    return Rankings(places(values, is_more_better=key[2] == Direction.MORE), places(rates))


def _key(level: str, accumulation: str | None, direction: str) -> GroupKey:
    return level, value_kind(accumulation), direction


def _in_order(
    entry: Indicator, plans: PlanQuerySet, rankings: Mapping[GroupKey, Mapping[int, Rankings]], year: int
) -> list[int]:
    """The ids of all rows: the largest group first, by place, those without one last, in the order of the regions."""
    groups: dict[GroupKey, list[int]] = defaultdict(list)
    for pk, *columns in _rows(entry, plans):
        groups[_key(*columns)].append(pk)
    found: list[int] = []
    for key in sorted(groups, key=lambda one: -len(groups[one])):
        by_value = rankings[key][year].by_value if key in rankings else {}
        found += sorted(groups[key], key=lambda pk: by_value.get(pk, len(by_value) + 1))
    return found


def _rows(entry: Indicator, plans: PlanQuerySet) -> Iterable[tuple[Any, ...]]:
    rows = PlanIndicator.objects.filter(indicator=entry, plan__in=plans.order_by().values("pk")).active()
    columns = ("plan__region__level", "accumulation", "direction")
    return rows.order_by("plan__region__code").values_list("pk", *columns)
