"""The lines of a document under their headings: numerals say how deep a heading is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from documents.notation.text import plain
from documents.reading.blocks import Block, Paragraph, Table

NUMERAL = "[一二三四五六七八九十]{1,3}"
LEVELS = (
    (-1, re.compile(rf"第{NUMERAL}[章部编](?:分)?[\s、]*")),
    (0, re.compile(rf"第{NUMERAL}节\s*")),
    (1, re.compile(rf"{NUMERAL}、\s*")),
    (2, re.compile(rf"\({NUMERAL}\)[、.]?\s*")),
    (3, re.compile(r"\d{1,2}(?:[、]|[.](?!\d))\s*|[①-⑳]\s*")),
    (4, re.compile(r"\(\d{1,2}\)[、.]?\s*")),
)
BOX = re.compile(r"专栏\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[::\s、]*")
ANNEX = re.compile(r"附\s*(?:件|表|录)\s*\d*\s*[::.]?\s*")
MAX_TITLE = 50  # characters
RUN_ON = 1_200  # characters of a paragraph in which headings are looked for
STOPS = "。;；!！?？"


@dataclass(frozen=True)
class Heading:
    level: int
    label: str
    title: str


@dataclass(frozen=True)
class OutlineLine:
    """A paragraph: `own` is the heading it begins with, `above` those above it, the nearest last."""

    text: str
    paragraph: int
    above: tuple[Heading, ...] = ()
    own: Heading | None = None
    is_heading: bool = False
    box: int = 0
    table: int = 0
    row: int = 0

    @property
    def place(self) -> dict[str, int]:
        return {"table": self.table, "row": self.row} if self.table else {"paragraph": self.paragraph}

    @property
    def body(self) -> str:
        """The text without the number it begins with."""
        return self.text[len(self.own.label) :].lstrip() if self.own else self.text

    @property
    def path(self) -> tuple[Heading, ...]:
        """The headings above and its own."""
        return (*self.above, self.own) if self.own else self.above


def lines(blocks: Iterable[Block]) -> list[OutlineLine]:
    """Return every paragraph, and every table row that holds a single text, under its headings."""
    found: list[OutlineLine] = []
    stack: list[Heading] = []
    for line, style in _plain_lines(blocks):
        if ANNEX.match(plain(line.text)):
            stack = []
        own = _heading(line.text, style)
        if own:
            stack = [heading for heading in stack if heading.level < own.level]
        is_heading = (
            own is not None
            and own.title != ""
            and len(plain(line.text).strip(" 。:")) <= len(own.label) + len(own.title)
        )
        found.append(replace(line, above=tuple(stack), own=own, is_heading=is_heading))
        if own and own.title and not (own.level >= 3 and not is_heading):
            stack.append(own)
    return found


def _plain_lines(blocks: Iterable[Block]) -> Iterator[tuple[OutlineLine, int]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            for text in _pieces(block.text):
                yield OutlineLine(text, block.number, box=block.box), block.level
        else:
            for row in _single_texts(block):
                yield row, 0


def _single_texts(table: Table) -> Iterator[OutlineLine]:
    """Titles above a table, sentences below it."""
    for row in table.rows:
        if len(row.distinct) == 1 and len(row.distinct[0]) > 1:
            yield OutlineLine(row.distinct[0], 0, table=table.number, row=row.number)


def _pieces(text: str) -> list[str]:
    """The lines of a paragraph; one that runs on without breaks is cut before its headings and boxes."""
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    return [part for piece in pieces for part in (_cut_run_on(piece) if len(piece) > RUN_ON else [piece])]


def _cut_run_on(text: str) -> list[str]:
    words = plain(text)
    places = {found.start() for found in re.finditer(rf"\({NUMERAL}\)(?=[^、,,)]{{6}})|专栏\s*\d+\s*[::]", words)}
    places |= _sections(words)
    cuts = [0, *sorted(place for place in places if place), len(text)]
    return [text[a:b].strip() for a, b in itertools.pairwise(cuts) if text[a:b].strip()]


def _sections(words: str) -> set[int]:
    """Where 一、二、三、 follow in their order; the first one after a full stop."""
    numerals = [*"一二三四五六七八九", *(f"十{n}" for n in ["", *"一二三四五六七八九"])]
    found: set[int] = set()
    start = 0
    for numeral in numerals:
        before = r"(?:(?<=[。!?;:\n])|^)" if numeral == "一" else r"(?<![一二三四五六七八九十统])"
        next_one = re.compile(rf"{before}{numeral}、").search(words, start)
        if not next_one:
            break
        found.add(next_one.start())
        start = next_one.end()
    return found


def _heading(text: str, style: int) -> Heading | None:
    words = plain(text)
    for level, pattern in LEVELS:
        if found := pattern.match(words):
            return Heading(level, text[: found.end()].strip(), _title(words[found.end() :]))
    title = words.strip(" 。:")
    if BARE_HEADING.fullmatch("".join(title.split())):
        return Heading(1, "", title)
    if style and len(words) <= MAX_TITLE and not re.search(r"[。;]", title):
        return Heading(style, "", title)
    return None


def _title(words: str) -> str:
    """The words of a heading: up to the first stop, if that comes soon."""
    title = re.split(rf"[{STOPS}:]", words.strip(), maxsplit=1)[0].strip()
    if len(title) > MAX_TITLE:
        title = re.split("[,，]", title, maxsplit=1)[0].strip()
    return title if len(title) <= MAX_TITLE else ""


BARE_HEADING = re.compile(
    r"(?:工作|主要|总体|发展|预期|建设|阶段性|具体)?目标(?:任务)?|(?:重点|主要|工作)任务|重点工作|工作内容|保障措施|组织保障"
    r"|指导思想|总体要求|总体思路|基本原则|实施步骤|时序进度"
)
GOALS = re.compile(r"目标[^,。绩考管]{0,8}$|^总体要求(?:和|与|及)?(?:主要)?(?:目标)?$|^主要(?:预期)?指标$")
NO_GOALS = re.compile(
    r"^(?:指导思想|基本原则|总体思路|基本要求|保障措施|重点任务|重点工作|工作任务|发展基础|面临形势|实施步骤)"
)


def is_about_goals(line: OutlineLine) -> bool:
    """Whether the nearest heading that says so names 目标 (and no nearer one the guiding thoughts)."""
    for heading in reversed(line.path):
        if GOALS.search(heading.title) and len(heading.title) <= 24:
            return True
        if heading.level <= 2 and NO_GOALS.search(heading.title):
            return False
    return False
