"""How far a person's rights reach: which regions, and how rows are narrowed to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


@dataclass(frozen=True, repr=False)
class Reach:
    """A set of regions by their ids, or every region there is (`ids` is None): a country needs no list of thousands."""

    ids: frozenset[int] | None

    def __repr__(self) -> str:
        """The same for the same regions in every process: pages are kept under it."""
        return f"Reach({None if self.ids is None else sorted(self.ids)})"

    def __contains__(self, region_id: int | None) -> bool:
        return region_id is not None and (self.ids is None or region_id in self.ids)

    def of(self, *ways: str) -> Q:
        """The condition that one of these ways of a row, as "plan__region", leads to a region of it."""
        if self.ids is None:
            return ~Q(pk__in=())  # every row, also beside another condition: an empty one would give way to it
        found = Q()
        for way in ways:
            found |= Q(**{f"{way}__in": self.ids})
        return found


EVERYWHERE = Reach(None)


def reach(ids: Collection[int]) -> Reach:
    return Reach(frozenset(ids))


BELOW = """
    WITH RECURSIVE below(id) AS (
        SELECT id FROM plans_region WHERE id IN ({ids})
        UNION SELECT region.id FROM plans_region region JOIN below ON region.parent_id = below.id
    ) SELECT id FROM below
"""


def ids_below(cursor: Any, region_ids: Collection[int]) -> set[int]:
    """The ids of these regions and of every region under them: one walk that the database takes."""
    if not region_ids:
        return set()
    marks = ", ".join(["%s"] * len(region_ids))
    cursor.execute(BELOW.format(ids=marks), list(region_ids))
    return {pk for (pk,) in cursor.fetchall()}
