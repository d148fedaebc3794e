"""Regions as a tree: each under the nearest region above it that is shown, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ipplans.region_rows import RegionRow
from plans.models import Region


@dataclass(frozen=True)
class TreeRow:
    """A row in its place: how deep, and under which other row."""

    row: RegionRow
    depth: int
    parent: int | None
    below: int


def in_tree(rows: list[RegionRow]) -> list[TreeRow]:
    """Return sorted rows as a tree: each under the nearest region above it that has a row, too."""
    parents = _parents(row.region for row in rows)
    shown = {row.region.pk for row in rows}
    below: dict[int | None, list[RegionRow]] = defaultdict(list)
    for row in rows:
        below[_nearest_above(row.region.pk, parents, shown)].append(row)

    def walk(parent: int | None, depth: int) -> list[TreeRow]:
        found = []
        for row in below[parent]:
            found.append(TreeRow(row, depth, parent, len(below[row.region.pk])))
            found += walk(row.region.pk, depth + 1)
        return found

    return walk(None, 0)


def _parents(regions: Iterable[Region]) -> dict[int, int | None]:
    """The region above each of these, and above each of those: a query for each level there is."""
    parents = {region.pk: region.parent_id for region in regions}
    while missing := {parent for parent in parents.values() if parent is not None and parent not in parents}:
        parents |= dict(Region.objects.filter(pk__in=missing).values_list("pk", "parent_id"))
    return parents


def _nearest_above(region: int, parents: Mapping[int, int | None], shown: set[int]) -> int | None:
    above, seen = parents.get(region), {region}
    while above is not None and above not in shown and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above if above in shown else None
