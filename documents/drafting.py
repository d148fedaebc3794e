"""A file → draft, whatever its format, with the regions, agencies and catalogue entries that are known."""

from __future__ import annotations

import dataclasses
import json

from django.utils.translation import gettext as _

from documents import findings, lint
from documents.agencies import names_of_other_plans, with_agencies
from documents.blocks import Block
from documents.catalogue import with_entries
from documents.draft import Draft, Finding, Unreadable
from documents.draft_json import from_object
from documents.draft_json.rules import refuse_nonsense
from documents.extract import KnownRegion
from documents.extract.head import kind_of
from documents.readers import ending
from documents.readers.fixture import read_fixture
from documents.readers.fixture_rules import has_bad_sign
from documents.reading import read_document, refusal
from plans.models import Region

LARGEST_JSON = 5 * 1024 * 1024  # bytes
Years = tuple[int, int] | None


def draft_from(name: str, content: bytes, region: str = "", years: Years = None) -> tuple[Draft, list[Block]]:
    """Return the draft of a file, and the blocks it was read from (none for .json, which states a plan outright).

    `region` and `years` are what a person says where the document does not. Raises Unreadable in words.
    """
    if ending(name) == "json":
        return _with_head(read_json(content), region, years), []
    draft, blocks = read_document(name, content, known_regions(), region, years)
    return with_entries(with_agencies(draft)), blocks


def read_json(content: bytes) -> Draft:
    """Return the draft that a fixture (a list) or an exported plan (an object) states."""
    if len(content) > LARGEST_JSON:
        raise refusal("too-large", n=LARGEST_JSON // (1024 * 1024))
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_float=str)
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise Unreadable(_("This is no JSON file, or it is damaged.")) from fault
    if not isinstance(found, dict):
        return read_fixture(content)
    try:
        if has_bad_sign(found):
            raise Unreadable(_("The file holds control characters that no document has."))
        draft = from_object(found, findings.DOUBTS)
        refuse_nonsense(draft)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as fault:
        raise Unreadable(_("This JSON file is no exported plan: %(fault)s.") % {"fault": str(fault)[:80]}) from fault
    if not (draft.tasks or draft.indicators or draft.goals):
        raise Unreadable(_("Not one task or indicator was found in this file."))
    region = next((region for region in known_regions() if region.code == draft.plan.region), None)
    draft.plan.kind = draft.plan.kind or kind_of(draft.plan.title, region)
    return with_agencies(draft)


def _with_head(draft: Draft, region: str, years: Years) -> Draft:
    plan = dataclasses.replace(draft.plan, region=region or draft.plan.region)
    if years:
        plan = dataclasses.replace(plan, start_year=years[0], end_year=years[1])
    return dataclasses.replace(draft, plan=plan)


def findings_of(draft: Draft) -> list[Finding]:
    """Return what a person should look at; a region that is not known yet stops a load like none."""
    found = lint.lint(draft, names_of_other_plans(draft))
    if draft.plan.region and not Region.objects.filter(code=draft.plan.region).exists():
        found.insert(0, Finding("region-unknown", "plan/region"))
    return found


def known_regions() -> list[KnownRegion]:
    """Return every region with the codes of those above it."""
    rows = {row[0]: row for row in Region.objects.values_list("pk", "code", "name", "level", "parent_id")}

    def path(pk: int | None) -> tuple[str, ...]:
        return (*path(rows[pk][4]), rows[pk][1]) if pk in rows else ()

    return [KnownRegion(code, name, level, path(parent)) for _pk, code, name, level, parent in rows.values()]
