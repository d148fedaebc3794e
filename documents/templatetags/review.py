"""How findings and places are shown on the review page."""

from __future__ import annotations

from django import template

from documents.draft import findings
from documents.draft.findings import Finding, Place
from documents.reading.blocks import Block, Table
from documents.review.page import row_anchor as row_anchor_of
from targets.choices import Accumulation, Basis, Direction, Operator
from targets.numbers import number_text

register = template.Library()
register.filter("figure", number_text)


@register.filter
def sentence(finding: Finding) -> str:
    return findings.message(finding)


@register.filter
def anchor(place: Place) -> str:
    """Where a place is in the source beside the draft; "" for none."""
    if "table" in place:
        return f"t{place['table']}-r{place['row']}" if "row" in place else f"t{place['table']}"
    return f"p{place['paragraph']}" if "paragraph" in place else ""


@register.filter
def row_anchor(finding: Finding) -> str:
    """Where the row of a finding is in the draft."""
    return row_anchor_of(finding.cell.row)


@register.filter
def row_name(finding: Finding) -> str:
    return findings.where(finding)


@register.filter
def accumulation(kind: str | None) -> str:
    return str(Accumulation(kind).label) if kind in Accumulation.values else "—"


@register.filter
def direction(kind: str) -> str:
    return str(Direction(kind).label) if kind in Direction.values else "—"


@register.filter
def sign(operator: str) -> str:
    return str(Operator(operator).label) if operator in Operator.values else operator


@register.filter
def basis(kind: str) -> str:
    return str(Basis(kind).label) if kind in Basis.values else kind


@register.filter
def is_table(block: Block) -> bool:
    return isinstance(block, Table)


@register.filter
def at(values: dict[int, object], year: int) -> object:
    """The value of a year; None for none."""
    return values.get(year)


@register.filter
def role(assignments: list[object], name: str) -> str:
    """The printed names of one role."""
    return "、".join(part.printed_name for part in assignments if part.role == name)  # type: ignore[attr-defined]
