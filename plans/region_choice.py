"""Choosing a region: from a list while there are few, by its name among thousands."""

from __future__ import annotations

from dataclasses import dataclass

from plans.models import Region
from plans.models.region import RegionQuerySet

MAX_CHOICES = 60  # regions in a list
MAX_FOUND = 20  # shown of those that a name fits


@dataclass(frozen=True)
class RegionChoice:
    """`regions` is the list to choose from, None where there are too many; `found` those that an asked name fits."""

    regions: list[Region] | None
    chosen: Region | None
    asked: str = ""
    found: tuple[Region, ...] = ()


def region_choice(regions: RegionQuerySet, asked: str) -> RegionChoice:
    """Return what an address asks for among these regions: by the Latin name, or by a name as people type it."""
    few = list(regions[: MAX_CHOICES + 1])
    listed = few if len(few) <= MAX_CHOICES else None
    chosen = regions.filter(slug=asked).first() if asked else None
    if chosen is not None or not asked or listed is not None:
        return RegionChoice(listed, chosen)
    exact = list(regions.filter(name=asked)[:2])
    alike = exact or list(regions.filter(name__alike=asked)[: MAX_FOUND + 1])
    if len(alike) == 1:
        return RegionChoice(None, alike[0])
    return RegionChoice(None, None, asked, tuple(alike[:MAX_FOUND]))
