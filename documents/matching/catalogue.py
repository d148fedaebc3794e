"""Rows of a draft and the entries of the catalogue that plans share."""

from __future__ import annotations

from dataclasses import replace

from documents.draft.values import Draft, DraftIndicator
from documents.notation.similarity import core
from documents.notation.units import unit_likeness
from targets.models import Indicator, IndicatorAlias


def with_entries(draft: Draft) -> Draft:
    """Return the draft with each row's catalogue entry where one has its name; rows that have one keep it."""
    by_name = entries_by_name()

    def entered(row: DraftIndicator) -> DraftIndicator:
        return row if row.indicator else replace(row, indicator=entry_of(row, by_name))

    earlier = [replace(table, indicators=[entered(row) for row in table.indicators]) for table in draft.earlier]
    return replace(draft, indicators=[entered(row) for row in draft.indicators], earlier=earlier)


def entries_by_name() -> dict[str, tuple[str, str]]:
    """Return short name and base unit of every entry, by each of its names."""
    names = {name: (slug, unit) for slug, name, unit in Indicator.objects.values_list("slug", "name", "unit")}
    aliases = IndicatorAlias.objects.values_list("name", "indicator__slug", "indicator__unit")
    return {_plain(name): (slug, unit) for name, slug, unit in aliases} | {
        _plain(name): found for name, found in names.items()
    }


def entry_of(row: DraftIndicator, by_name: dict[str, tuple[str, str]]) -> str | None:
    """Return the short name of the entry that has the row's name and a unit like its own."""
    found = by_name.get(_plain(row.name))
    return found[0] if found and unit_likeness(found[1], row.unit) is not None else None


def _plain(name: str) -> str:
    return core(name)
