"""A file → draft, whatever its format, with the regions, agencies and catalogue entries that are known."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from documents.draft.values import Draft
from documents.matching.agencies import with_agencies
from documents.matching.catalogue import with_entries
from documents.models import TableShape
from documents.reading.blocks import Block
from documents.reading.extract import KnownRegion, KnownShape
from documents.reading.extract.head import plan_kind
from documents.reading.process import Years, read_blocks, read_document, read_plan_file
from documents.reading.readers import ending
from plans.models import Region


def draft_from_file(name: str, content: bytes, region: str = "", years: Years = None) -> tuple[Draft, list[Block]]:
    """Return the draft of a file, and the blocks it was read from (none for .json, which states a plan outright).

    `region` (a code) and `years` are what a person says where the document does not. Raises Unreadable in words.
    """
    if ending(name) == "json":
        return _with_head(_stated(content), region, years), []
    draft, blocks = read_document(name, content, known_regions(), region, years, known_shapes())
    return with_entries(with_agencies(draft)), blocks


def draft_from_blocks(
    blocks: Sequence[Block], region: str, years: tuple[int, int], shapes: Sequence[KnownShape] | None = None
) -> Draft:
    """Return the draft of a document that was read before: what is a target and what a goal depends on the years.

    `shapes` are heads of tables that a person names, None for those that are remembered. Raises Unreadable.
    """
    named = known_shapes() if shapes is None else shapes
    return with_entries(with_agencies(read_blocks(blocks, known_regions(), region, years, named)))


def known_shapes() -> list[KnownShape]:
    """Return the heads of tables whose columns a person has named, for any document of that shape."""
    return [shape.known for shape in TableShape.objects.all()]


def _stated(content: bytes) -> Draft:
    """The plan that a .json file states. A fixture names its agencies and kind; an object may leave them out."""
    draft, is_fixture = read_plan_file(content)
    if is_fixture:
        return draft
    region = next((region for region in known_regions() if region.code == draft.plan.region), None)
    draft.plan.kind = draft.plan.kind or plan_kind(draft.plan.title, region)
    return with_agencies(draft)


def _with_head(draft: Draft, region: str, years: Years) -> Draft:
    plan = dataclasses.replace(draft.plan, region=region or draft.plan.region)
    if years:
        plan = dataclasses.replace(plan, start_year=years[0], end_year=years[1])
    return dataclasses.replace(draft, plan=plan)


def known_regions() -> list[KnownRegion]:
    """Return every region with the codes of those above it."""
    rows = {row[0]: row for row in Region.objects.values_list("pk", "code", "name", "level", "parent_id")}

    def path(pk: int | None) -> tuple[str, ...]:
        return (*path(rows[pk][4]), rows[pk][1]) if pk in rows else ()

    return [KnownRegion(code, name, level, path(parent)) for _pk, code, name, level, parent in rows.values()]
