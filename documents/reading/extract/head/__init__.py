"""The head of a plan: title, number, issuer, date, years, region, phases (domain.md §4, Head)."""

from __future__ import annotations

from collections.abc import Sequence

from documents.draft.findings import Finding
from documents.draft.values import DraftPlan
from documents.notation.text import squeezed
from documents.reading.blocks import Block
from documents.reading.extract.head.fields import read_fields
from documents.reading.extract.head.origin import read_date, read_issuer, read_number
from documents.reading.extract.head.phases import read_phases
from documents.reading.extract.head.regions import KnownRegion, find_region, openings
from documents.reading.extract.head.titles import compose_title, plan_kind, read_title
from documents.reading.extract.head.years import annex_titles, read_base_year, read_years
from documents.reading.extract.outline import OutlineLine

__all__ = ["KnownRegion", "find_region", "plan_kind", "read_base_year", "read_head"]


def read_head(
    lines: Sequence[OutlineLine], blocks: Sequence[Block], captions: Sequence[str], regions: Sequence[KnownRegion]
) -> tuple[DraftPlan, list[Finding]]:
    """Return what the document says of itself; what it leaves open stays empty. `captions` are titles of its tables."""
    fields = read_fields(blocks)
    findings: list[Finding] = []
    title = read_title(lines, fields)
    number = read_number(lines, fields)
    issuer = read_issuer(lines, fields, number, findings)
    start, end = read_years(title, lines, captions, findings)
    region = find_region([issuer, title], regions) or find_region(openings(lines), regions)
    plan = DraftPlan(
        region=region.code if region else "",
        title=title,
        start_year=start,
        end_year=end,
        kind=plan_kind(title, region),
        doc_number=number,
        index_number=squeezed(fields.get("索引号", "")),
        issuer=issuer,
        issued_on=read_date(lines, fields),
        phases=list(read_phases(lines)),
    )
    if not title:
        compose_title(plan, region, [*captions, *annex_titles(lines)])
    return plan, findings
