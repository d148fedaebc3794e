"""The text of a clipboard → lines of cells, as Excel and WPS write it."""

from __future__ import annotations

import re

# A cell with a line break or a tab in it stands in quotes, its own quotes doubled. One that merely begins with a quote
# does not: so the csv module, which takes every such cell for quoted, would swallow the rest of the block.
QUOTED = re.compile(r'"((?:[^"]|""){0,4000})"(?=\t|\n|$)')  # bounded, for an open quote would read on to the end
MAX_CELLS = 20_000


class TooManyCells(ValueError):
    """A block that no sheet has a use for: somebody copied whole columns."""


def block_of(text: str) -> list[list[str]]:
    """Return the cells of a block, line by line; blank lines and columns at its end are left out.

    Raises TooManyCells: what lies beyond is not cut off without a word.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").rstrip("\t\n ")
    lines: list[list[str]] = [[]]
    at = count = 0
    while at <= len(plain):
        cell, at = _cell(plain, at)
        lines[-1].append(cell)
        count += 1
        if count > MAX_CELLS:
            raise TooManyCells
        if plain[at : at + 1] == "\n":
            lines.append([])
        at += 1
    return _without_blank_end(lines)


def _cell(plain: str, at: int) -> tuple[str, int]:
    """The cell that begins at a place, and where it ends."""
    quoted = QUOTED.match(plain, at)
    if quoted and ("\n" in quoted[1] or "\t" in quoted[1]):
        return quoted[1].replace('""', '"').strip(), quoted.end()
    end = min((found for mark in "\t\n" if (found := plain.find(mark, at)) >= 0), default=len(plain))
    return plain[at:end].strip(), end


def _without_blank_end(lines: list[list[str]]) -> list[list[str]]:
    while lines and not any(lines[-1]):
        lines.pop()
    width = max((n for line in lines for n, cell in enumerate(line, 1) if cell), default=0)
    return [(line + [""] * width)[:width] for line in lines]
