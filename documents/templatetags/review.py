"""How findings and places are shown on the review page."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.draft import findings
from documents.draft.findings import Finding, Place
from documents.draft.reasons import reason_word
from documents.draft.values import AccountLine
from documents.reading.blocks import Block, Table
from documents.review.page import Review, source_key
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


@register.simple_tag
def marked(review: Review | str, text: str, table: int, row: int, column: int) -> SafeString:
    """A cell of the source, with its marks; `column` counts from 1."""
    place = {"table": table, "row": row, "column": column}
    return _marked(review.account.get(source_key(place), []) if isinstance(review, Review) else [], text)


@register.simple_tag
def marked_paragraph(review: Review | str, text: str, number: int) -> SafeString:
    """A paragraph of the source: what the draft has of it, what was set aside, and what nobody read are told apart."""
    lines = review.account.get(source_key({"paragraph": number}), []) if isinstance(review, Review) else []
    return _marked(lines, text)


def _marked(lines: list[AccountLine], text: str) -> SafeString:
    pieces: list[tuple[str, SafeString]] = []
    done = 0
    for line in sorted(lines, key=lambda line: line.start):
        if line.start >= done and line.end <= len(text):
            look = "unread" if line.is_firm else "aside" if line.reason else "taken"
            why = reason_word(line.reason) if line.reason else _("in the draft")
            mark = format_html('<mark class="{}" title="{}">{}</mark>', look, why, text[line.start : line.end])
            pieces.append((text[done : line.start], mark))
            done = line.end
    return linebreaksbr(format_html("{}{}", format_html_join("", "{}{}", pieces), text[done:]))


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
