"""A document as readers give it: a list of paragraphs and tables, whatever the file format was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from documents.notation.text import readable

MAX_COLUMNS = 200  # columns of a table that are read
MAX_CHARACTERS = 200_000  # characters of one paragraph or cell


class Unfit(Exception):
    """A file that a reader cannot take: a code and the values for its sentence (`refusals.SENTENCES`)."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Limits:
    """How large a document may be.

    Bytes of the file, bytes once unpacked, rows of one table, characters of text (those that merged cells repeat
    counted too), cells of all tables.
    """

    upload: int = 20 * 1024 * 1024
    unpacked: int = 200 * 1024 * 1024
    rows: int = 20_000
    characters: int = 2_000_000
    cells: int = 400_000


@dataclass(frozen=True)
class TableCell:
    """`is_repeat` marks a place that a merged cell covers: it shows the text of the cell it belongs to."""

    text: str
    is_repeat: bool = False


@dataclass(frozen=True)
class TableRow:
    """`number` counts from 1 as a person counts the rows of the printed table or sheet."""

    number: int
    cells: tuple[TableCell, ...]

    @property
    def texts(self) -> list[str]:
        return [cell.text for cell in self.cells]

    @property
    def distinct(self) -> list[str]:
        """The texts of the row, those of merged cells once."""
        return [cell.text for cell in self.cells if cell.text.strip() and not cell.is_repeat]


@dataclass(frozen=True)
class Paragraph:
    """`level` is a heading's depth where the file marks headings, `box` numbers a framed box (专栏), else 0.

    `hidden` is what stands here or before it hidden or struck out, and was not read.
    """

    number: int
    text: str
    level: int = 0
    box: int = 0
    hidden: str = ""


@dataclass(frozen=True)
class Table:
    """`hidden` is what stands in it or before it hidden or struck out, and was not read."""

    number: int
    rows: list[TableRow]
    hidden: str = ""


Block = Paragraph | Table


@dataclass
class Collector:
    """Numbers the blocks a reader finds, and stops one that finds too much."""

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    characters: int = 0
    cells: int = 0
    rows: int = 0
    paragraphs: int = 0
    tables: int = 0
    boxes: int = 0
    hidden: list[str] = field(default_factory=list)

    def hide(self, text: str) -> None:
        """Note what is hidden or struck out: it is not read, and the next block says so."""
        words = " ".join(readable(text).split())
        if words:
            self.count([words])
            self.hidden.append(words)

    def finished(self) -> list[Block]:
        """Return the blocks; what is hidden behind the last one, the last one says."""
        if self.hidden and self.blocks:
            last = self.blocks[-1]
            self.blocks[-1] = replace(last, hidden=" ".join(filter(None, (last.hidden, self._hidden()))))
        return self.blocks

    def _hidden(self) -> str:
        words, self.hidden = " ".join(self.hidden), []
        return words

    def paragraph(self, text: str, level: int = 0, box: int = 0) -> None:
        """Add a paragraph; nothing for a blank one."""
        words = readable(text).strip()
        if words:
            self.count([words])
            self.paragraphs += 1
            self.blocks.append(Paragraph(self.paragraphs, words, level, box, self._hidden()))

    def table(self, rows: Iterable[tuple[int, Sequence[TableCell]]]) -> None:
        """Add a table; one of a single column is a framed box of paragraphs."""
        kept: list[TableRow] = []
        for number, cells in rows:
            if len(kept) >= self.limits.rows:
                raise Unfit("too-many-rows", n=self.limits.rows)
            if any(cell.text.strip() for cell in cells[:MAX_COLUMNS]):
                self.count(cell.text for cell in cells[:MAX_COLUMNS])
                kept.append(TableRow(number, tuple(map(_readable, cells[:MAX_COLUMNS]))))
                self.cells += min(len(cells), MAX_COLUMNS)
                if self.cells > self.limits.cells:
                    raise Unfit("too-many-rows", n=self.limits.rows)
        if kept and all(len(row.cells) == 1 for row in kept):
            self.boxes += 1
            for row in kept:
                for line in row.cells[0].text.split("\n"):
                    self.paragraph(line, box=self.boxes)
        elif kept:
            self.rows += len(kept)
            if self.rows > 5 * self.limits.rows:
                raise Unfit("too-many-rows", n=self.limits.rows)
            self.tables += 1
            self.blocks.append(Table(self.tables, kept, self._hidden()))

    def count(self, texts: Iterable[str]) -> None:
        lengths = [len(text) for text in texts]
        self.characters += sum(lengths)
        if self.characters > self.limits.characters or max(lengths, default=0) > MAX_CHARACTERS:
            raise Unfit("too-much-text")


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Every paragraph and every cell, those that a merged cell covers once."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (text for row in block.rows for text in row.distinct)


def full_text(blocks: Iterable[Block]) -> str:
    """Return the text of a document, a line a paragraph and a row."""
    return "\n".join(
        line
        for block in blocks
        for line in ([block.text] if isinstance(block, Paragraph) else [" | ".join(row.distinct) for row in block.rows])
    )


def _readable(cell: TableCell) -> TableCell:
    text = readable(cell.text)
    return cell if text == cell.text else TableCell(text, cell.is_repeat)


def as_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Return blocks as plain values; `from_json` takes them back."""
    return [_block_json(block) | ({"hidden": block.hidden} if block.hidden else {}) for block in blocks]


def _block_json(b: Block) -> dict[str, Any]:
    if isinstance(b, Paragraph):
        return {"p": b.number, "text": b.text, "level": b.level, "box": b.box}
    return {"t": b.number, "rows": [[row.number, [_cell_json(cell) for cell in row.cells]] for row in b.rows]}


def _cell_json(cell: TableCell) -> str | list[str]:
    return [cell.text] if cell.is_repeat else cell.text


def from_json(objects: Iterable[dict[str, Any]]) -> Iterator[Block]:
    for o in objects:
        if "p" in o:
            yield Paragraph(o["p"], o["text"], o["level"], o["box"], o.get("hidden", ""))
        else:
            rows = [
                TableRow(
                    number,
                    tuple(TableCell(c) if isinstance(c, str) else TableCell(c[0], is_repeat=True) for c in cells),
                )
                for number, cells in o["rows"]
            ]
            yield Table(o["t"], rows, o.get("hidden", ""))
