"""Plain text → blocks. Tables are written as bars between cells, as tabs, or as one cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from documents.reading.blocks import Block, Collector, Limits, TableCell, Unfit

BARS = re.compile(r"[|｜│┃]")
RULE = re.compile(r":?[-—─=+]{2,}:?")
PAGE = re.compile(r"(\d{1,4})[、.．]")
SENTENCE_ENDS = "。！？：；!?:;”」）)"
MIN_PAGES = 3


def read_txt(content: bytes, limits: Limits) -> list[Block]:
    """Return the blocks of a text in UTF-8, UTF-16 (with its mark) or GB18030; raise Unfit for anything else."""
    found = Collector(limits)
    for kind, lines in _groups(_without_pages(decoded(content).splitlines())):
        if kind == "prose" or (kind == "tabs" and len(lines) == 1):
            for line in lines:
                found.paragraph(" ".join(line.split("\t")))
        else:
            found.table(enumerate(_ROWS[kind](lines), 1))
    return found.blocks


def decoded(content: bytes) -> str:
    """Return the text of a file; raise Unfit where it is none."""
    has_mark = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if has_mark else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unfit("no-text")


def _without_pages(lines: list[str]) -> list[str]:
    """Join pages that a viewer numbered in mid-sentence: lines that count 1、2、3、 and break off without a stop."""
    starts = [n for n, line in enumerate(lines) if (found := PAGE.match(line.strip())) and int(found[1]) == 1]
    for start in starts:
        pages = _run_of_pages(lines, start)
        broken = sum(not line.rstrip().endswith(tuple(SENTENCE_ENDS)) for line in pages[:-1])
        if len(pages) >= MIN_PAGES and broken * 2 > len(pages):
            text = "".join(PAGE.sub("", line.strip(), count=1) for line in pages)
            return [*lines[:start], text, *lines[start + len(pages) :]]
    return lines


def _run_of_pages(lines: list[str], start: int) -> list[str]:
    pages: list[str] = []
    for line in lines[start:]:
        found = PAGE.match(line.strip())
        if not found or int(found[1]) != len(pages) + 1:
            break
        pages.append(line)
    return pages


def _kind(line: str) -> str:
    if BARS.search(line):
        return "bars"
    if "\t" not in line.rstrip("\r\n"):
        return "prose" if line.strip() else "blank"
    return "tabs" if "\t" in line.strip() else "cells" if line.startswith("\t") else "prose"


def _groups(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Lines that belong together, with what they are. A blank line parts paragraphs, but no rows of a table."""
    group: list[str] = []
    kinds: set[str] = {"prose"}
    for line in [*lines, "end"]:
        own = _kind(line)
        is_tabbed = own in ("tabs", "cells") and kinds <= {"tabs", "cells"}
        if own == "blank" or own in kinds or is_tabbed:
            group.append(line)
            kinds |= {own} - {"blank"}
        else:
            yield _kind_of(kinds, group), group
            group, kinds = [line], {own}
    yield _kind_of(kinds, group), group[:-1] if kinds == {"prose"} else group


def _kind_of(kinds: set[str], group: list[str]) -> str:
    if kinds == {"tabs", "cells"}:
        return "cells" if _is_cell_table(group) else "tabs"
    return next(iter(kinds))


def _is_cell_table(group: list[str]) -> bool:
    """One cell a line: rows are runs of lines that each begin with a tab, with blank lines between them."""
    lines = [line for line in group if line.strip() or line.startswith("\t")]
    return sum(_kind(line) == "cells" or line.strip() == "" for line in lines) * 2 > len(lines) > 3


def _bar_rows(lines: list[str]) -> Iterator[list[TableCell]]:
    """A bar at the end (or, as in Markdown, at both ends) of every line is a frame, no cell."""
    texts = [line.strip() for line in lines if line.strip()]
    is_closed = all(BARS.fullmatch(text[-1]) for text in texts)
    is_framed = is_closed and all(BARS.fullmatch(text[0]) for text in texts)
    for text in texts:
        inner = text[1 if is_framed else 0 : -1 if is_closed else None]
        cells = [cell.strip() for cell in BARS.split(inner)]
        if not all(RULE.fullmatch(cell) for cell in cells):
            yield [TableCell(cell) for cell in cells]


def _tab_rows(lines: list[str]) -> Iterator[list[TableCell]]:
    for line in lines:
        if line.strip():
            yield [TableCell(cell.strip()) for cell in line.rstrip("\r\n").split("\t")]


def _cell_rows(lines: list[str]) -> Iterator[list[TableCell]]:
    row: list[TableCell] = []
    for line in [*lines, ""]:
        if line.startswith("\t"):
            row.append(TableCell(line.strip()))
        elif row:
            yield row
            row = []


_ROWS = {"bars": _bar_rows, "tabs": _tab_rows, "cells": _cell_rows}
