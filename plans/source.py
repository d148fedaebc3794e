"""The text of a plan's document, with a clause found in it."""

from __future__ import annotations

from dataclasses import dataclass

from plans.words import folded


@dataclass(frozen=True)
class SourceParagraph:
    text: str
    is_marked: bool


def marked_paragraphs(text: str, clause: str) -> list[SourceParagraph]:
    """Return the paragraphs of a text; those that hold the clause, whatever its width and spaces, are marked."""
    wanted = folded(clause)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [SourceParagraph(line, bool(wanted) and wanted in folded(line)) for line in lines]
